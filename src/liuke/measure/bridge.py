"""The customer bridge: opening + new + returned − lost = closing, for every period, exactly."""

from datetime import timedelta

import polars as pl

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
