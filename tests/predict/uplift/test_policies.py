"""Whom three policies contact, what that brings, and the four classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.uplift import classes
from liuke.predict.uplift.policies import Ranking, Terms, judge, lists

UPLIFT = np.array([0.3, 0.2, 0.1, -0.1, 0.0])
RISK = np.array([0.1, 0.2, 0.9, 0.8, 0.5])
VALUE = np.array([1.0, 9.0, 1.0, 2.0, 1.0])
RANKING = Ranking(UPLIFT, RISK, VALUE, usable=True)


def _terms(worth: float = 10.0, cost: float = 1.5, capacity: int | None = None, budget: float | None = None) -> Terms:
    return Terms(np.full(5, worth), np.full(5, cost), capacity, budget)


def _chosen(ranking: Ranking, terms: Terms, everybody: bool = False) -> dict[str, list[int]]:
    return {name: np.flatnonzero(mark).tolist() for name, mark in lists(ranking, terms, everybody).items()}


def test_by_uplift_those_are_contacted_for_whom_it_pays() -> None:
    """0.3 · 10 and 0.2 · 10 are more than 1.5, 0.1 · 10 is not; the others contact as many, by their own order."""
    assert _chosen(RANKING, _terms()) == {"uplift": [0, 1], "risk": [2, 3], "value_at_risk": [1, 3]}


def test_capacity_limits_every_list() -> None:
    assert _chosen(RANKING, _terms(capacity=1)) == {"uplift": [0], "risk": [2], "value_at_risk": [1]}


def test_uplift_stops_where_contact_no_longer_pays_though_there_is_capacity() -> None:
    found = _chosen(RANKING, _terms(capacity=4))
    assert found["uplift"] == [0, 1]
    assert found["risk"] == [1, 2, 3, 4]


def test_a_budget_limits_every_list_and_goes_where_a_coin_earns_most() -> None:
    cost = np.array([2.5, 0.5, 1.0, 1.0, 1.0])
    terms = Terms(np.full(5, 10.0), cost, None, 2.9)
    found = lists(RANKING, terms, everybody=False)
    assert np.flatnonzero(found["uplift"]).tolist() == [1]
    assert all(cost[mark].sum() <= 2.9 for mark in found.values())


@pytest.mark.parametrize(("everybody", "expected"), [(True, [0, 1, 2, 3, 4]), (False, [])])
def test_without_usable_differences_all_or_none_are_contacted(everybody: bool, expected: list[int]) -> None:
    unusable = Ranking(np.full(5, 0.1), RISK, VALUE, usable=False)
    found = _chosen(unusable, _terms(), everybody=everybody)
    assert found["uplift"] == expected
    assert found["risk"]


@given(st.integers(0, 10_000), st.integers(0, 60), st.floats(0, 100))
def test_no_list_breaks_its_limits(seed: int, capacity: int, budget: float) -> None:
    random = np.random.default_rng(seed)
    terms = Terms(random.exponential(10, 50), random.exponential(1, 50), capacity, budget)
    ranking = Ranking(random.normal(0, 0.2, 50), random.random(50), random.exponential(5, 50), usable=True)
    for mark in lists(ranking, terms, everybody=False).values():
        assert mark.sum() <= capacity
        assert terms.cost[mark].sum() <= budget * (1 + 1e-9)


def test_what_a_list_brings_is_read_from_the_pseudo_outcomes() -> None:
    """ψ of 0 and 1 are 0.5 and 0.1: by uplift 0.6 kept, 10 · 0.6 − 2 · 1.5 = 3 earned; by risk −0.2 and −5."""
    psi = np.array([0.5, 0.1, 0.2, -0.4, 0.0])
    terms = _terms()
    found = judge(
        lists(RANKING, terms, everybody=False),
        RANKING.orders(terms),
        psi,
        terms,
        np.zeros(5, dtype=np.int64),
        np.array([True, False, True, False, True]),
        20,
        0,
    )
    uplift, risk, _ = found.rows
    assert (uplift["gain"], uplift["profit"], uplift["customers"]) == pytest.approx((0.6, 3.0, 2))
    assert (risk["gain"], risk["profit"], risk["behind"]) == pytest.approx((-0.2, -5.0, 8.0))
    assert risk["also_by_uplift"] == 0.0
    assert uplift["behind"] == uplift["behind_low"] == uplift["behind_high"] == 0.0


def test_every_curve_begins_at_nothing_and_ends_at_contacting_all() -> None:
    random = np.random.default_rng(0)
    psi, treated = random.normal(size=400), np.arange(400) % 2 == 0
    terms = Terms(np.full(400, 3.0), np.full(400, 0.2))
    ranking = Ranking(random.normal(size=400), random.random(400), np.ones(400), usable=True)
    found = judge(
        lists(ranking, terms, everybody=False),
        ranking.orders(terms),
        psi,
        terms,
        np.arange(400) % 4,
        treated,
        30,
        0,
    )
    for name in ("uplift", "risk", "value_at_risk"):
        points = [one for one in found.points if one["policy"] == name]
        assert (points[0]["share"], points[0]["profit"]) == (0.0, 0.0)
        assert points[-1]["share"] == 1.0
        assert points[-1]["profit"] == pytest.approx((3 * psi - 0.2).sum())
        assert all(one["low"] <= one["high"] for one in points)


def test_the_four_classes_are_told_by_the_interval_and_then_by_what_would_happen_anyway() -> None:
    well = np.array([0.4, 0.9, 0.9, 0.2, 0.5])
    low, high = np.array([0.1, -0.3, -0.1, -0.1, 0.0]), np.array([0.3, -0.1, 0.1, 0.1, 0.2])
    found = classes.told_apart(well, low, high)
    assert found.tolist() == ["persuadable", "do_not_disturb", "sure_thing", "lost_cause", "sure_thing"]


def test_the_table_of_classes_has_every_class_and_counts_everybody_once() -> None:
    kind = np.array(["persuadable"] * 3 + ["lost_cause"] * 2)
    rows = classes.table(kind, np.full(5, 0.5), np.full(5, 0.1), np.array([0.0, 0.2, 0.4, 1.0, 3.0]))
    assert [row["class"] for row in rows] == list(classes.CLASSES)
    assert [row["customers"] for row in rows] == [3, 0, 2, 0]
    assert rows[0]["effect"] == pytest.approx(0.2)
    assert rows[1]["effect"] is None
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
