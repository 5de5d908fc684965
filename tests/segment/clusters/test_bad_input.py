"""What cannot be clustered is refused, with what would be needed; nothing of it is a traceback."""

import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError, LiukeError, UsageError
from liuke.segment.clusters import METHODS, Method, fit_clusters
from tests.segment.clusters.people import USUAL, frame, planted


def refused(people: pl.DataFrame, **how: object) -> LiukeError:
    with pytest.raises(LiukeError) as found:
        fit_clusters(people, **how)  # type: ignore[arg-type]
    assert found.value.hint.en
    assert found.value.hint.zh
    return found.value


@pytest.mark.parametrize("method", METHODS)
def test_more_clusters_than_customers_who_differ_are_refused(method: Method) -> None:
    people = frame(np.array([[1, 1, 1, 1], [9, 9, 900, 9], [9, 9, 900, 9]]))
    error = refused(people, k=3, method=method)
    assert error.code == "cluster.k"
    assert "3 customers, 2 of whom differ" in error.message.en


def test_nobody_is_refused() -> None:
    assert refused(planted(0)).code == "cluster.nobody"


@pytest.mark.parametrize("k", [None, 2])
def test_one_customer_is_refused(k: int | None) -> None:
    error = refused(frame(np.array([[3.0, 2, 50, 90]])), k=k)
    assert error.code == ("cluster.few" if k is None else "cluster.alike")


def test_a_few_customers_are_parted_only_where_a_number_is_given() -> None:
    assert refused(planted(10)).code == "cluster.few"
    assert fit_clusters(planted(10), k=3).customers == 30


def test_customers_who_are_all_alike_are_refused() -> None:
    assert refused(frame(np.full((80, 4), 7.0))).code == "cluster.alike"


def test_a_constant_column_is_left_out() -> None:
    people = planted(15).with_columns(tenure=pl.lit(300.0))
    found = fit_clusters(people, k=3)
    assert found.scaling.used == ("recency", "frequency", "monetary")
    assert found.centres.shape[1] == 3
    assert set(found.clusters[0].apart) == {"recency", "frequency", "monetary"}


@pytest.mark.parametrize("bad", [None, float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_named(bad: float | None) -> None:
    people = planted(20).with_columns(
        monetary=pl.when(pl.col("customer_id") == "C00007").then(bad).otherwise(pl.col("monetary"))
    )
    error = refused(people)
    assert (error.code, error.column) == ("cluster.not_finite", "monetary")
    definition = fit_clusters(planted(15), k=3)
    with pytest.raises(DataError, match="monetary"):
        definition.assigned(people)


def test_an_unknown_measure_is_answered_with_those_that_there_are() -> None:
    error = refused(planted(), measures=["weight"])
    assert isinstance(error, UsageError)
    assert all(name in error.hint.en for name in USUAL)
