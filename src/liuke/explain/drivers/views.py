"""One attribute at a time: the share that left in each of its groups, or fifths, with its interval."""

from typing import Any

import numpy as np
import polars as pl

from liuke.explain.drivers.coding import MOST_GROUPS, OTHER, known
from liuke.explain.drivers.sampling import thinned
from liuke.explain.drivers.table import LEFT, Column, Settled
from liuke.measure.intervals import wilson

FIFTHS = 5
FEW_VALUES = 6
"""A number of no more values than this is told value by value."""


def views(settled: Settled) -> list[dict[str, Any]]:
    """Return a row a group of every attribute: what, group or low to high, customers, left, share and its interval.

    Equal numbers are in the same fifth. The groups of a word beyond the most common ones are one.
    """
    return [row for one in settled.columns for row in _view(one, known(settled.frame[one.id]), settled.frame[LEFT])]


def _view(one: Column, column: pl.Series, left: pl.Series) -> list[dict[str, Any]]:
    if not column.null_count() < len(column):
        return []
    rows = _of_number(column, left) if one.kind == "number" else _of_word(column, left)
    return [{"attribute": one.id, "at": at, **row} for at, row in enumerate(rows)]


def _of_word(column: pl.Series, left: pl.Series) -> list[dict[str, Any]]:
    counts = (
        pl.DataFrame({"value": column, "left": left.cast(pl.Int64)}).group_by("value").agg(pl.len(), pl.sum("left"))
    )
    counts = counts.sort(["len", "value"], descending=[True, False])
    named, rest = counts.drop_nulls("value").head(MOST_GROUPS), counts.drop_nulls("value").slice(MOST_GROUPS)
    rows = [_row("group", count, gone, group=value) for value, count, gone in named.iter_rows()]
    if rest.height:
        rows.append(_row("group", int(rest["len"].sum()), int(rest["left"].sum()), group=OTHER))
    return rows + _unknown(column, left)


def _of_number(column: pl.Series, left: pl.Series) -> list[dict[str, Any]]:
    values, told = column.drop_nulls(), thinned(column.drop_nulls().to_frame()).to_series()
    if told.n_unique() <= FEW_VALUES:
        ends = told.unique().sort().to_numpy()[:-1]
    else:
        ends = np.unique([float(told.quantile(at / FIFTHS, "lower") or 0.0) for at in range(1, FIFTHS)])
    frame = pl.DataFrame({"value": values, "left": left.cast(pl.Int64).filter(column.is_not_null())})
    frame = frame.with_columns(part=pl.Series(np.searchsorted(ends, values.to_numpy(), side="left")))
    counts = (
        frame.group_by("part")
        .agg(pl.len(), pl.sum("left"), low=pl.col("value").min(), high=pl.col("value").max())
        .sort("part")
    )
    rows = [_row("range", count, gone, start=low, end=high) for _, count, gone, low, high in counts.iter_rows()]
    return rows + _unknown(column, left)


def _unknown(column: pl.Series, left: pl.Series) -> list[dict[str, Any]]:
    missing = column.is_null()
    return [_row("unknown", int(missing.sum()), int(left.filter(missing).sum()))] if missing.any() else []


def _row(
    what: str, customers: int, gone: int, group: str | None = None, start: float | None = None, end: float | None = None
) -> dict[str, Any]:
    low, high = wilson(gone, customers)
    return {
        "what": what, "group": group, "from": start, "to": end, "customers": customers, "left": gone,
        "share": gone / customers, "low": low, "high": high,
    }  # fmt: skip
