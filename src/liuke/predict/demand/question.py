"""A question to a run, or to any table: what is to be expected of demand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.clock import Grain
from liuke.engine import open_engine
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.measure import Condition, Inputs
from liuke.predict.demand.asking import Ask
from liuke.predict.demand.demand import Demand, forecast_series
from liuke.predict.demand.series import MOST, Read, Series, gather
from liuke.predict.demand.sources import OF, source_of
from liuke.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class DemandAnswer:
    """What is forecast, and what of: one of `OF`, or "" for a table of one's own."""

    of: str
    found: Demand
    first: dt.date
    last: dt.date


def ask_demand(
    inputs: Inputs,
    of: str = "revenue",
    grain: Grain = "week",
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
    ask: Ask = Ask(),  # noqa: B008 - frozen
    *,
    most: int = MOST,
    progress: Progress = silent,
) -> DemandAnswer:
    """Return what is to be expected of a run's demand, in all and by groups (the widest first).

    Raises `UsageError` for what cannot be asked, `DataError` where too little is known.
    """
    source = source_of(inputs, of, by, where)
    if ask.service and of != "quantity":
        raise UsageError(
            "demand.stock",
            Text("Stock is advised for quantities only, not for {of}.", "备货建议只针对件数，不针对{of}。").fill(
                of=OF[of].label
            ),
            Text("Ask with --of quantity.", "请使用 --of quantity。"),
        )
    series = gather(source.rows, inputs.engine.polars, grain, (source.first, source.last), by, most)
    return DemandAnswer(of, forecast_series(series, ask, progress), source.first, source.last)


def forecast(
    table: pl.DataFrame | Table,
    *,
    date: str,
    value: str | None = None,
    by: str | Sequence[str] = (),
    grain: Grain = "week",
    ask: Ask = Ask(),  # noqa: B008 - frozen
    most: int = MOST,
    progress: Progress = silent,
) -> Demand:
    """Forecast a table of one's own, Polars' or Ibis': the sum of `value` (None: the number of rows) by `date`.

    `by` names columns to split by, the widest first. The days known are those from the first to the last in the table.
    Raises `UsageError` for columns that are not there or not of their kind, `DataError` where too little is known.
    """
    columns = _Columns(date, value, (by,) if isinstance(by, str) else tuple(by))
    if isinstance(table, Table):
        series = columns.series(table, grain, most, lambda one: pl.DataFrame(one.to_pyarrow()))
    else:
        with open_engine() as engine:
            series = columns.series(engine.table(table, "demand"), grain, most, engine.polars)
    return forecast_series(series, ask, progress)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table tell the day, the value (None: each row counts), and the groups."""

    day: str
    value: str | None
    by: tuple[str, ...]

    def series(self, table: Table, grain: Grain, most: int, read: Read) -> Series:
        self.check(table)
        dated = table.filter(table[self.day].notnull())
        amount: Any = ibis.literal(1) if self.value is None else dated[self.value].fill_null(0)
        groups = {f"group{place}": dated[name] for place, name in enumerate(self.by)}
        rows = dated.select(day=dated[self.day].cast("date"), amount=amount, **groups)
        (span,) = read(rows.aggregate(first=rows.day.min(), last=rows.day.max())).rows()
        if span[0] is None:
            raise DataError(
                "demand.nothing",
                Text("The table has no row with a date.", "表中没有带日期的行。"),
                Text("Check the column “{day}”.", "请检查列“{day}”。").fill(day=self.day),
            )
        found = gather(rows, read, grain, span, tuple(groups), most)
        return replace(found, by=self.by)

    def check(self, table: Table) -> None:
        asked = [name for name in (self.day, self.value, *self.by) if name is not None]
        if missing := [name for name in asked if name not in table.columns]:
            raise UsageError(
                "demand.column",
                Text("The table has no column “{name}”.", "表中没有列“{name}”。").fill(name=", ".join(missing)),
                Text("It has: {names}.", "现有列：{names}。").fill(names=", ".join(table.columns)),
            )
        if not (table[self.day].type().is_date() or table[self.day].type().is_timestamp()):
            raise UsageError(
                "demand.date",
                Text("The column “{name}” holds no dates.", "列“{name}”不是日期。").fill(name=self.day),
                Text("Make it dates or times before.", "请先转换为日期或时间。"),
            )
        if self.value is not None and not table[self.value].type().is_numeric():
            raise UsageError(
                "demand.value",
                Text("The column “{name}” holds no numbers.", "列“{name}”不是数字。").fill(name=self.value),
                Text("Name a column of numbers, or none to count rows.", "请指定数值列；不指定则按行计数。"),
            )
