"""Drift: the index is Siddiqi's, what did not move is not said to, and what was planted is found and named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.learning.sample import Input, Sample
from liuke.predict.watch.drift import DRIFTED, MOVED, STEADY, drift, psi, psi_of
from liuke.predict.watch.reference import picture, reference, shares


def test_the_index_is_that_of_a_table_made_by_hand() -> None:
    """(0.2−0.3)·ln(0.2/0.3) + (0.3−0.3)·0 + (0.5−0.4)·ln(0.5/0.4) = 0.0405 + 0 + 0.0223."""
    assert psi(np.array([0.3, 0.3, 0.4]), np.array([0.2, 0.3, 0.5])) == pytest.approx(0.06286086594)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_index_is_0_only_for_equals_and_the_same_both_ways(parts: list[float], random: object) -> None:
    then = np.array(parts) / sum(parts)
    now = np.array(parts)
    random.shuffle(parts)  # type: ignore[attr-defined]
    now = np.array(parts) / sum(parts)
    assert psi(then, then) == 0
    assert psi(then, now) >= 0
    assert psi(then, now) == pytest.approx(psi(now, then))


def test_bins_are_the_tenths_of_the_training_data() -> None:
    found = picture(np.arange(1, 101, dtype=float), np.ones(100))
    assert found["cuts"] == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert found["shares"] == pytest.approx([0.1] * 10)
    assert found["values"][9] == 50


def test_a_value_that_many_share_is_in_one_bin() -> None:
    column = np.array([0.0] * 70 + [1.0] * 20 + [2.0] * 10)
    found = picture(column, np.ones(100))
    assert found["cuts"] == [0, 1]
    assert found["shares"] == pytest.approx([0.7, 0.2, 0.1])


def test_a_constant_has_one_bin_and_never_drifts_from_itself() -> None:
    found = picture(np.full(50, 3.0), np.ones(50))
    assert (found["cuts"], found["shares"]) == ([], [1.0])
    one = drift("x", found, 50, np.full(70, 3.0), 1)
    assert (one.psi, one.verdict) == (0, STEADY)


def test_values_that_are_missing_or_infinite_are_a_bin_of_their_own() -> None:
    found = picture(np.array([1.0, 2.0, np.nan, np.inf]), np.ones(4))
    assert found["missing"] == 0.5
    assert sum(found["shares"]) == 0.5
    assert picture(np.full(3, np.nan), np.ones(3))["missing"] == 1.0


def test_a_customer_in_many_snapshots_has_one_say() -> None:
    column, weight = np.array([1.0, 9.0, 9.0, 9.0, 9.0]), np.array([1.0, 0.25, 0.25, 0.25, 0.25])
    sample = Sample(column[:, None], np.zeros(5, dtype=np.int8), weight)
    found = reference(sample, (Input("x", "x"),), np.linspace(0, 1, 5))
    assert found["customers"] == 2
    assert shares(column, np.array([5.0]), weight) == pytest.approx([0.5, 0.5])
    assert set(found) == {"customers", "inputs", "score"}


def test_a_move_is_told_in_the_input_s_own_unit() -> None:
    random = np.random.default_rng(0)
    then = random.normal(50, 10, 4000)
    one = drift("x", picture(then, np.ones(4000)), 4000, random.normal(57, 10, 4000), 10)
    assert one.verdict == DRIFTED
    assert one.distance == pytest.approx(7, abs=0.6)
    assert one.median_then == pytest.approx(50, abs=0.6)
    assert one.median_now == pytest.approx(57, abs=0.6)


def test_a_smaller_move_is_a_smaller_word() -> None:
    random = np.random.default_rng(0)
    before = picture(random.normal(0, 1, 4000), np.ones(4000))
    assert drift("x", before, 4000, random.normal(0.4, 1, 4000), 10).verdict == MOVED
    assert drift("x", before, 4000, random.normal(0.1, 1, 4000), 10).verdict == STEADY


def test_a_rise_of_what_is_missing_is_drift() -> None:
    column = np.random.default_rng(0).normal(0, 1, 2000)
    now = np.where(np.arange(2000) % 3 == 0, np.nan, column)
    one = drift("x", picture(column, np.ones(2000)), 2000, now, 10)
    assert one.verdict == DRIFTED
    assert (one.missing_then, one.missing_now) == pytest.approx((0, 1 / 3), abs=1e-3)


def test_everything_missing_now_is_drift_without_a_middle() -> None:
    one = drift("x", picture(np.arange(500.0), np.ones(500)), 500, np.full(500, np.nan), 10)
    assert (one.verdict, one.median_now, one.distance) == (DRIFTED, None, None)


@pytest.mark.parametrize("customers", [60, 300, 2000])
def test_what_did_not_move_is_not_said_to_however_small_the_sample(customers: int) -> None:
    """Twenty inputs at once, 100 times: by a plain limit of 0.25, sixty customers would raise an alarm every time."""
    alarms = plain = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        then, now = random.gamma(2, 2, (2, customers, 20))
        found = [
            drift("x", picture(then[:, place], np.ones(customers)), customers, now[:, place], 20) for place in range(20)
        ]
        alarms += any(one.verdict != STEADY for one in found)
        plain += any(one.psi >= 0.25 for one in found)
    assert alarms <= 5
    assert plain > 90 or customers > 60


def test_what_customers_share_counts_as_often_as_it_has_values() -> None:
    """Four channels, each with a share of its own that is another every day: sixteen values then, four now."""
    random = np.random.default_rng(0)
    then = np.repeat(random.uniform(0.1, 0.3, 16), 100)
    now = np.repeat(random.uniform(0.1, 0.3, 4), 400)
    one = drift("x", picture(then, np.ones(1600)), 1600, now, 50)
    assert one.psi > 1
    assert one.verdict == STEADY
    own = drift("x", picture(random.uniform(0.1, 0.3, 1600), np.ones(1600)), 1600, random.uniform(0.2, 0.4, 1600), 50)
    assert own.verdict == DRIFTED, "each customer's own value is as many values as customers"


def test_counts_are_each_customer_s_own_though_many_have_the_same() -> None:
    random = np.random.default_rng(0)
    then, now = random.poisson(3, 1600).astype(float), random.poisson(6, 1600).astype(float)
    one = drift("x", picture(then, np.ones(1600)), 1600, now, 50)
    assert one.verdict == DRIFTED


def test_two_columns_are_compared_by_the_tenths_of_the_first() -> None:
    random = np.random.default_rng(0)
    first = random.normal(0, 1, 3000)
    assert psi_of(first, random.normal(0, 1, 3000)) < 0.02
    assert psi_of(first, random.normal(1, 1, 3000)) > 0.5


@pytest.mark.filterwarnings("error")
def test_of_nobody_nothing_has_moved() -> None:
    column = np.arange(1, 101, dtype=float)
    found = drift("x", picture(column, np.ones(100)), 100, np.array([]), 1)
    assert (found.psi, found.verdict, found.missing_now) == (0, STEADY, 0)
    assert (found.median_now, found.distance) == (None, None)
    empty = picture(np.full(50, np.nan), np.ones(50))
    assert drift("x", empty, 50, np.full(50, np.nan), 1).psi == 0
