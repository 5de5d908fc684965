"""Drawing customers again, within each arm (Efron & Tibshirani 1993, ch. 8 and 13)."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.trial import Marks

DRAWS = 300


def draws(treated: Marks, count: int, seed: int) -> Iterator[Vector]:
    """Yield, `count` times, how often each customer is drawn; each arm keeps its size."""
    random = np.random.default_rng([seed, 13])
    arms = [np.flatnonzero(treated == arm) for arm in (False, True)]
    for _ in range(count):
        times = np.zeros(len(treated))
        for places in arms:
            times[places] = np.bincount(random.integers(0, len(places), len(places)), minlength=len(places))
        yield times


type Summed = tuple[NDArray[np.intp], Vector]
"""Cells, and what is summed within each."""


def sums(parts: Sequence[Summed], treated: Marks, count: int, seed: int) -> list[NDArray[np.float64]]:
    """Return, for each of the parts, sums by cell, shape (1 + draws, cells); the first row is of the customers as is.

    All parts are summed over the same draws, so that their differences may be taken draw by draw.
    """
    sizes = [int(cell.max()) + 1 for cell, _ in parts]
    found = [np.empty((1 + count, size)) for size in sizes]
    once = np.ones(len(treated))
    for row, times in enumerate(chain([once], draws(treated, count, seed))):
        for into, (cell, value), size in zip(found, parts, sizes, strict=True):
            into[row] = np.bincount(cell, times * value, minlength=size)
    return found


def interval(drawn: Vector) -> tuple[float, float]:
    """Return the middle 95 % of the draws."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)
