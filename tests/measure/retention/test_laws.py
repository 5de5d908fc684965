"""What holds of every retention matrix, on shops that Hypothesis makes up."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import Matrix, RetentionQuestion, retention_matrix
from liuke.measure.retention.question import CHOICES
from tests.measure.retention.acts import SCHEMA
from tests.measure.retention.oracle import Act, Oracle

ZONE, FIRST, LAST = "America/New_York", datetime.fromisoformat("2024-02-20"), date(2024, 4, 20)
"""Across the night of 10 March 2024, which has 23 hours there."""

times = st.integers(0, 62 * 24 * 4).map(lambda quarters: FIRST + timedelta(minutes=15 * quarters, microseconds=1))
acts = st.lists(st.tuples(st.sampled_from("abcdefgh"), times, st.integers(-20, 90)), min_size=1, max_size=40)


def _possible() -> list[RetentionQuestion]:
    found = []
    for choice in product(*CHOICES.values()):
        try:
            found.append(RetentionQuestion(*choice))  # type: ignore[arg-type]
        except UsageError:
            continue
    return found


QUESTIONS = _possible()
ON = [question for question in QUESTIONS if question.returning == "on" and not question.money]


def _table(engine: Engine, rows: list[Act]) -> Table:
    return engine.table(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def _matrix(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act] | None, last: date = LAST
) -> Matrix:
    back = None if returns is None else _table(engine, returns)
    return retention_matrix(question, engine, _table(engine, starts), back, zone=ZONE, last=last)


def _cells(matrix: Matrix) -> dict[tuple[str, int], dict[str, Any]]:
    return {(row["cohort"], cell["k"]): cell for row in matrix.rows() for cell in row["cells"]}


def test_every_combination_that_exists_is_tried() -> None:
    assert len(QUESTIONS) == 4 * 2 * 4 + (3 * 2 + 1) * 2 * 4
    assert {question.floor for question in QUESTIONS if question.by == "month"} == {"none", "day"}


@settings(max_examples=36, deadline=None)
@given(st.sampled_from(QUESTIONS), acts, st.one_of(st.none(), acts))
def test_it_agrees_with_the_definition_customer_by_customer(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act] | None
) -> None:
    matrix = _matrix(engine, question, starts, returns)
    oracle = Oracle(question, ZONE, LAST).counts(starts, starts if returns is None else returns)
    for row in matrix.rows():
        cohort = oracle[date.fromisoformat(row["cohort"])]
        assert row["size"] == cohort.size
        for cell in row["cells"]:
            expected = cohort.cells[cell["k"]]
            for name in ("so_far", "numerator", "denominator"):
                assert Decimal(cell[name]) == getattr(expected, name), (row["cohort"], cell["k"], name)
            assert not cell["partial"] or cell["value"] is None
            if cohort.waiting[cell["k"]]:
                assert cell["partial"]
        assert not [k for k in cohort.cells if k >= len(row["cells"])]
    assert {row["cohort"] for row in matrix.rows()} >= {day.isoformat() for day, one in oracle.items() if one.size}


@settings(max_examples=10, deadline=None)
@given(st.sampled_from([question for question in ON if question.entry == "first" or not question.rolling]), acts)
def test_both_ways_of_counting_agree(engine: Engine, question: RetentionQuestion, starts: list[Act]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        one = _matrix(engine, question, starts, None)
        patch.setattr("liuke.measure.retention.histories.fits", lambda _: False)
        assert _matrix(engine, question, starts, None).record() == one.record()


@settings(max_examples=7, deadline=None)
@given(st.sampled_from(ON), acts, acts)
def test_on_or_after_is_never_less_than_on(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act]
) -> None:
    on = _cells(_matrix(engine, question, starts, returns))
    after = _cells(_matrix(engine, replace(question, returning="on_or_after"), starts, returns))
    assert on.keys() == after.keys()
    for place, cell in on.items():
        assert after[place]["so_far"] >= cell["so_far"]
        assert after[place]["numerator"] >= cell["numerator"]
        assert after[place]["denominator"] == cell["denominator"]


@settings(max_examples=7, deadline=None)
@given(st.sampled_from([question for question in QUESTIONS if question.of != "net"]), acts)
def test_whoever_starts_is_there_in_bucket_0_by_the_same_action(
    engine: Engine, question: RetentionQuestion, starts: list[Act]
) -> None:
    for cell in _cells(_matrix(engine, question, starts, None)).values():
        if cell["k"] == 0:
            assert cell["numerator"] == cell["denominator"]
            assert cell["value"] in (1.0, None)


@settings(max_examples=7, deadline=None)
@given(st.sampled_from(QUESTIONS), acts, acts, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act], chance: Any
) -> None:
    shuffled = chance.sample(starts, len(starts)), chance.sample(returns, len(returns))
    assert _matrix(engine, question, *shuffled).record() == _matrix(engine, question, starts, returns).record()


@settings(max_examples=7, deadline=None)
@given(st.sampled_from(QUESTIONS), acts, acts)
def test_twice_the_customers_leave_every_rate_as_it_was(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act]
) -> None:
    twice = [[(name, at, amount) for who, at, amount in rows for name in (who, who * 2)] for rows in (starts, returns)]
    once, both = _matrix(engine, question, starts, returns), _matrix(engine, question, *twice)
    for (place, cell), (again, doubled) in zip(_cells(once).items(), _cells(both).items(), strict=True):
        assert place == again
        assert cell["value"] == (None if doubled["value"] is None else pytest.approx(doubled["value"]))
        assert doubled["numerator"] == 2 * cell["numerator"]
    assert [cell["value"] for cell in once.average] == [pytest.approx(cell["value"]) for cell in both.average]


@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from([question for question in QUESTIONS if question.returning == "on"]), acts, acts, st.integers(1, 50)
)
def test_later_data_never_change_a_cell_that_is_over(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act], days: int
) -> None:
    early = _cells(_matrix(engine, question, starts, returns, LAST - timedelta(days=days)))
    late = _cells(_matrix(engine, question, starts, returns))
    for place, cell in early.items():
        if not cell["partial"]:
            assert late[place] == cell


@settings(max_examples=7, deadline=None)
@given(st.sampled_from([question for question in QUESTIONS if question.of == "gross"]), acts, acts)
def test_gross_retention_is_a_share_and_never_more_than_net_income(
    engine: Engine, question: RetentionQuestion, starts: list[Act], returns: list[Act]
) -> None:
    for cell in _cells(_matrix(engine, question, starts, returns)).values():
        assert cell["value"] is None or 0 <= cell["value"] <= 1
        assert 0 <= cell["numerator"] <= cell["denominator"]
