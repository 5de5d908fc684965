"""Reasons: which features push a customer's risk up, one a theme, to be told with the customer's own numbers.

Contributions are those of the model: what a feature adds to the log-odds, less what it adds to the average customer who
is not lost. One reason a theme, so that three reasons are not one reason three times.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from liuke.predict.cores import BATCH, side_by_side
from liuke.predict.features import Feature
from liuke.predict.learning.sample import Matrix, Vector

MOST, SMALLEST = 3, 0.05
STRUCT = pl.Struct({"feature": pl.String, "value": pl.Float64, "usual": pl.Float64, "contribution": pl.Float64})
OWN_GAP, RECENCY, PURCHASES = "usual_gap_days", "recency_days", "purchase_days"
FEWEST_FOR_RHYTHM = 3


@dataclass(frozen=True, slots=True)
class Known:
    """Features and their values, shape (customers, features); NaN where a value is not known."""

    features: Sequence[Feature]
    rows: Matrix

    @property
    def names(self) -> list[str]:
        """The ids, in the order of the columns."""
        return [one.id for one in self.features]

    def column(self, name: str) -> Vector:
        """Return the values of a feature; NaN throughout where it is not among them."""
        if name in self.names:
            return self.rows[:, self.names.index(name)]
        return np.full(len(self.rows), np.nan)

    def rhythm(self) -> Vector:
        """Return each customer's usual gap in days; NaN where too few purchases tell of one."""
        return np.where(self.column(PURCHASES) >= FEWEST_FOR_RHYTHM, self.column(OWN_GAP), np.nan)


def top_reasons(known: Known, contributions: Matrix, living: NDArray[np.bool_]) -> pl.Series:
    """Return for each row a list of at most three {feature, value, usual, contribution}, weightiest first.

    `living` marks the customers who are not lost: they are the average that is compared with. Where a feature is told
    beside another of the same customer, `usual` is that one's value.
    """
    rows, some = known.rows, living if living.any() else np.ones(len(living), dtype=bool)
    usual = np.array(side_by_side(lambda place: _median(rows[some, place]), range(rows.shape[1])))
    average = contributions[some].mean(axis=0)

    def told(start: int) -> tuple[NDArray[np.int64], Matrix, Matrix, Matrix]:
        here = slice(start, start + BATCH)
        return _weightiest(Known(known.features, rows[here]), contributions[here] - average, usual)

    parts = side_by_side(told, range(0, max(1, len(rows)), BATCH))
    feature, value, beside, weight = (np.concatenate(each) for each in zip(*parts, strict=True))
    return listed(known.names, weight > SMALLEST, feature, value, beside, weight)


def _weightiest(known: Known, pushed: Matrix, usual: Vector) -> tuple[NDArray[np.int64], Matrix, Matrix, Matrix]:
    """Return the features told of each row, one a theme and weightiest first: place, value, what it is beside, weight.

    `pushed` is what each feature adds more than to the average customer; each of the four has at most three columns.
    """
    rows = known.rows
    pushed = np.where(_on_risky_side(known, usual), pushed, np.minimum(pushed, 0))
    themes = list(dict.fromkeys(one.theme for one in known.features))
    places = [[at for at, one in enumerate(known.features) if one.theme == theme] for theme in themes]
    total = np.column_stack([pushed[:, own].sum(axis=1) for own in places])
    told = np.column_stack([_told(known, own, pushed) for own in places])
    order = np.argsort(-total, axis=1, kind="stable")[:, :MOST]
    feature, weight = np.take_along_axis(told, order, axis=1), np.take_along_axis(total, order, axis=1)
    beside = np.broadcast_to(usual, rows.shape).copy()
    for place, one in enumerate(known.features):
        if one.beside:
            beside[:, place] = known.rhythm() if one.beside == OWN_GAP else known.column(one.beside)
    return feature, np.take_along_axis(rows, feature, axis=1), np.take_along_axis(beside, feature, axis=1), weight


def listed(
    names: Sequence[str],
    tells: NDArray[np.bool_],
    feature: NDArray[np.int64],
    value: Matrix,
    usual: Matrix,
    contribution: Matrix,
) -> pl.Series:
    """Return for each row the list of its reasons, from matrices that have a row a customer and a column a reason.

    A reason without a value is left out; NaN stands for what is not known.
    """
    tells = tells & ~np.isnan(value)
    ends = np.concatenate([[0], tells.sum(axis=1).cumsum()]).astype(np.int32)
    known = pa.DictionaryArray.from_arrays(feature[tells].astype(np.int16), list(names)).cast(pa.string())
    numbers = [pa.array(each[tells], from_pandas=True) for each in (value, usual, contribution)]
    reasons = pa.StructArray.from_arrays([known, *numbers], [field.name for field in STRUCT.fields])
    return pl.Series(pl.from_arrow(pa.ListArray.from_arrays(ends, reasons)))


def _on_risky_side(known: Known, usual: Vector) -> NDArray[np.bool_]:
    """Say where a value lies on the side of the usual that speaks for leaving; silence is set against the own gap.

    Correlated features may share one effect with opposite signs; a reason told from the wrong side would be absurd.
    """
    risky = np.array([one.risky for one in known.features])
    change = np.array([one.unit == "difference" for one in known.features])
    against = np.broadcast_to(np.where(change, np.minimum(usual, 0), usual), known.rows.shape).copy()
    if RECENCY in known.names:
        place, own = known.names.index(RECENCY), known.column(OWN_GAP)
        against[:, place] = np.where(np.isnan(own), usual[place], own)
    with np.errstate(invalid="ignore"):
        side: NDArray[np.bool_] = (known.rows - against) * risky > 0
    return side


def _told(known: Known, places: list[int], pushed: Matrix) -> NDArray[np.int64]:
    """Return which feature of a theme is told: the one that pushes most; silence is always told in days."""
    recency = known.names.index(RECENCY) if RECENCY in known.names else None
    if recency in places:
        return np.full(len(pushed), recency)
    return np.array(places)[pushed[:, places].argmax(axis=1)]


def _median(column: Vector) -> float:
    found = column[~np.isnan(column)]
    return float(np.median(found)) if len(found) else float("nan")
