"""Lifecycle stages and their flow, held to the definitions read off day by day."""

import itertools
from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings

from liuke.clock import periods
from liuke.engine import Engine
from liuke.measure import visits
from liuke.segment import STAGES, stage_changes, stage_flow
from tests.measure.oracle import START, Purchases, activity_frame, inputs_of, stage_of
from tests.measure.strategies import AS_OF, DAYS, purchases, windows

FEW = settings(max_examples=8, deadline=None)


@FEW
@given(purchases, windows)
def test_the_stage_today_is_read_off_the_purchases(engine: Engine, bought: Purchases, window: int) -> None:
    inputs = inputs_of(engine, activity_frame(bought), window, AS_OF)
    found = {row["customer_id"]: row["stage"] for row in engine.rows(inputs.customer)}
    assert found == {customer: stage_of(days, window, AS_OF) for customer, days in bought.items()}


@FEW
@given(purchases, windows)
def test_every_change_of_stage_is_a_row(engine: Engine, bought: Purchases, window: int) -> None:
    expected = set()
    for customer, days in bought.items():
        stages = [stage_of(days, window, START + timedelta(days=n)) for n in range(-1, DAYS + 1)]
        for n, (before, after) in enumerate(itertools.pairwise(stages)):
            if before != after:
                expected.add((customer, START + timedelta(days=n), before, after))
    found = engine.rows(stage_changes(visits(engine.table(activity_frame(bought))), window, AS_OF))
    assert (
        sorted((r["customer_id"], r["day"], r["from_stage"], r["to_stage"]) for r in found) == sorted(expected, key=str)
        or {(r["customer_id"], r["day"], r["from_stage"], r["to_stage"]) for r in found} == expected
    )


@FEW
@given(purchases, windows)
def test_the_flow_is_the_count_of_month_end_stages(engine: Engine, bought: Purchases, window: int) -> None:
    first = min(day for days in bought.values() for day in days)
    expected: Counter[tuple[date, str | None, str]] = Counter()
    for start, end in periods(first, AS_OF, "month"):
        for days in bought.values():
            before = stage_of(days, window, start - timedelta(days=1))
            after = stage_of(days, window, min(end - timedelta(days=1), AS_OF))
            if after:
                expected[start, before, after] += 1
    found = stage_flow(engine, visits(engine.table(activity_frame(bought))), window, AS_OF).to_dicts()
    assert {(row["month"], row["from_stage"], row["to_stage"]): row["customers"] for row in found} == dict(expected)


def test_the_stages_are_told_in_both_languages() -> None:
    assert [stage.id for stage in STAGES] == ["new", "active", "dormant", "lost", "returned"]
    assert all(stage.label.zh and stage.meaning.en for stage in STAGES)
