"""Reconciled forecasts add up, are not below zero, and are the nearest ones in the sense of their papers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.predict.demand.reconcile import bottom_up, reconcile, summing, variances_at

PATHS = ((), ("a",), ("b",), ("a", "x"), ("a", "y"), ("b", "x"))
SUMS = summing(PATHS)
NUMBERS = st.floats(-100, 1_000)


def test_a_level_sums_up_what_its_paths_begin() -> None:
    assert SUMS.tolist() == [[1, 1, 1], [1, 1, 0], [0, 0, 1]]
    assert bottom_up(np.array([[9.0], [9], [9], [1], [2], [4]]), SUMS)[:, 0].tolist() == [7, 3, 4, 1, 2, 4]


@given(
    base=st.lists(NUMBERS, min_size=12, max_size=12),
    weights=st.lists(st.floats(0.01, 100), min_size=6, max_size=6),
    floor=st.booleans(),
)
@settings(max_examples=60)
def test_levels_add_up_exactly_and_none_is_below_zero(base: list[float], weights: list[float], floor: bool) -> None:
    found = reconcile(np.array(base).reshape(6, 2), SUMS, np.array(weights), floor=floor)
    assert found[:3].tolist() == (SUMS @ found[3:]).tolist()
    assert not floor or found.min() >= 0


def test_without_a_floor_it_is_the_projection_of_mint() -> None:
    """ỹ = S (S'W⁻¹S)⁻¹ S'W⁻¹ ŷ: Wickramasuriya, Athanasopoulos & Hyndman (2019), equation 9."""
    chance = np.random.default_rng(2)
    base, weights = chance.normal(50, 20, (6, 3)), chance.uniform(1, 9, 6)
    whole = np.concatenate([SUMS, np.eye(3)])
    inverse = np.diag(1 / weights)
    expected = whole @ np.linalg.solve(whole.T @ inverse @ whole, whole.T @ inverse @ base)
    assert reconcile(base, SUMS, weights, floor=False) == pytest.approx(expected)
    least = whole @ np.linalg.lstsq(whole, base, rcond=None)[0]
    assert reconcile(base, SUMS, floor=False) == pytest.approx(least)


def test_with_a_floor_it_is_the_nearest_of_those_not_below_zero() -> None:
    """Against SciPy's non-negative least squares."""
    from scipy.optimize import nnls  # noqa: PLC0415 - used here only

    base = np.array([[10.0], [12.0], [3.0], [9.0], [-6.0], [2.0]])
    whole = np.concatenate([SUMS, np.eye(3)])
    expected = whole @ nnls(whole, base[:, 0])[0]
    assert reconcile(base, SUMS)[:, 0] == pytest.approx(expected)


def test_what_adds_up_already_stays() -> None:
    base = bottom_up(np.arange(12.0).reshape(6, 2), SUMS)
    assert reconcile(base, SUMS, np.arange(1.0, 7)) == pytest.approx(base)


def test_what_is_foreseen_less_surely_gives_way() -> None:
    base = np.array([[10.0], [4.0], [4.0]])
    sums = summing(((), ("a",), ("b",)))
    found = reconcile(base, sums, np.array([1e-6, 1.0, 3.0]))
    assert found[:, 0] == pytest.approx([10, 4.5, 5.5], abs=1e-4)


def test_one_series_by_itself_is_only_kept_from_falling_below_zero() -> None:
    base = np.array([[-1.0, 2.0]])
    assert reconcile(base, np.zeros((0, 1))).tolist() == [[0, 2]]
    assert reconcile(base, np.zeros((0, 1)), floor=False).tolist() == [[-1, 2]]


def test_variances_rest_on_errors_known_by_then() -> None:
    errors = np.array([[[3.0, 9], [100, 9]], [[0.0, 0], [0, 0]]])
    early = variances_at(errors, np.array([1.0, np.nan]), np.array([True, False]))
    assert early[0] == pytest.approx((3 * 1 + 9) / 4)
    assert early[1] > 0
