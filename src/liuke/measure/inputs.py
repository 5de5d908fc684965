"""What metrics read: the tables of a run, and the frame in which an answer is laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import DateValue, Table, Value

from liuke import schema
from liuke.clock import Grain, period_start, periods
from liuke.engine import Engine
from liuke.workspace import Run

DERIVED: dict[str, Callable[[Table], Value]] = {"cohort": lambda customer: customer.first_on.strftime("%Y-%m")}
"""Attributes that follow from other columns: cohort is the month of the first purchase."""
_RFM = ("rfm_recency", "rfm_frequency", "rfm_monetary")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a run that metrics read, and what bounds them.

    `customer` has a row a customer who ever purchased, with every attribute to split by, and the score where there
    is one.
    """

    engine: Engine
    activity: Table
    spell: Table
    customer: Table
    as_of: date
    currency: str
    window_days: int

    @staticmethod
    def of(run: Run, engine: Engine) -> "Inputs":
        """Read the inputs from a published run; what the score says of a customer is one more attribute."""
        customer = run.table(engine, "customer")
        if run.has("score"):
            score = run.table(engine, "score")
            wanted = [name for name in score.columns if name not in customer.columns and name != "reasons"]
            customer = customer.left_join(score.select("customer_id", *wanted), "customer_id").drop("customer_id_right")
        return Inputs(
            engine,
            run.table(engine, "activity"),
            run.table(engine, "spell"),
            customer,
            run.as_of,
            run.currency,
            int(run.manifest["lost"]["days"]),
        )

    def has(self, name: str) -> bool:
        """Say whether the table of this name is there."""
        return name != "score" or "probability" in self.customer.columns

    def attributes(self) -> list[str]:
        """Return what customers can be split by: words and yes-or-no, RFM scores, cohorts; nothing personal."""
        personal = {column.name for column in schema.TABLES["customer"].columns if column.personal}
        types = self.customer.schema()
        words = [name for name in types if types[name].is_string() or types[name].is_boolean() or name in _RFM]
        return [name for name in words if name != "customer_id" and name not in personal] + list(DERIVED)

    def split_by(self, names: tuple[str, ...]) -> Table:
        """Return customer_id and the attributes named."""
        plain = [name for name in names if name not in DERIVED]
        return self.customer.select("customer_id", *plain, **self.derived(names))

    def derived(self, names: tuple[str, ...]) -> dict[str, Value]:
        """Return those of the attributes named that follow from other columns, as columns of `customer`."""
        return {name: DERIVED[name](self.customer) for name in names if name in DERIVED}


@dataclass(frozen=True, slots=True)
class Frame:
    """How an answer is laid out: by period of a grain or one stretch of days, and by attributes of the customer.

    `first` and `last` bound the periods shown (both days included).
    """

    grain: Grain | None
    attributes: tuple[str, ...]
    first: date
    last: date

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The periods shown, as (first day, first day after)."""
        if self.grain:
            return list(periods(self.first, self.last, self.grain))
        return [(self.first, self.last + timedelta(days=1))]

    @property
    def keys(self) -> list[str]:
        """The names of the columns that an answer is grouped by."""
        return ["period", *self.attributes]

    def period(self, day: DateValue) -> DateValue:
        """Return the first day of the period of a day; NULL after the last, an earlier day before the first."""
        start, end = self.spans[0][0], self.spans[-1][1]
        inside = period_start(day, self.grain) if self.grain else ibis.literal(start)
        before = ibis.literal(start - timedelta(days=1))
        return ibis.cases((day < ibis.literal(start), before), (day < ibis.literal(end), inside))

    def within(self, rows: Table, day: DateValue) -> Table:
        """Return the rows whose day is in a period shown, with that `period`."""
        start, end = self.spans[0][0], self.spans[-1][1]
        period = period_start(day, self.grain) if self.grain else ibis.literal(start)
        return rows.filter((day >= ibis.literal(start)) & (day < ibis.literal(end))).mutate(period=period)


def split(table: Table, inputs: Inputs, frame: Frame) -> Table:
    """Return the rows of a table with `customer_id`, with the customer's attributes that the frame asks for.

    Rows of customers without an attribute table row (returns only, never a purchase) are kept, under None.
    """
    if not frame.attributes:
        return table
    bare = table.drop(*[name for name in frame.attributes if name in table.columns])
    return bare.left_join(inputs.split_by(frame.attributes), "customer_id").drop("customer_id_right")
