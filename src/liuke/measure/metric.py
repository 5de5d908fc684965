"""What a metric is: one declaration that gives a number its meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import ibis
import polars as pl
from ibis.expr.types import DateValue, Table

from liuke.clock import Grain, period_start, periods
from liuke.engine import Engine
from liuke.language import Text
from liuke.workspace import Run

type Unit = Literal["share", "money", "customers", "orders", "days", "purchases"]
type Direction = Literal["up", "down", "none"]
type IntervalMethod = Literal["wilson", "delta", "none"]
type Kind = Literal["flow", "month", "stock"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The tables of a run that metrics read, and what bounds them.

    `customer` has a row a customer who ever purchased, with every attribute to split by.
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


@dataclass(frozen=True, slots=True)
class Metric:
    """One declaration.

    `compute` returns a small frame: `period` (first day), the frame's attributes, `numerator`, `denominator` (absent
    for a plain count or sum) and, for the delta interval, `n`, `yy`, `xx`, `xy`. Of kind, a `flow` is of the days asked
    for, by default all; a `month` too, but by default of the last whole month; a `stock` is of the run's last day and
    knows no periods.
    """

    id: str
    family: str
    label: Text
    sentence: Text
    formula: Text
    unit: Unit
    direction: Direction
    numerator: Text
    denominator: Text | None
    window: Text
    censoring: Text
    interval: IntervalMethod
    source: str
    compute: Callable[[Inputs, Frame], pl.DataFrame]
    inputs: tuple[str, ...]
    kind: Kind = "flow"
    version: int = 1


def split(table: Table, inputs: Inputs, frame: Frame) -> Table:
    """Return the rows of a table with `customer_id`, with the customer's attributes that the frame asks for."""
    if not frame.attributes:
        return table
    wanted = inputs.customer.select("customer_id", *frame.attributes)
    return table.drop(*[name for name in frame.attributes if name in table.columns]).inner_join(wanted, "customer_id")
