"""Measures of error equal what they are by hand, and say nothing where there is nothing to say."""

import numpy as np
import pytest

from liuke.predict.demand.errors import bias, coverage, mase, scale, smape, wape

ACTUAL = np.array([[10.0, 20.0], [30.0, np.nan]])
FORECAST = np.array([[12.0, 20.0], [24.0, 99.0]])


def test_mase_is_the_mean_error_in_units_of_the_naive_steps_before() -> None:
    """Steps of 1, 2, 4, 3 before: 2.5 on average; errors of 2, 0 and 6: 8/3."""
    unit = scale(np.array([1.0, 2.0, 4.0, 8.0, 5.0]), 1)
    assert unit == 2.5
    assert mase(ACTUAL, FORECAST, unit) == pytest.approx(8 / 3 / 2.5)


def test_the_unit_of_a_seasonal_series_is_the_step_from_a_season_before() -> None:
    assert scale(np.array([1.0, 10.0, 3.0, 14.0]), 2) == 3.0


def test_wape_is_the_sum_of_errors_over_the_sum_of_what_came() -> None:
    assert wape(ACTUAL, FORECAST) == pytest.approx(8 / 60)


def test_smape_is_between_zero_and_two_and_counts_nothing_for_nothing_as_right() -> None:
    assert smape(ACTUAL, FORECAST) == pytest.approx((4 / 22 + 0 + 12 / 54) / 3)
    assert smape(np.array([0.0, 0.0]), np.array([0.0, 5.0])) == 1.0


def test_bias_is_above_zero_where_too_much_was_expected() -> None:
    assert bias(ACTUAL, FORECAST) == pytest.approx(-4 / 60)
    assert bias(np.array([4.0]), np.array([5.0])) == 0.25


def test_coverage_counts_outcomes_within_both_ends_included() -> None:
    low, high = np.array([[10.0, 21.0], [0.0, 0.0]]), np.array([[12.0, 30.0], [30.0, 1.0]])
    assert coverage(ACTUAL, low, high) == pytest.approx(2 / 3)
    assert coverage(np.array([np.nan]), np.array([0.0]), np.array([1.0])) is None


def test_what_cannot_be_scaled_is_not_told() -> None:
    assert np.isnan(scale(np.zeros(20), 1))
    assert mase(ACTUAL, FORECAST, np.nan) is None
    assert wape(np.zeros(3), np.ones(3)) is None
    assert smape(np.full(2, np.nan), np.ones(2)) is None
