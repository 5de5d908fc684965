"""RFM: quintiles that never split ties, and segments that leave no customer out."""

from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.segment import SEGMENTS, rfm
from liuke.segment.rfm import quintile
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


def test_every_cell_has_exactly_one_segment() -> None:
    for recency in range(1, 6):
        for engagement in range(1, 6):
            named = [one.id for one in SEGMENTS if recency in one.recency and engagement in one.engagement]
            assert len(named) == 1, (recency, engagement, named)


def test_a_recent_frequent_big_buyer_is_a_champion(engine: Engine) -> None:
    bought = {f"c{n}": {START + timedelta(days=10 * k) for k in range(n + 1)} for n in range(14)}
    inputs = inputs_of(engine, activity_frame(bought), 60, AS_OF)
    found = {row["customer_id"]: row for row in engine.rows(rfm(inputs.customer.drop("segment")))}
    assert found["c13"]["segment"] == "champions"
    assert (found["c13"]["rfm_recency"], found["c13"]["rfm_frequency"], found["c13"]["rfm_monetary"]) == (5, 5, 5)
    assert found["c0"]["segment"] == "faded"


def test_segments_are_told_in_both_languages() -> None:
    assert len({one.id for one in SEGMENTS}) == len(SEGMENTS) == 11
    assert all(one.label.zh and one.meaning.zh for one in SEGMENTS)
