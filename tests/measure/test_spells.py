"""Visits, gaps, spells and the bridge, held to the definitions written out in plain Python."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.measure import gap_histogram, propose_window, spells, visits
from liuke.measure.bridge import bridge
from liuke.measure.frame import Frame
from liuke.measure.silence import returning_after, silence_survival
from tests.measure.oracle import START, Purchases, activity_frame, bridge_of, inputs_of, spells_of
from tests.measure.strategies import AS_OF, grains, purchases, windows

FEW = settings(max_examples=8, deadline=None)


def _spells(engine: Engine, bought: Purchases, window: int) -> list[tuple[object, ...]]:
    found = engine.rows(spells(visits(engine.table(activity_frame(bought))), window, AS_OF))
    return sorted((r["customer_id"], r["number"], r["started_on"], r["last_on"], r["lost_on"]) for r in found)


@FEW
@given(purchases, windows)
def test_spells_are_runs_without_a_loss(engine: Engine, bought: Purchases, window: int) -> None:
    expected = [(s.customer, s.number, s.started_on, s.last_on, s.lost_on) for s in spells_of(bought, window, AS_OF)]
    assert _spells(engine, bought, window) == sorted(expected)


@FEW
@given(purchases, windows, grains)
def test_the_bridge_is_the_count_of_customers_at_its_edges(
    engine: Engine, bought: Purchases, window: int, grain: Grain
) -> None:
    inputs = inputs_of(engine, activity_frame(bought), window, AS_OF)
    first = min(day for days in bought.values() for day in days)
    found = bridge(inputs, Frame(grain, (), first, AS_OF)).to_dicts()
    assert {
        row["period"]: Counter({k: row[k] for k in ("opening", "new", "returned", "lost", "churned")}) for row in found
    } == (bridge_of(bought, window, AS_OF, grain))
    for row, after in zip(found, [*found[1:], None], strict=True):
        assert row["opening"] + row["new"] + row["returned"] - row["lost"] == row["closing"]
        assert after is None or after["opening"] == row["closing"]


def test_a_gap_of_exactly_the_window_is_no_loss(engine: Engine) -> None:
    weekly = {"ann": {START + timedelta(days=7 * k) for k in range(22)}}
    assert _spells(engine, weekly, 7) == [("ann", 1, START, START + timedelta(days=147), None)]


def test_a_loss_is_known_when_the_window_has_elapsed_and_is_not_taken_back(engine: Engine) -> None:
    back = {"ann": {START, START + timedelta(days=31)}}
    assert _spells(engine, back, 30) == [
        ("ann", 1, START, START, START + timedelta(days=30)),
        ("ann", 2, START + timedelta(days=31), START + timedelta(days=31), START + timedelta(days=61)),
    ]


def test_purchase_days_of_a_spell_are_counted(engine: Engine) -> None:
    bought = {"ann": {START, START + timedelta(days=3), START + timedelta(days=60)}}
    found = engine.rows(spells(visits(engine.table(activity_frame(bought))), 30, AS_OF).order_by("number"))
    assert [row["purchase_days"] for row in found] == [2, 1]


def test_the_gap_histogram_counts_closed_and_open_silences(engine: Engine) -> None:
    bought = {"ann": {START, START + timedelta(days=10)}, "bo": {START + timedelta(days=140)}}
    found = engine.rows(gap_histogram(visits(engine.table(activity_frame(bought))), AS_OF).order_by("days"))
    assert found == [{"days": 10, "closed": 1, "open": 1}, {"days": 140, "closed": 0, "open": 1}]


def test_survival_is_the_product_limit_estimate() -> None:
    """Kaplan & Meier's own small case: events at 1, 3, 4 (of 2 at risk…), one loss from sight at 2."""
    rows = [
        {"days": 1, "closed": 1, "open": 0},
        {"days": 2, "closed": 0, "open": 1},
        {"days": 3, "closed": 1, "open": 0},
        {"days": 4, "closed": 1, "open": 1},
    ]
    assert silence_survival(rows).tolist() == pytest.approx([1, 4 / 5, 4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])


def test_the_window_is_the_shortest_after_which_few_return() -> None:
    """Half of 1000 buy again after 5 days; of the silent, 250 after 20 days; the rest never, seen for 100 days."""
    rows = [
        {"days": 5, "closed": 500, "open": 0},
        {"days": 20, "closed": 250, "open": 0},
        {"days": 100, "closed": 0, "open": 250},
    ]
    window = propose_window(rows, history_days=300)
    assert (window.days, window.rule, window.median_gap) == (21, "returning", 5.0)
    assert window.returning == 0
    assert returning_after(silence_survival(rows), 14) == pytest.approx(0.5)


def test_a_window_that_was_set_is_kept() -> None:
    window = propose_window([{"days": 5, "closed": 9, "open": 1}], history_days=300, chosen=45)
    assert (window.days, window.rule) == (45, "set")


def test_a_short_history_falls_back_to_the_usual_gaps() -> None:
    rows = [{"days": days, "closed": 10, "open": 0} for days in range(1, 21)]
    window = propose_window(rows, history_days=40)
    assert (window.days, window.rule) == (14, "quantile")


def test_without_any_repeat_purchase_the_longest_window_is_taken() -> None:
    window = propose_window([{"days": 30, "closed": 0, "open": 4}], history_days=90)
    assert (window.days, window.rule, window.median_gap) == (30, "default", None)


def test_days_after_the_last_known_day_change_nothing(engine: Engine) -> None:
    bought = {"ann": {START}}
    found = engine.rows(spells(visits(engine.table(activity_frame(bought))), 30, date(2024, 1, 30)))
    assert found[0]["lost_on"] is None


def test_where_everybody_comes_back_the_longest_window_is_taken() -> None:
    """Silence means little here: half of every silence is broken within a few days more."""
    rows = [{"days": days, "closed": 2 ** max(0, 12 - days // 10), "open": 0} for days in range(1, 300)]
    window = propose_window(rows, history_days=330)
    assert (window.days, window.rule) == (110, "longest")
    assert window.returning > 0.2


def test_slow_buyers_are_not_lost_within_their_usual_gap() -> None:
    """Few buy within any two weeks where everybody buys each quarter; the window is no shorter than most gaps."""
    rows = [{"days": days, "closed": 10, "open": 0} for days in range(60, 100)]
    rows += [{"days": 365, "closed": 0, "open": 100}]
    assert propose_window(rows, history_days=900).days >= 91
