"""Broken lines: hat functions at the quantiles of a column, and the additive model that their slopes make.

Piecewise linear bases: Hastie & Tibshirani (1990), Eilers & Marx (1996).
"""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.additive import Additive, Curve, Line
from liuke.predict.learning.sample import Input, Matrix, Vector


def knots(column: Vector, count: int) -> Vector:
    """Return where the line may bend: at most `count` distinct quantiles of the known values, both ends among them."""
    known = column[~np.isnan(column)]
    return np.unique(np.quantile(known, np.linspace(0, 1, count))) if len(known) else np.zeros(1)


def hats(column: Vector, edges: Vector) -> Matrix:
    """Return hat functions at the knots but the first, and a mark of a missing value, shape (rows, knots)."""
    missing = np.isnan(column)
    filled = np.where(missing, edges[0], column)
    found = np.zeros((len(column), len(edges)))
    if len(edges) > 1:
        left = np.clip(np.searchsorted(edges, filled, side="right") - 1, 0, len(edges) - 2)
        along = np.clip((filled - edges[left]) / np.diff(edges)[left], 0.0, 1.0)
        rows = np.arange(len(column))
        found[rows, left + 1] = along
        found[rows, left] = np.where(left > 0, 1 - along, 0.0)
        found = np.roll(found, -1, axis=1)
    found[:, -1] = missing
    return found


def bases(rows: Matrix, edges: Sequence[Vector]) -> Matrix:
    """Return the hat functions of every column side by side, shape (rows, all knots)."""
    return np.hstack([hats(rows[:, place], own) for place, own in enumerate(edges)])


def additive(inputs: Sequence[Input], edges: Sequence[Vector], slopes: Vector, intercept: float) -> Additive:
    """Return the additive model of the slopes of `bases`; the mean of each curve at its knots goes to the intercept."""
    curves: list[Curve] = []
    start = 0
    for own in edges:
        here = slopes[start : start + len(own)]
        start += len(own)
        values = np.concatenate([[0.0], here[:-1]])
        centre = float(values.mean())
        curves.append(Line(own, values - centre, float(here[-1]) - centre))
        intercept += centre
    return Additive(tuple(one.id for one in inputs), tuple(curves), intercept)
