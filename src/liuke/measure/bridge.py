"""The customer bridge: opening + new + returned − lost = closing, for every period, exactly."""

from datetime import timedelta

import ibis
import polars as pl
from ibis.expr.types import DateValue, Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs

MOVES = ("new", "returned", "lost", "churned")


def bridge(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    """Return period, the frame's attributes, opening, new, returned, lost, churned and closing customers.

    `lost` counts every loss in the period; `churned` only those of customers who were there at its opening, and so is
    the numerator of the churn rate.
    """
    moves = pl.concat([_starts(inputs, frame), _losses(inputs, frame)], how="diagonal")
    spans = frame.spans
    starts = [spans[0][0] - timedelta(days=1), *(start for start, _ in spans)]
    grid = pl.DataFrame({"period": starts}, schema={"period": pl.Date})
    if frame.attributes:
        grid = moves.select(frame.attributes).unique().join(grid, how="cross")
    summed = moves.group_by(frame.keys).agg(pl.col(MOVES).sum())
    filled = grid.join(summed, on=frame.keys, how="left", nulls_equal=True).with_columns(pl.col(MOVES).fill_null(0))
    change = pl.col("new") + pl.col("returned") - pl.col("lost")
    closing = change.cum_sum().over(frame.attributes) if frame.attributes else change.cum_sum()
    whole = filled.sort(frame.keys[::-1]).with_columns(closing=closing).with_columns(opening=pl.col("closing") - change)
    return whole.filter(pl.col("period") >= spans[0][0]).select(*frame.keys, "opening", *MOVES, "closing")


def exposure(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    """Return period, the frame's attributes, lost, and the days that customers were there in each period.

    Up to a day t, customers were there for t · (begun − ended) − (Σ days of beginning − Σ days of ending) days in all,
    of those before t; a period's days are the difference between its ends. The last day known bounds the running one.
    """
    stay = split(inputs.table("stay"), inputs, frame)
    edges = pl.concat([_edges(inputs, frame, stay, stay.started_on, 1), _edges(inputs, frame, stay, stay.lost_on, -1)])
    spans, keys = frame.spans, frame.keys
    starts = [spans[0][0] - timedelta(days=1), *(start for start, _ in spans)]
    ends = [spans[0][0], *(end for _, end in spans)]
    grid = pl.DataFrame({"period": starts, "end": ends}, schema={"period": pl.Date, "end": pl.Date})
    if frame.attributes:
        grid = edges.select(frame.attributes).unique().join(grid, how="cross")
    names = ("there", "sums", "lost")
    summed = edges.group_by(keys).agg(pl.col(names).sum())
    rows = grid.join(summed, on=keys, how="left", nulls_equal=True).with_columns(pl.col(names).fill_null(0))
    rows = rows.sort(keys[::-1])
    last = pl.col("end").clip(upper_bound=inputs.as_of + timedelta(days=1)).cast(pl.Int32)
    there, sums = (pl.col(name).cum_sum() for name in ("there", "sums"))
    if frame.attributes:
        there, sums = there.over(frame.attributes), sums.over(frame.attributes)
    rows = rows.with_columns(so_far=last * there - sums)
    before = pl.col("so_far").shift(1)
    rows = rows.with_columns(days=pl.col("so_far") - (before.over(frame.attributes) if frame.attributes else before))
    return rows.filter(pl.col("period") >= spans[0][0]).select(*keys, "lost", "days")


def _edges(inputs: Inputs, frame: Frame, stay: Table, day: DateValue, sign: int) -> pl.DataFrame:
    """Return keys, there, sums, lost: beginnings (+1) or endings (−1) by period, and their days since 1970 summed."""
    rows = stay.mutate(on=day, period=frame.period(day)).filter(lambda t: t.period.notnull())
    since = rows.on.delta(ibis.date("1970-01-01"), unit="day").cast("int64")
    counted = rows.group_by(frame.keys).agg(there=rows.count().cast("int64"), sums=since.sum().cast("int64"))
    found = inputs.engine.polars(counted).with_columns(pl.col("there", "sums") * sign)
    return found.with_columns(lost=pl.when(sign < 0).then(-pl.col("there")).otherwise(0))


def _starts(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    spell = split(inputs.table("stay"), inputs, frame)
    spell = spell.mutate(period=frame.period(spell.started_on)).filter(lambda t: t.period.notnull())
    counted = spell.group_by(frame.keys).agg(
        new=spell.count(where=spell.number == 1), returned=spell.count(where=spell.number > 1)
    )
    return inputs.engine.polars(counted)


def _losses(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    spell = split(inputs.table("stay"), inputs, frame)
    lost = spell.filter(spell.lost_on.notnull())
    lost = lost.mutate(period=frame.period(lost.lost_on)).filter(lambda t: t.period.notnull())
    counted = lost.group_by(frame.keys).agg(lost=lost.count(), churned=lost.count(where=lost.started_on < lost.period))
    return inputs.engine.polars(counted)
