"""One attribute at a time: every customer is in one group, equal values in the same one, and intervals are Wilson's."""

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.explain.drivers import saying
from liuke.explain.drivers.table import Column
from liuke.explain.drivers.views import views
from liuke.language import Text
from liuke.measure.intervals import wilson
from tests.explain.drivers.made_up import people, settled

numbers = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(0, 4).map(float))
words = st.one_of(st.none(), st.sampled_from("abcdefgh"))


def rows_of(values: list[Any], left: list[int]) -> list[dict[str, Any]]:
    kind = pl.Float64 if any(isinstance(one, float) for one in values) else pl.String
    return views(settled(pl.DataFrame({"left": left, "it": pl.Series(values, dtype=kind)})))


@settings(max_examples=60, deadline=None)
@given(st.one_of(*(st.lists(st.tuples(one, st.integers(0, 1)), min_size=1, max_size=60) for one in (numbers, words))))
def test_groups_partition_the_customers(given_rows: list[tuple[Any, int]]) -> None:
    values, left = ([row[at] for row in given_rows] for at in (0, 1))
    rows = rows_of(values, left)
    if all(value is None for value in values):
        assert rows == []
        return
    assert sum(row["customers"] for row in rows) == len(values)
    assert sum(row["left"] for row in rows) == sum(left)
    ranges = [row for row in rows if row["what"] == "range"]
    assert all(one["to"] < other["from"] for one, other in pairwise(ranges))
    for row in rows:
        assert (row["low"], row["high"]) == wilson(row["left"], row["customers"])


def test_fifths_are_even_where_no_value_repeats() -> None:
    rows = rows_of([float(at) for at in range(100)], [at % 2 for at in range(100)])
    assert [row["customers"] for row in rows] == [20] * 5
    assert [(row["from"], row["to"]) for row in rows][:2] == [(0, 19), (20, 39)]


def test_few_values_are_told_one_by_one() -> None:
    rows = rows_of([1.0] * 50 + [2.0] * 30 + [3.0] * 20, [1] * 25 + [0] * 75)
    assert [(row["from"], row["to"], row["customers"], row["share"]) for row in rows] == [
        (1, 1, 50, 0.5), (2, 2, 30, 0), (3, 3, 20, 0),
    ]  # fmt: skip


def test_the_unknown_are_a_group() -> None:
    rows = rows_of(["a", "b", None, None], [1, 0, 1, 1])
    assert rows[-1] | {"low": 0, "high": 0} == {
        "attribute": "it", "at": 2, "what": "unknown", "group": None, "from": None, "to": None, "customers": 2,
        "left": 2, "share": 1.0, "low": 0, "high": 0,
    }  # fmt: skip


def test_all_attributes_have_a_view() -> None:
    frame = people(500, noise=2)
    assert {row["attribute"] for row in views(settled(frame))} == set(frame.columns) - {"left"}


@pytest.mark.parametrize(
    ("amount", "unit", "en", "zh"),
    [
        (1.0, "days", "1 day", "1 天"), (45.4, "days", "45 days", "45 天"), (0.5, "hours", "0.5 hours", "0.5 小时"),
        (0.123, "share", "12%", "12%"), (0.0123, "share", "1.2%", "1.2%"), (1234.6, "count", "1,235", "1,235"),
        (0.05, "number", "0.05", "0.05"), (12.34, "ratio", "12.3", "12.3"), (99.0, "money", "$99", "US$99"),
    ],
)  # fmt: skip
def test_values_are_told_in_their_unit(amount: float, unit: str, en: str, zh: str) -> None:
    assert saying.value(amount, unit, "USD") == Text(en, zh)


def test_what_is_compared_is_told_in_words() -> None:
    column = Column("age", Text("Age", "年龄"), "number", "days")
    step = {"what": "step", "group": None, "against": None, "step": float(np.float64(30))}
    assert saying.effect(step, column).en == "30 days more (one standard deviation)"
    assert saying.effect(step | {"group": "1", "against": "0"}, column).zh == "1（对比 0）"
    assert saying.effect(step | {"what": "unknown"}, column).zh == "未知"
    assert (
        saying.effect(step | {"what": "group", "group": "…", "against": "a"}, column).en == "all others rather than a"
    )
