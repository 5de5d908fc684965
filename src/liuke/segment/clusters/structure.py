"""Structure: whether customers fall apart more than data without any groups would.

A parting always finds clusters, and where customers spread more one way than the others even stable ones. So the
silhouette (Rousseeuw 1987) of each number of clusters is held against that of data made up without groups: half of the
sets are one bell with the customers' covariance (as in SigClust: Liu et al. 2008), half spread evenly over the box of
their principal axes (the reference of the gap statistic: Tibshirani, Walther & Hastie 2001). The test is by Monte Carlo
(Dwass 1957): a number of clusters counts where its silhouette, in standard deviations above the made-up sets of a kind,
is beyond the largest that any of these sets has at any number of clusters, and so for both kinds.

More clusters than there are would still pass where real ones are long. So k clusters are also held against data made of
k − 1 bells, each with the size, mean and covariance of one of k − 1 clusters (McLachlan 1987, Applied Statistics 36):
their silhouette must be beyond that of all these sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.segment.clusters.partition import Labels, Matrix, Method, partition

type Vector = NDArray[np.float64]

SETS = 20
"""Made-up sets of each kind: where there are no groups, one kind alone says so 20 times in 21."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The silhouette of a number of clusters, the mean one of made-up sets without groups, and whether it is beyond."""

    silhouette: float
    without: float
    beyond: bool


def silhouettes(points: Matrix, parted: Mapping[int, Labels]) -> Vector:
    """Return the mean silhouette of each parting: (b − a) / max(a, b), own cluster's mean distance a, the next one's b.

    A point alone in its cluster has 0.
    """
    square = (points**2).sum(axis=1)
    apart = np.sqrt(np.maximum(square[:, None] + square - 2 * points @ points.T, 0.0))
    np.fill_diagonal(apart, 0.0)
    return np.array([_silhouette(apart, labels) for labels in parted.values()])


def _silhouette(apart: Matrix, labels: Labels) -> float:
    at, clusters = np.arange(len(labels)), int(labels.max()) + 1
    if clusters < 2:
        return 0.0
    belongs = np.zeros((len(labels), clusters))
    belongs[at, labels] = 1.0
    sizes = belongs.sum(axis=0)
    summed = apart @ belongs
    own = sizes[labels] - 1
    inside = summed[at, labels] / np.maximum(own, 1)
    mean = summed / np.maximum(sizes, 1)
    mean[:, sizes == 0] = np.inf
    mean[at, labels] = np.inf
    beside = mean.min(axis=1)
    larger = np.maximum(inside, beside)
    value = np.divide(beside - inside, larger, out=np.zeros(len(labels)), where=(larger > 0) & (own > 0))
    return float(value.mean())


def structures(
    points: Matrix, ks: Sequence[int], method: Method, seed: int, sets: int = SETS
) -> Mapping[int, Structure]:
    """Return how far each number of clusters sets `points`, a sample of the customers, apart."""
    random, ones = np.random.default_rng(seed), np.ones(len(points))

    def of(these: Matrix) -> Vector:
        return silhouettes(these, partition(these, ones, ks, method, seed, starts=1))

    ours = of(points)
    bells, boxes = (np.array([of(made) for made in kind]) for kind in _made_up(points, random, sets))
    beyond = _beyond(ours, bells) & _beyond(ours, boxes)
    without = np.maximum(bells.mean(axis=0), boxes.mean(axis=0))
    more = {
        k: _more_than_fewer(points, k, float(ours[at]), method, seed, sets) for at, k in enumerate(ks) if beyond[at]
    }
    return {k: Structure(float(ours[at]), float(without[at]), more.get(k, False)) for at, k in enumerate(ks)}


def _more_than_fewer(points: Matrix, k: int, ours: float, method: Method, seed: int, sets: int) -> bool:
    """Say whether a silhouette of k clusters is beyond all those of data that are k − 1 bells."""
    random, ones = np.random.default_rng(seed + k), np.ones(len(points))
    if k == 2:  # one bell it has been held against already
        return True
    fewer = partition(points, ones, [k - 1], method, seed)[k - 1]
    for _ in range(sets):
        made = _bells(points, fewer, random)
        if silhouettes(made, partition(made, ones, [k], method, seed, starts=1))[0] >= ours:
            return False
    return True


def _bells(points: Matrix, labels: Labels, random: np.random.Generator) -> Matrix:
    """Return points made anew, each from the bell of its cluster."""
    made = np.empty_like(points)
    for at in np.unique(labels):
        own = points[labels == at]
        away = own - own.mean(axis=0)
        made[labels == at] = own.mean(axis=0) + random.normal(size=(len(own), len(own))) @ away / np.sqrt(len(own))
    return made


def _made_up(points: Matrix, random: np.random.Generator, sets: int) -> Iterator[list[Matrix]]:
    """Yield the sets of each kind: bells, then boxes."""
    middle = points.mean(axis=0)
    _, spread, axes = np.linalg.svd(points - middle, full_matrices=False)
    along = (points - middle) @ axes.T
    low, high = along.min(axis=0), along.max(axis=0)
    deviation = spread / np.sqrt(len(points))
    shape = (len(points), len(deviation))
    yield [random.normal(size=shape) * deviation @ axes for _ in range(sets)]
    yield [random.uniform(low, high, size=shape) @ axes for _ in range(sets)]


def _beyond(ours: Vector, theirs: Matrix) -> NDArray[np.bool_]:
    """Return which of our silhouettes, standardised with those of the made-up sets, no set reaches at any number."""
    every = np.vstack([ours, theirs])
    deviation = every.std(axis=0)
    standing = (every - every.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    found: NDArray[np.bool_] = standing[0] > standing[1:].max()
    return found
