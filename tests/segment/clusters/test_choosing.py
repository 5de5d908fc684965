"""How many clusters: planted ones are found, and where there are none none are proposed."""

import numpy as np
import pytest

from liuke.errors import DataError
from liuke.segment.clusters import METHODS, Method, fit_clusters
from liuke.segment.clusters.choosing import proposed, tried
from tests.segment.clusters.people import alike, planted, three


@pytest.mark.parametrize("method", METHODS)
def test_planted_kinds_are_found_and_told_by_what_they_are(method: Method) -> None:
    found = fit_clusters(planted(), method=method)
    assert found.choice["k"] == 3
    assert [one.customers for one in found.clusters] == [120] * 3
    traits = {frozenset(one.id.split("+")) for one in found.clusters}
    assert traits == {
        frozenset({"frequent", "high_spend", "recent"}),
        frozenset({"silent", "rare", "low_spend"}),
        frozenset({"new", "rare", "low_spend"}),
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_one_crowd_is_not_parted(method: Method, seed: int) -> None:
    with pytest.raises(DataError) as refused:
        fit_clusters(alike(seed=seed), method=method)
    assert refused.value.code == "cluster.none"
    assert "--k" in refused.value.hint.en


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_a_long_crowd_comes_back_stable_and_is_not_parted_all_the_same(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(400, 3)) * [5, 1, 1]
    found = tried(points, "kmeans", seed)
    assert found[0].stability.weakest > 0.85
    assert not any(one.counts for one in found)
    with pytest.raises(DataError, match="than data without groups would be"):
        proposed(found)


def test_what_every_number_came_to_is_kept() -> None:
    rows = three().choice["tried"]
    assert [row["k"] for row in rows] == list(range(2, 9))
    assert all(len(row["jaccard"]) == row["k"] and row["weakest"] == min(row["jaccard"]) for row in rows)
    found = rows[1]
    assert found["beyond"]
    assert found["weakest"] > 0.95
    assert found["silhouette"] > found["without_groups"]


def test_a_number_that_is_given_is_taken_and_said_to_be_given() -> None:
    choice = fit_clusters(planted(12), k=4).choice
    assert (choice["k"], choice["proposed"]) == (4, False)
