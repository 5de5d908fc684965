"""Ward's hierarchical clustering of points that stand for several customers each.

Ward (1963), JASA 58: merge the two clusters whose union adds least to the sum of squares around the means,
|A||B| / (|A| + |B|) × ‖a − b‖² for means a and b. The nearest-neighbour chain (Murtagh 1983, The Computer Journal 26)
finds the same merges without a matrix of distances: in O(n²) time and O(n) memory, for Ward's criterion is reducible.
Points that stand for several customers start as clusters of that size, which no kept library offers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tree:
    """Merges by rising cost: the clusters that hold `first` and `second`, and what the merge adds to the squares."""

    points: int
    first: Labels
    second: Labels
    cost: Vector

    def cut(self, k: int) -> Labels:
        """Return the cluster of each point where `k` are left (1 ≤ k ≤ points), numbered in the order of the points."""
        return self.cuts([k])[k]

    def cuts(self, ks: Sequence[int]) -> Mapping[int, Labels]:
        """Return what `cut` does for several numbers, each going on from the next larger one."""
        parent, done, found = np.arange(self.points), 0, {}

        def root(at: int) -> int:
            while parent[at] != at:
                parent[at] = parent[parent[at]]
                at = int(parent[at])
            return at

        for k in sorted(ks, reverse=True):
            for one, other in zip(self.first[done : self.points - k], self.second[done : self.points - k], strict=True):
                parent[root(int(one))] = root(int(other))
            done = self.points - k
            found[k] = numbered(np.array([root(at) for at in range(self.points)]))
        return {k: found[k] for k in ks}


def numbered(labels: NDArray[np.int64]) -> Labels:
    """Return labels numbered from 0 in the order in which they first occur."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


def ward(points: Matrix, weights: Vector) -> Tree:
    """Return the tree of points, shape (n, columns), that stand for `weights` customers each.

    Where each stands for one, SciPy builds it: the same tree, sooner.
    """
    if len(points) > 1 and (weights == 1).all():
        return _of_scipy(points)
    return chained(points, weights)


def _of_scipy(points: Matrix) -> Tree:
    from scipy.cluster.hierarchy import linkage  # noqa: PLC0415 - slow to load

    found, n = linkage(points, "ward"), len(points)
    holds = list(range(n))  # a point that each cluster of the tree holds
    for row in found:
        holds.append(holds[int(row[0])])
    first, second = (np.array([holds[int(at)] for at in found[:, side]], dtype=np.int64) for side in (0, 1))
    return Tree(n, first, second, found[:, 2] ** 2 / 2)


def chained(points: Matrix, weights: Vector) -> Tree:
    """Return the tree by the nearest-neighbour chain."""
    n = len(points)
    mean, size = points.astype(float), weights.astype(float)
    there = np.ones(n, dtype=bool)
    chain: list[int] = []
    merges: list[tuple[int, int, float]] = []
    while len(merges) < n - 1:
        if not chain:
            chain.append(int(np.argmax(there)))
        at, cost = chain[-1], _costs(mean, size, there, chain[-1])
        nearest = int(np.argmin(cost))
        before = chain[-2] if len(chain) > 1 else -1
        if before < 0 or cost[nearest] < cost[before]:
            chain.append(nearest)
            continue
        merges.append((before, at, float(cost[before])))
        del chain[-2:]
        _merge(mean, size, there, before, at)
    order = np.argsort([cost for _, _, cost in merges], kind="stable")
    first, second, costs = (np.array(column)[order] for column in zip(*merges, strict=True)) if merges else [[]] * 3
    return Tree(n, np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64), np.asarray(costs, float))


def _costs(mean: Matrix, size: Vector, there: NDArray[np.bool_], at: int) -> Vector:
    """Return what merging each cluster with one of them adds to the squares; infinite for itself and those merged."""
    away = mean - mean[at]
    cost: Vector = size * size[at] / (size + size[at]) * np.einsum("ij,ij->i", away, away)
    cost[~there] = np.inf
    cost[at] = np.inf
    return cost


def _merge(mean: Matrix, size: Vector, there: NDArray[np.bool_], into: int, gone: int) -> None:
    both = size[into] + size[gone]
    mean[into] = (size[into] * mean[into] + size[gone] * mean[gone]) / both
    size[into] = both
    there[gone] = False
