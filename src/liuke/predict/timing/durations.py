"""Durations: how long each customer stayed, or has been seen to stay so far; one row a customer (or a spell).

Columns: `days` (from the start to the end, or to when it was last known that there was none yet), `ended` (True where
it ended), and where there are such `entry` (days from the start to when the customer came under observation: who ended
before could not have been seen, so nobody counts before their own entry) and a group.

Risk sets need three counts a day, which the engine makes; nothing here holds a row a customer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import BooleanValue, Table
from numpy.typing import NDArray

from liuke.engine import Engine, open_engine
from liuke.errors import DataError, UsageError
from liuke.language import Text

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RiskSets:
    """What happened on each day on which something did, in order.

    `ended` ended on the day; `lost_sight` were last seen on it (censored, after those who ended). `entries` are the
    days after which customers came under observation, `entered` how many did on each.
    """

    days: Vector
    ended: Vector
    lost_sight: Vector
    entries: Vector
    entered: Vector

    @property
    def customers(self) -> float:
        """The number of customers."""
        return float(self.entered.sum())

    def at_risk(self, days: Vector) -> Vector:
        """Return how many had entered before each of `days` and were still there on it."""
        came = np.concatenate([[0.0], np.cumsum(self.entered)])[np.searchsorted(self.entries, days)]
        left = np.concatenate([[0.0], np.cumsum(self.ended + self.lost_sight)])[np.searchsorted(self.days, days)]
        found: Vector = came - left
        return found


@contextmanager
def counting(rows: Table | pl.DataFrame, engine: Engine | None) -> Iterator[tuple[Table, Engine | None]]:
    """Give the rows as an Ibis table with the engine that counts them: the table's own, or one opened for a frame."""
    if isinstance(rows, Table):
        yield rows, engine
    else:
        with open_engine() as own:
            yield own.table(rows), own


def collected(table: Table, engine: Engine | None) -> pl.DataFrame:
    """Return a small result; `engine` is that of the table, where it has one of its own way to hand over rows."""
    return engine.polars(table) if engine else pl.DataFrame(pl.from_arrow(table.to_pyarrow()))


def needs(table: Table, *names: str) -> None:
    """Raise `UsageError` where the table lacks one of the columns."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise UsageError(
            "timing.columns",
            Text("The table has no column {names}.", "表中没有列 {names}。").fill(names=", ".join(missing)),
            Text(
                "Durations need `days` and `ended`; the table has: {names}.",
                "时长表需要 `days` 和 `ended` 列；现有列：{names}。",
            ).fill(names=", ".join(table.columns)),
        )


def durations(table: Table, *more: str, engine: Engine | None = None) -> Table:
    """Return days, ended, entry (−1 where a customer was seen from the start) and the columns `more`, checked.

    Raises `UsageError` for a missing column, `DataError` for a duration that cannot be.
    """
    needs(table, "days", "ended", *more)
    entry = table.entry.cast("float64") if "entry" in table.columns else ibis.literal(None, "float64")
    found = table.select(
        *more,
        days=table.days.cast("float64"),
        ended=table.ended.cast("boolean"),
        entry=ibis.ifelse(entry > 0, entry, -1.0).fill_null(-1.0),
    )
    _check(found, engine)
    return found


def _check(table: Table, engine: Engine | None) -> None:
    unknown = table.days.isnull() | table.days.isnan() | table.days.isinf() | table.ended.isnull()
    backwards = (table.days < 0) | (table.entry >= table.days) & (table.entry > 0)
    found = collected(
        table.aggregate(
            rows=table.count(),
            unknown=_count(unknown),
            backwards=_count(backwards.fill_null(False)),
            ended=_count(table.ended.fill_null(False)),
        ),
        engine,
    ).row(0, named=True)
    if found["unknown"] or found["backwards"]:
        raise DataError(
            "timing.impossible",
            Text(
                "Of {rows} durations, {unknown} have no days or no outcome, and {backwards} end before they begin.",
                "共 {rows} 条时长记录：{unknown} 条缺少天数或结局，{backwards} 条的结束早于开始。",
            ).fill(**found),
            Text(
                "Leave those rows out. `days` is 0 or more and later than `entry`; `ended` is true or false, never "
                "empty.",
                "请剔除这些行。`days` 不得为负且须晚于 `entry`；`ended` 必须为真或假，不能为空。",
            ),
        )
    if not found["ended"]:
        raise DataError(
            "timing.nobody_ended",
            Text(
                "None of {rows} customers has ended yet: when they do cannot be told.",
                "{rows} 位客户均未结束：无法估计何时结束。",
            ).fill(**found),
            Text("Durations of customers who left are needed too.", "还需要已流失客户的时长。"),
        )


def _count(told: BooleanValue) -> Any:  # noqa: ANN401 - an Ibis scalar
    return told.cast("int64").sum().fill_null(0)


def risk_sets(
    rows: Table | pl.DataFrame, group: str | None = None, *, engine: Engine | None = None
) -> dict[Any, RiskSets]:
    """Return the risk sets of each group in order of the groups, or under None those of all; counted by day."""
    with counting(rows, engine) as (given, counter):
        table = durations(given, *([group] if group else []), engine=counter)
        table = table.mutate(part=table[group] if group else ibis.literal(0))
        leaves = table.group_by("part", "days").agg(ended=_count(table.ended), lost_sight=_count(~table.ended))
        enters = table.group_by("part", "entry").agg(entered=table.count())
        left, came = collected(leaves, counter), collected(enters, counter)
    parts = sorted(left["part"].unique().to_list(), key=lambda part: (part is None, part))
    found = {part: _sets(_of(left, part).sort("days"), _of(came, part).sort("entry")) for part in parts}
    return found if group else {None: found[0]}


def _of(frame: pl.DataFrame, part: object) -> pl.DataFrame:
    return frame.filter(pl.col("part").eq_missing(pl.lit(part)))


def _sets(left: pl.DataFrame, came: pl.DataFrame) -> RiskSets:
    columns = (left["days"], left["ended"], left["lost_sight"], came["entry"], came["entered"])
    return RiskSets(*(column.cast(pl.Float64).to_numpy() for column in columns))
