"""Stability: whether the same clusters come back when the customers are drawn again.

The bootstrap of Hennig (2007, Computational Statistics & Data Analysis 52): customers are drawn with replacement and
parted anew; of each first cluster the largest Jaccard coefficient with a new one counts, among those drawn. Its mean
over the draws says how surely the cluster is there: below 0.6 it is not to be trusted, from 0.75 on it is stable. The
adjusted Rand index (Hubert & Arabie 1985) says the same of the parting as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.segment.clusters.partition import Labels, Matrix, Method, partition

type Vector = NDArray[np.float64]

DRAWS = 20
STARTS = 2


@dataclass(frozen=True, slots=True)
class Stability:
    """How well one parting comes back: the mean adjusted Rand index, and the mean Jaccard of each cluster."""

    rand: float
    jaccard: tuple[float, ...]

    @property
    def weakest(self) -> float:
        """The Jaccard coefficient of the cluster that comes back least."""
        return min(self.jaccard)


def stabilities(
    points: Matrix, ks: Sequence[int], method: Method, seed: int, draws: int = DRAWS
) -> Mapping[int, Stability]:
    """Return how stable each number of clusters is on `points`, a sample of the customers."""
    first = partition(points, np.ones(len(points)), ks, method, seed)
    random = np.random.default_rng(seed)
    rand: dict[int, list[float]] = {k: [] for k in ks}
    alike: dict[int, list[Vector]] = {k: [] for k in ks}
    for draw in range(draws):
        times = np.bincount(random.integers(len(points), size=len(points)), minlength=len(points))
        drawn = times > 0
        if len(np.unique(points[drawn], axis=0)) < max(ks):
            continue
        again = partition(points[drawn], times[drawn].astype(float), ks, method, seed + draw, STARTS)
        for k in ks:
            both = crossed(first[k][drawn], again[k], k)
            rand[k].append(adjusted_rand(both))
            alike[k].append(jaccards(both))
    none = Stability(0.0, (0.0,))
    return {k: Stability(float(np.mean(rand[k])), _means(alike[k])) if rand[k] else none for k in ks}


def crossed(one: Labels, other: Labels, k: int) -> Vector:
    """Return how many points have each pair of labels, shape (k, k)."""
    return np.bincount(one * k + other, minlength=k * k).reshape(k, k).astype(float)


def jaccards(both: Vector) -> Vector:
    """Return for each first cluster the largest |A ∩ B| / |A ∪ B| over the new ones; NaN where nobody was drawn."""
    rows, columns = both.sum(axis=1, keepdims=True), both.sum(axis=0, keepdims=True)
    together = rows + columns - both
    best: Vector = np.divide(both, together, out=np.zeros_like(both), where=together > 0).max(axis=1)
    return np.where(rows[:, 0] > 0, best, np.nan)


def adjusted_rand(both: Vector) -> float:
    """Return the adjusted Rand index of two partings from their cross table: 1 the same, 0 as by chance."""

    def pairs(counts: Vector) -> float:
        return float((counts * (counts - 1) / 2).sum())

    cells, rows, columns = pairs(both), pairs(both.sum(axis=1)), pairs(both.sum(axis=0))
    every = pairs(both.sum(keepdims=True))
    expected = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (cells - expected) / (most - expected)


def _means(draws: Sequence[Vector]) -> tuple[float, ...]:
    """Return the mean of each cluster over the draws that had somebody of it."""
    stacked = np.array(draws)
    seen = ~np.isnan(stacked)
    summed = np.where(seen, stacked, 0.0).sum(axis=0)
    return tuple((summed / np.maximum(seen.sum(axis=0), 1)).tolist())
