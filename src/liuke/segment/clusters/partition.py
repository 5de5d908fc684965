"""The two ways to part customers: k-means, and Ward's hierarchy.

k-means (Lloyd 1982; seeds by k-means++, Arthur & Vassilvitskii 2007) is scikit-learn's; points may stand for several
customers. Both return for every number of clusters asked for a label a point, the same for the same points and seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from liuke.segment.clusters.ward import numbered, ward

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Labels = NDArray[np.int64]
type Method = Literal["kmeans", "ward"]

METHODS: tuple[Method, ...] = ("kmeans", "ward")
STARTS = 10
"""Of so many starts of k-means the best counts."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep k-means on one thread: on rows so narrow several spend their time waiting for each other."""
    import sklearn.cluster  # noqa: F401, PLC0415 - slow to load; only libraries that are loaded can be limited

    with threadpool_limits(1):
        yield


def means(points: Matrix, weights: Vector, k: int, seed: int, starts: int = STARTS) -> tuple[Matrix, float]:
    """Return the centres of k-means, shape (k, columns), in the order of their coordinates, and the inertia."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - slow to load

    found = KMeans(k, n_init=starts, random_state=seed, tol=1e-6).fit(points, sample_weight=weights)
    centres: Matrix = found.cluster_centers_
    return centres[np.lexsort(centres.T[::-1])], float(found.inertia_)


def nearest(points: Matrix, centres: Matrix) -> Labels:
    """Return which centre each point is nearest to; of equally near ones the first."""
    square = (centres**2).sum(axis=1)
    found: Labels = np.argmin(square - 2 * points @ centres.T, axis=1)
    return found


def partition(
    points: Matrix, weights: Vector, ks: Sequence[int], method: Method, seed: int, starts: int = STARTS
) -> Mapping[int, Labels]:
    """Return the cluster of each point for every number of clusters."""
    if method == "ward":
        return ward(points, weights).cuts(ks)
    return {k: numbered(nearest(points, means(points, weights, k, seed, starts)[0])) for k in ks}
