"""The rows that declared metrics are aggregated over: those of one table, of its customers, or a histogram.

Metrics of one table share their rows, so that several asked together need one pass.
"""

from collections.abc import Sequence
from hashlib import sha256

import ibis
from ibis.expr.types import DateValue, Table, Value

from liuke.errors import ConfigError
from liuke.measure.frame import Frame, split
from liuke.measure.inputs import DAYS, Inputs
from liuke.measure.metric import Base, Kind
from liuke.measure.statistic import ranked
from liuke.measure.user.columns import Read

_SINGLE = {"customer_id", "lead_id", "subscription_id", "response"}
"""Numbers of single things, by which nobody splits."""


def kind_of_table(table: str) -> Kind:
    """Return whether rows of a table happen on days or are as they are on the last day.

    A profile has the day of signing up, which not everybody has; its rows are customers as they are, all of them.
    """
    return "flow" if table in DAYS and table != "profile" else "stock"


def own_attributes(table: str, types: ibis.Schema) -> tuple[str, ...]:
    """Return the words and yes-or-no that rows of a table have themselves; those of customers come from `Inputs`."""
    if table in ("customer", "profile"):
        return ()
    return tuple(
        name for name, type_ in types.items() if (type_.is_string() or type_.is_boolean()) and name not in _SINGLE
    )


class Rows:
    """The rows of one table with the columns of every metric declared over it."""

    def __init__(self, table: str, types: ibis.Schema, metrics: Sequence[Read]) -> None:
        self.table, self.metrics = table, metrics
        self.own = own_attributes(table, types)
        declared = repr([one.declared for one in metrics]).encode()
        self.mark = f"own {table} {sha256(declared).hexdigest()[:12]}"

    def base(self) -> Base:
        """Return the rows themselves, a column a part of each metric."""
        return Base(self.mark, (self.table,), kind_of_table(self.table), self._rows, self.own)

    def by_customer(self, metrics: Sequence[Read]) -> Base:
        """Return customer × period: both sums of each ratio, their squares, and for how many customers (`rows`).

        A row whose customer is not known stands for a customer of its own.
        """

        def build(inputs: Inputs, frame: Frame) -> Table:
            return _by_customer(self._rows(inputs, frame), frame.keys, metrics)

        return Base(f"{self.mark} by customer", (self.table,), kind_of_table(self.table), build, self.own)

    def ranked(self, metric: Read) -> Base:
        """Return the histogram of a quantile."""

        def build(inputs: Inputs, frame: Frame) -> Table:
            return ranked(self._rows(inputs, frame), frame.keys, metric.name("value"))

        mark = f"{self.mark} ranked {metric.declared.id}"
        return Base(mark, (self.table,), kind_of_table(self.table), build, self.own)

    def _rows(self, inputs: Inputs, frame: Frame) -> Table:
        given = inputs.table(self.table)
        columns: dict[str, Value] = {}
        for one in self.metrics:
            columns |= one.columns(given)
        kept = [name for name in frame.own if name in given.columns]
        customer = given.customer_id if "customer_id" in given.columns else ibis.null("string")
        if kind_of_table(self.table) == "stock":
            rows = given.select(*kept, customer_id=customer, period=ibis.literal(frame.first), **columns)
            return split(rows, inputs, frame)
        day: DateValue = given[DAYS[self.table]]
        rows = given.select(*kept, customer_id=customer, own__day=day, **columns)
        return split(frame.within(rows, rows["own__day"]), inputs, frame)


def _by_customer(rows: Table, keys: Sequence[str], metrics: Sequence[Read]) -> Table:
    sums: dict[str, Value] = {}
    for one in metrics:
        above, below = (rows[one.name(part)] for part in ("numerator", "denominator"))
        y, x = above.cast("float64"), below.cast("float64")
        squares = {"yy": (y * y).sum(), "xx": (x * x).sum(), "xy": (y * x).sum()}
        totals = {"numerator": above.sum(), "denominator": below.sum(), "rows": above.count().cast("int64")}
        sums |= {one.name(part): value for part, value in (totals | squares).items()}
    each = rows.group_by("customer_id", *keys).agg(**sums)
    known: dict[str, Value] = {}
    for one in metrics:
        y, x, count = (each[one.name(part)] for part in ("numerator", "denominator", "rows"))
        alone, y, x = each.customer_id.isnull(), y.cast("float64"), x.cast("float64")
        whole = {"yy": y * y, "xx": x * x, "xy": y * x, "rows": ibis.least(count, 1)}
        known |= {one.name(part): ibis.ifelse(alone, each[one.name(part)], value) for part, value in whole.items()}
    return each.mutate(**known)


def none(table: str, id_: str, fault: ConfigError | None) -> Base:
    """Return rows that cannot be had: whoever asks for them is told why."""

    def build(inputs: Inputs, _: Frame) -> Table:
        if fault:
            raise fault
        return inputs.table(table)

    return Base(f"own {id_}", (table,), kind_of_table(table), build)
