"""Finding clusters: customers in, a definition out.

k-means is fitted on up to 50 000 customers; Ward's hierarchy on all of them where they are few, and otherwise on a
thousand micro-clusters (by k-means in small batches: Sculley 2010), each with the weight of its customers, so that a
million customers take seconds. Rows are put in order first: no result depends on that of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.errors import DataError
from liuke.language import Text
from liuke.segment.clusters.choosing import FEWEST, RULE, proposed, sampled, tried
from liuke.segment.clusters.definition import Cluster, Definition, nearest_seed, raw_of
from liuke.segment.clusters.measures import chosen
from liuke.segment.clusters.naming import differences, ids
from liuke.segment.clusters.partition import Labels, Matrix, Method, means, one_thread
from liuke.segment.clusters.scaling import Scaling
from liuke.segment.clusters.ward import ward

type Vector = NDArray[np.float64]

ROWS = 50_000
EXACT, MICRO, MICRO_ROWS = 2_000, 1_000, 100_000
"""Different customers up to whom Ward's hierarchy is exact; micro-clusters beyond, and the customers they are of."""
FAR = 0.99
SEED = 2026


@dataclass(frozen=True, slots=True)
class Seeds:
    """What decides where a customer belongs: points, and the cluster of each."""

    points: Matrix
    owner: Labels


def fit_clusters(
    frame: pl.DataFrame,
    measures: Sequence[str] = (),
    k: int | None = None,
    method: Method = "kmeans",
    as_of: date | None = None,
    seed: int = SEED,
) -> Definition:
    """Return the clusters of a frame: customer_id, and a column for each measure (`measured`).

    `k` is proposed where it is not given. Raises `DataError` where there are too few customers, all are alike, values
    are no numbers, or no number of clusters is there to be found; `UsageError` for a measure that there is not.
    """
    wanted = chosen(measures)
    columns = tuple(one.id for one in wanted)
    raw = raw_of(frame.sort("customer_id"), columns)
    _check_many(len(raw), k)
    return fit(raw, Scaling.learn(raw, columns, [one.skewed for one in wanted]), k, method, as_of, seed)


def fit(
    raw: Matrix, scaling: Scaling, k: int | None, method: Method, as_of: date | None = None, seed: int = SEED
) -> Definition:
    """Return the clusters of raw columns under a scaling; raises as `fit_clusters` does."""
    points = scaling.apply(raw)
    points = points[np.lexsort(points.T[::-1])]
    found = tried(points, method, seed) if len(points) >= FEWEST else ()
    number = proposed(found) if k is None else k
    _check_number(points, number)
    with one_thread():
        seeds = _wards(points, number, seed) if method == "ward" else _means(points, number, seed)
    choice = {"k": number, "proposed": k is None, "rule": RULE.record(), "tried": [one.record() for one in found]}
    return _defined(points, scaling, seeds, method, as_of, choice)


def _means(points: Matrix, k: int, seed: int) -> Seeds:
    some = sampled(points, ROWS, np.random.default_rng(seed))
    return Seeds(means(some, np.ones(len(some)), k, seed)[0], np.arange(k))


def _wards(points: Matrix, k: int, seed: int) -> Seeds:
    """Return the different customers, or micro-clusters of them, each with its cluster."""
    first = first_of_each(points)
    if len(first) <= EXACT:
        counts = np.diff(np.append(first, len(points))).astype(float)
        return Seeds(points[first], ward(points[first], counts).cut(k))
    seeds = _micro(points, seed)
    owner = nearest_seed(points, seeds)
    sizes = np.bincount(owner, minlength=len(seeds)).astype(float)
    there = sizes > 0
    sums = np.array([np.bincount(owner, column, minlength=len(seeds)) for column in points.T]).T
    return Seeds(seeds[there], ward(sums[there] / sizes[there, None], sizes[there]).cut(k))


def _micro(points: Matrix, seed: int) -> Matrix:
    from sklearn.cluster import MiniBatchKMeans  # noqa: PLC0415 - slow to load

    some = sampled(points, MICRO_ROWS, np.random.default_rng(seed))
    made = MiniBatchKMeans(
        MICRO, init="random", n_init=1, max_iter=5, batch_size=10_000, random_state=seed, reassignment_ratio=0.0
    )
    seeds: Matrix = np.unique(made.fit(some).cluster_centers_, axis=0)
    return seeds


def _defined(
    points: Matrix, scaling: Scaling, seeds: Seeds, method: str, as_of: date | None, choice: dict[str, Any]
) -> Definition:
    """Return the definition, its clusters in the order of their sizes."""
    k = int(seeds.owner.max()) + 1
    labels = seeds.owner[nearest_seed(points, seeds.points)]
    sizes = np.bincount(labels, minlength=k)
    order = np.lexsort((np.arange(k), -sizes))
    place = np.argsort(order)
    labels, sizes = place[labels], sizes[order]
    centres = np.array([points[labels == at].mean(axis=0) for at in range(k)])
    apart = differences(points, labels, k)
    names = ids(apart, scaling.used)
    clusters = tuple(
        Cluster(names[at], int(sizes[at]), dict(zip(scaling.used, apart[at].tolist(), strict=True))) for at in range(k)
    )
    distance = np.sqrt(((points - centres[labels]) ** 2).sum(axis=1))
    far = float(np.quantile(distance, FAR))
    return Definition(
        method, as_of, len(points), scaling, centres, seeds.points, place[seeds.owner], clusters, far, choice
    )


def _check_many(customers: int, k: int | None) -> None:
    if customers == 0:
        raise DataError(
            "cluster.nobody",
            Text("There is nobody to cluster.", "没有可聚类的客户。"),
            Text(
                "Add orders with `liuke add FILE`, then call `liuke run`.",
                "请先用 `liuke add 文件` 添加订单，再执行 `liuke run`。",
            ),
        )
    if k is None and customers < FEWEST:
        raise DataError(
            "cluster.few",
            Text(
                "{n} customers are too few to tell clusters from chance.", "客户仅 {n} 位，过少，无法区分群体与偶然。"
            ).fill(n=customers),
            Text(
                "{fewest} are needed; with a given number (`liuke segments fit --k N`) they are parted all the same.",
                "至少需要 {fewest} 位；如指定群数（`liuke segments fit --k 群数`），仍可划分。",
            ).fill(fewest=FEWEST),
        )


def first_of_each(points: Matrix) -> Labels:
    """Return the place of the first of each different row; rows are in order."""
    new = np.append([True], (points[1:] != points[:-1]).any(axis=1))
    return np.flatnonzero(new)


def _check_number(points: Matrix, k: int) -> None:
    different = len(first_of_each(points))
    if not 2 <= k <= different:
        raise DataError(
            "cluster.k",
            Text(
                "{k} clusters cannot be made of {n} customers, {different} of whom differ.",
                "{n} 位客户（其中互不相同的 {different} 位）无法分成 {k} 群。",
            ).fill(k=k, n=len(points), different=different),
            Text("Ask for 2 to {most}.", "请指定 2 至 {most} 群。").fill(most=different)
            if different >= 2
            else Text("Wait for more customers.", "请等待更多客户。"),
        )
