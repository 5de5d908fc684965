"""Outside numbers: Iris (Fisher 1936) parted as R and scikit-learn part it, and Ward's tree as SciPy builds it."""

import json

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score, silhouette_score

from liuke.segment.clusters import Definition, fit
from liuke.segment.clusters.partition import Method, means, partition
from liuke.segment.clusters.scaling import plain
from liuke.segment.clusters.stability import adjusted_rand, crossed, jaccards
from liuke.segment.clusters.structure import silhouettes
from liuke.segment.clusters.ward import chained, ward

IRIS = load_iris().data
COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


@pytest.mark.parametrize(("method", "sizes"), [("kmeans", [62, 50, 38]), ("ward", [64, 50, 36])])
def test_iris_in_three_has_the_published_sizes(method: Method, sizes: list[int]) -> None:
    found = fit(IRIS, plain(IRIS, COLUMNS), 3, method)
    assert [one.customers for one in found.clusters] == sizes
    again = Definition.read(json.loads(json.dumps(found.record()))).assign(IRIS)
    assert np.bincount(again.labels).tolist() == sizes


def test_iris_in_three_has_the_published_inertia() -> None:
    assert means(IRIS, np.ones(150), 3, seed=7)[1] == pytest.approx(78.851, abs=0.0005)
    distance = fit(IRIS, plain(IRIS, COLUMNS), 3, "kmeans").assign(IRIS).distance
    assert (distance**2).sum() == pytest.approx(78.851, abs=0.0005)


def test_ward_merges_at_scipy_s_heights_whatever_points_stand_for_several() -> None:
    random = np.random.default_rng(3)
    points, times = random.normal(size=(60, 3)), random.integers(1, 5, 60)
    theirs = linkage(np.repeat(points, times, axis=0), "ward")
    ours = ward(points, times.astype(float))
    heights = theirs[theirs[:, 2] > 1e-9, 2]
    np.testing.assert_allclose(np.sqrt(2 * ours.cost), heights, rtol=1e-9)


def test_ward_merges_single_points_as_scipy_does() -> None:
    ours, theirs, heights = chained(IRIS, np.ones(150)), ward(IRIS, np.ones(150)), linkage(IRIS, "ward")[:, 2]
    for tree in (ours, theirs):
        np.testing.assert_allclose(np.sqrt(2 * tree.cost), heights, atol=1e-9)
        assert [len(np.unique(tree.cut(k))) for k in (1, 2, 7, 150)] == [1, 2, 7, 150]
    assert all((ours.cut(k) == theirs.cut(k)).all() for k in range(1, 9))


def test_silhouettes_and_the_rand_index_are_scikit_learn_s() -> None:
    points = np.random.default_rng(1).normal(size=(120, 3))
    parted = partition(points, np.ones(120), [2, 5], "kmeans", 1)
    ours = silhouettes(points, parted)
    assert ours == pytest.approx([silhouette_score(points, labels) for labels in parted.values()])
    one, other = (
        partition(points, np.ones(120), [4], "ward", 1)[4],
        partition(points, np.ones(120), [4], "kmeans", 2)[4],
    )
    assert adjusted_rand(crossed(one, other, 4)) == pytest.approx(adjusted_rand_score(one, other))


def test_jaccard_is_what_two_have_in_common_over_what_either_has() -> None:
    both = crossed(np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 3)
    assert jaccards(both)[:2] == pytest.approx([2 / 3, 2 / 3])
    assert np.isnan(jaccards(both)[2])
