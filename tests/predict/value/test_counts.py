"""Customers who share (x, t_x, T) are one row; impossible and hopeless counts are refused in words."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.errors import DataError
from liuke.language import LANGUAGES
from liuke.predict.value import Counts
from liuke.predict.value.models import MODELS
from tests.predict.value.shops import counts_of

days = st.integers(0, 4000)
whole_days = st.lists(st.tuples(st.integers(0, 500), days, days), min_size=1, max_size=40)


@settings(deadline=None, max_examples=60)
@given(rows=whole_days, scale=st.sampled_from([7.0, 6.9]))
def test_each_distinct_customer_is_counted_once(rows: list[tuple[int, int, int]], scale: float) -> None:
    """Whole days take a short cut, other times the long way: both count alike, in order, and change no value."""
    given_rows = [(float(x), t_x / scale, seen / scale) for x, t_x, seen in rows]
    counts = counts_of(*given_rows)
    found = dict(zip(zip(*(column.tolist() for column in counts.triple), strict=True), counts.weight, strict=True))
    assert found == Counter(given_rows)
    assert list(found) == sorted(found)
    assert counts.customers == len(rows)


def test_weights_of_the_same_customer_are_added() -> None:
    counts = Counts.grouped([1, 0, 1], [2, 0, 2], [4, 4, 4], [3, 5, 2])
    assert [column.tolist() for column in (*counts.triple, counts.weight)] == [[0, 1], [0, 2], [4, 4], [5, 5]]


def test_a_frame_is_counted_like_its_arrays() -> None:
    frame = pl.DataFrame({"x": [2, 0, 2], "t_x": [3.0, 0.0, 3.0], "T": [5.0, 1.0, 5.0], "other": ["a", "b", "c"]})
    assert Counts.of(frame).weight.tolist() == [1, 2]


def test_thinning_keeps_about_the_size_asked_for() -> None:
    counts = Counts.grouped(np.arange(1000), np.arange(1000), np.full(1000, 2000))
    thinned = counts.thinned(100)
    assert len(thinned.x) == 100
    assert (thinned.x[0], thinned.x[-1]) == (0, 990)
    assert len(counts.thinned(5000).x) == 1000


IMPOSSIBLE = {
    "last purchase after the end": (1, 5, 4),
    "a repeat on the first day": (1, 0, 4),
    "a last repeat of nobody": (0, 3, 4),
    "half a purchase": (0.5, 3, 4),
    "less than nothing": (-1, 0, 4),
    "no number": (1, float("nan"), 4),
    "endless": (0, 0, float("inf")),
}


@pytest.mark.parametrize("row", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_impossible_counts_are_refused_with_the_first_of_them(model: type, row: tuple[float, float, float]) -> None:
    with pytest.raises(DataError) as caught:
        model.fit(counts_of((2, 3, 9), row, (0, 0, 9)))
    assert caught.value.code == "value.impossible"
    assert f"x = {float(row[0])}" in caught.value.message.en
    assert all(caught.value.hint.say(language) for language in LANGUAGES)


HOPELESS = {
    "one customer": [(3, 5, 9)],
    "nobody came back": [(0, 0, 9), (0, 0, 12), (0, 0, 30)],
    "all alike": [(2, 4, 9)] * 50,
    "nobody at all": [],
}


@pytest.mark.parametrize("rows", HOPELESS.values(), ids=HOPELESS.keys())
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_customers_who_tell_nothing_are_refused(model: type, rows: list[tuple[float, float, float]]) -> None:
    counts = Counts.grouped(*np.array(rows, dtype=float).reshape(-1, 3).T)
    with pytest.raises(DataError) as caught:
        model.fit(counts)
    assert caught.value.code == "value.too_alike"
    assert str(len(rows)) in caught.value.message.zh


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_two_customers_are_fitted_and_the_edge_is_told(model: type) -> None:
    """There is no telling what the parameters are; forecasts stay finite and chances stay chances."""
    fitted, found = model.fit(counts_of((0, 0, 10), (3, 9, 10)))
    assert found.on_edge
    assert np.isnan(found.standard_errors).any()
    counts = counts_of((0, 0, 10), (3, 9, 10))
    assert np.isfinite(fitted.expected(52, *counts.triple)).all()
    assert ((fitted.p_alive(*counts.triple) >= 0) & (fitted.p_alive(*counts.triple) <= 1)).all()
