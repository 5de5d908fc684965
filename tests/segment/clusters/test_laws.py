"""Laws of clusters: everybody is in exactly one, a stored definition says the same again, row order says nothing."""

import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.segment.clusters import METHODS, Definition, Method, fit_clusters
from tests.segment.clusters.people import frame, planted

FEW = settings(max_examples=10, deadline=None)
values = st.floats(0, 5_000, allow_nan=False)
rows = st.lists(st.tuples(values, values, values, values), min_size=3, max_size=40, unique=True)


def _differ(found: list[tuple[float, ...]]) -> bool:
    """Say whether two clusters can be made of them after scaling: some column has three values well apart."""
    table = np.array(found)
    return bool((np.ptp(table, axis=0) > 1).any()) and len(np.unique(table.round(0), axis=0)) > 2


@FEW
@given(rows, st.sampled_from(METHODS))
def test_everybody_is_in_exactly_one_cluster_and_the_counts_add_up(
    found: list[tuple[float, ...]], method: Method
) -> None:
    if not _differ(found):
        return
    people = frame(np.array(found))
    definition = fit_clusters(people, k=2, method=method)
    assigned = definition.assigned(people)
    assert assigned["customer_id"].to_list() == people["customer_id"].to_list()
    assert set(assigned["cluster"]) <= set(definition.ids)
    counts = dict(assigned.group_by("cluster").len().rows())
    assert {one.id: one.customers for one in definition.clusters if one.customers} == counts
    assert sum(counts.values()) == len(found)
    assert len(set(definition.ids)) == len(definition.ids)


@FEW
@given(st.integers(0, 1_000), st.sampled_from(METHODS))
def test_row_order_says_nothing(seed: int, method: Method) -> None:
    people = planted(15)
    mixed = people.sample(fraction=1.0, shuffle=True, seed=seed)
    one, other = (fit_clusters(each, k=3, method=method) for each in (people, mixed))
    assert one.record() == other.record()


@pytest.mark.parametrize("method", METHODS)
def test_a_stored_definition_says_the_same_again(method: Method) -> None:
    people = planted(16)
    definition = fit_clusters(people, k=5, method=method)
    again = Definition.read(json.loads(json.dumps(definition.record())))
    assert again.record() == definition.record()
    assert again.assigned(people).equals(definition.assigned(people))
    half = people.tail(30)
    assert again.assigned(half).equals(definition.assigned(people).tail(30))


def test_the_same_customers_and_seed_make_the_same_clusters() -> None:
    assert fit_clusters(planted(20)).record() == fit_clusters(planted(20)).record()


def test_many_customers_are_clustered_by_way_of_micro_clusters_and_stay_where_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("liuke.segment.clusters.fitting.EXACT", 100)
    monkeypatch.setattr("liuke.segment.clusters.fitting.MICRO", 40)
    people = planted(100)
    definition = fit_clusters(people, k=3, method="ward")
    assert len(definition.seeds) <= 40
    assert [one.customers for one in definition.clusters] == [100] * 3
    kinds = definition.assigned(people)["cluster"].to_list()
    assert [len(set(kinds[at : at + 100])) for at in (0, 100, 200)] == [1, 1, 1]


def test_a_million_pounds_does_not_make_a_cluster_of_its_own() -> None:
    people = planted(16)
    rich = people.with_columns(
        monetary=pl.when(pl.col("customer_id") == "C00000").then(1e9).otherwise(pl.col("monetary"))
    )
    assert [one.customers for one in fit_clusters(rich, k=3).clusters] == [16] * 3
