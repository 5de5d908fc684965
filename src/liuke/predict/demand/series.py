"""Series of what was asked for: a value a period, of everything and of each group, from rows with a day.

Periods in which nothing happened are zeros, as sales are counted: nothing sold is a number, too. A period that is not
over, or inside which the data begin, is left out. Values are net: where returns outweigh sales, they are below zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.clock import Grain, next_start, period_start, periods
from liuke.errors import DataError
from liuke.language import NOTHING, Text
from liuke.predict.demand.methods.frame import Values

OTHERS = "*"
"""The name under which all groups beyond the largest ones are taken together."""
MOST = 30
type Path = tuple[str, ...]
type Read = Callable[[Table], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Series:
    """Values of shape (nodes, periods): everything first, then each level of groups; the last level adds up to all.

    A node's path names its group at each level of `by`, from the widest on; that of everything is empty. `starts` are
    the first days of the periods, of which there is one in every place from the first to the last.
    """

    grain: Grain
    starts: tuple[date, ...]
    by: tuple[str, ...]
    paths: tuple[Path, ...]
    values: Values

    @property
    def length(self) -> int:
        """Return how many whole periods are known."""
        return len(self.starts)

    def ahead(self, horizon: int) -> tuple[date, ...]:
        """Return the first days of the periods to come."""
        found, start = [], self.starts[-1]
        for _ in range(horizon):
            start = next_start(start, self.grain)
            found.append(start)
        return tuple(found)


def whole_periods(first: date, last: date, grain: Grain) -> tuple[date, ...]:
    """Return the first days of the periods that lie wholly within two days, both included."""
    return tuple(start for start, end in periods(first, last, grain) if start >= first and end - timedelta(1) <= last)


def gather(
    rows: Table, read: Read, grain: Grain, days: tuple[date, date], by: Sequence[str] = (), most: int = MOST
) -> Series:
    """Return the series of rows with the columns `day`, `amount` and those of `by`, widest first, within two days.

    One GROUP BY over the rows; of each level the `most` largest groups are kept by themselves. Raises `DataError` where
    no whole period lies within the days.
    """
    starts = whole_periods(*days, grain)
    if not starts:
        raise DataError(
            "demand.short",
            Text("Not one whole {grain} is known.", "尚无一个完整的{grain}。").fill(grain=GRAIN_NAMES[grain]),
            Text("Add more data, or choose shorter periods with --every.", "请补充数据，或用 --every 选择更短的期间。"),
        )
    end = next_start(starts[-1], grain)
    inside = rows.filter((rows.day >= ibis.literal(starts[0])) & (rows.day < ibis.literal(end)))
    keys = [f"by{place}" for place in range(len(by))]
    named = inside.mutate(
        period=period_start(inside.day, grain),
        **{key: inside[name].cast("string") for key, name in zip(keys, by, strict=True)},
    )
    summed = named.group_by("period", *keys).agg(amount=named.amount.sum().cast("float64"))
    frame = read(summed).with_columns(pl.col(keys).fill_null(NOTHING), pl.col("amount").fill_null(0.0))
    for place in range(len(keys)):
        frame = _largest(frame, keys[: place + 1], most)
    return _laid_out(frame, grain, starts, tuple(by), keys)


GRAIN_NAMES = {"day": Text("day", "日"), "week": Text("week", "周"), "month": Text("month", "月")}


def _largest(frame: pl.DataFrame, keys: list[str], most: int) -> pl.DataFrame:
    """Return the rows with the groups beyond the `most` largest under one name."""
    sizes = frame.group_by(keys).agg(size=pl.col("amount").abs().sum())
    if sizes.height <= most:
        return frame
    kept = sizes.sort("size", *keys, descending=[True, *[False] * len(keys)]).head(most).select(*keys, kept=pl.lit(1))
    found = frame.join(kept, on=keys, how="left")
    name = pl.when(pl.col("kept").is_null()).then(pl.lit(OTHERS)).otherwise(pl.col(keys[-1]))
    return found.with_columns(name.alias(keys[-1])).drop("kept")


def _laid_out(
    frame: pl.DataFrame, grain: Grain, starts: tuple[date, ...], by: tuple[str, ...], keys: list[str]
) -> Series:
    place = {start: at for at, start in enumerate(starts)}
    paths: list[Path] = [()]
    blocks = []
    for depth in range(len(keys) + 1):
        level = keys[:depth]
        last = [pl.col(key) == OTHERS for key in level]
        order = [one for pair in zip(last, level, strict=True) for one in pair]
        sums = frame.group_by("period", *level).agg(pl.col("amount").sum()).sort(*order, "period")
        groups = sums.select(level).unique(maintain_order=True).rows() if depth else [()]
        row = {group: at for at, group in enumerate(groups)}
        block = np.zeros((len(groups), len(starts)))
        for period, *group, amount in sums.select("period", *level, "amount").iter_rows():
            block[row[tuple(group)], place[period]] = amount
        paths += groups if depth else []
        blocks.append(block)
    return Series(grain, starts, by, tuple(paths), np.concatenate(blocks))
