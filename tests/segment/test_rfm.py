"""RFM: quintiles that never split ties, and segments that leave no customer out."""

import itertools
from datetime import timedelta

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.segment import SEGMENTS, rfm
from liuke.segment.rfm import quintile, segment_of
from tests.measure.oracle import START, activity_frame, inputs_of
from tests.measure.strategies import AS_OF


def _scores(engine: Engine, values: list[int]) -> dict[int, set[int]]:
    table = engine.table(pa.table({"value": values}))
    found: dict[int, set[int]] = {}
    for row in engine.rows(table.mutate(score=quintile(table.value))):
        found.setdefault(row["value"], set()).add(row["score"])
    return found


def test_different_values_fall_into_equal_fifths(engine: Engine) -> None:
    found = _scores(engine, list(range(11)))
    assert [min(found[value]) for value in range(11)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=60))
def test_ties_are_never_split_and_more_is_never_worse(engine: Engine, values: list[int]) -> None:
    found = _scores(engine, values)
    assert all(len(scores) == 1 for scores in found.values())
    ordered = [min(found[value]) for value in sorted(found)]
    assert ordered == sorted(ordered)
    assert set(ordered) <= {1, 2, 3, 4, 5}


CELLS = list(itertools.product(range(1, 6), repeat=3))


def test_each_of_the_125_cells_has_exactly_one_segment(engine: Engine) -> None:
    table = engine.table(pl.DataFrame(CELLS, schema=["recency", "frequency", "monetary"], orient="row"))
    found = engine.rows(table.mutate(segment=segment_of(table.recency, table.frequency, table.monetary)))
    assert {row["segment"] for row in found} == {one.id for one in SEGMENTS}
    for row in found:
        how_much = -(-(row["frequency"] + row["monetary"]) // 2)
        named = [one.id for one in SEGMENTS if row["recency"] in one.recency and how_much in one.engagement]
        assert named == [row["segment"]]


@pytest.mark.parametrize(
    ("cell", "segment"),
    [
        ((5, 5, 5), "champions"),
        ((4, 4, 5), "loyal"),
        ((5, 2, 3), "potential_loyalist"),
        ((5, 1, 1), "new"),
        ((4, 1, 1), "promising"),
        ((3, 3, 3), "need_attention"),
        ((3, 1, 2), "about_to_sleep"),
        ((1, 5, 5), "cannot_lose"),
        ((2, 4, 3), "at_risk"),
        ((2, 1, 1), "hibernating"),
        ((1, 1, 1), "faded"),
    ],
)
def test_segments_mean_what_they_say(engine: Engine, cell: tuple[int, int, int], segment: str) -> None:
    table = engine.table(pl.DataFrame([cell], schema=["recency", "frequency", "monetary"], orient="row"))
    found = engine.rows(table.select(segment=segment_of(table.recency, table.frequency, table.monetary)))
    assert found == [{"segment": segment}]


def test_a_recent_frequent_big_buyer_is_a_champion(engine: Engine) -> None:
    bought = {f"c{n}": {START + timedelta(days=10 * k) for k in range(n + 1)} for n in range(14)}
    inputs = inputs_of(engine, activity_frame(bought), 60, AS_OF)
    found = {row["customer_id"]: row for row in engine.rows(rfm(inputs.customer.drop("segment")))}
    assert found["c13"]["segment"] == "champions"
    assert (found["c13"]["rfm_recency"], found["c13"]["rfm_frequency"], found["c13"]["rfm_monetary"]) == (5, 5, 5)
    assert found["c0"]["segment"] == "faded"


def test_segments_are_told_in_both_languages() -> None:
    assert len({one.id for one in SEGMENTS}) == len(SEGMENTS) == 11
    assert all(text.en and text.zh for one in SEGMENTS for text in (one.label, one.meaning, one.use))
