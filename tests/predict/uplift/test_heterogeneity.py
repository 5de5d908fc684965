"""Whether effects differ: the best linear predictor, the calibration by it, and the sequential test."""

import numpy as np
import pytest

from liuke.predict.uplift import heterogeneity
from liuke.predict.uplift.heterogeneity import best_linear_predictor, calibrate, centred, sequential_test

FOLDS = 5


def _fold(size: int) -> np.ndarray:
    return np.arange(size) % FOLDS


def test_the_slope_and_its_error_are_white_s() -> None:
    """Of (−1, 0), (−1, 2), (1, 3), (1, 7) it is 3 + 2 · off, residuals ∓1, ∓2: variances (1 + 1 + 4 + 4) / 16 · 4/2."""
    found = best_linear_predictor(np.array([0.0, 2.0, 3.0, 7.0]), np.array([-1.0, -1.0, 1.0, 1.0]))
    assert (found.average.value, found.slope.value) == pytest.approx((3.0, 2.0))
    assert found.average.error == pytest.approx(np.sqrt(10 / 16 * 2))
    assert found.slope.error == pytest.approx(np.sqrt(10 / 16 * 2))
    assert found.covariance == pytest.approx(6 / 16 * 2)


def test_effects_that_are_all_one_have_no_slope() -> None:
    found = best_linear_predictor(np.array([1.0, 2.0, 3.0]), np.zeros(3))
    assert (found.slope.value, found.slope.error) == (0.0, 0.0)
    assert found.average.value == 2.0


def test_a_slope_of_one_says_that_predictions_come_true() -> None:
    random = np.random.default_rng(0)
    effect = random.normal(size=5_000)
    found = best_linear_predictor(1.0 + effect + random.normal(0, 3, 5_000), effect - effect.mean())
    assert found.slope.low < 1 < found.slope.high
    assert found.slope.low > 0.8


def test_the_interval_of_an_effect_is_narrowest_at_the_average() -> None:
    random = np.random.default_rng(1)
    effect = random.normal(size=2_000)
    line = best_linear_predictor(effect + random.normal(0, 3, 2_000), effect - effect.mean())
    low, high = line.interval(np.array([-2.0, 0.0, 2.0]))
    assert np.argmin(high - low) == 1
    assert (low + high)[1] / 2 == pytest.approx(line.average.value)


def test_effects_are_centred_within_their_fold() -> None:
    assert centred(np.array([1.0, 3.0, 10.0, 14.0]), np.array([0, 0, 1, 1])).tolist() == [-1.0, 1.0, -2.0, 2.0]


def test_boasting_effects_are_shrunk_to_what_comes_true() -> None:
    random = np.random.default_rng(2)
    true = random.normal(size=4_000)
    found = calibrate(true + random.normal(0, 2, 4_000), 5 * true, _fold(4_000))
    assert found.std() == pytest.approx(true.std(), rel=0.15)


def test_a_ranking_that_is_the_wrong_way_round_is_not_turned_around() -> None:
    random = np.random.default_rng(3)
    true = random.normal(size=2_000)
    found = calibrate(true + random.normal(size=2_000), -true, _fold(2_000))
    assert all(np.ptp(found[_fold(2_000) == one]) < 1e-12 for one in range(FOLDS))


def test_a_calibration_does_not_see_the_customers_it_is_for() -> None:
    random = np.random.default_rng(4)
    psi, effect, fold = random.normal(size=500), random.normal(size=500), _fold(500)
    changed = np.where(fold == 2, psi + 100.0, psi)
    before, after = calibrate(psi, effect, fold), calibrate(changed, effect, fold)
    assert (before[fold == 2] == after[fold == 2]).all()
    assert (before[fold != 2] != after[fold != 2]).all()


def test_the_statistic_is_standard_normal_where_nothing_differs() -> None:
    found = []
    for seed in range(600):
        random = np.random.default_rng(seed)
        effect = np.where(_fold(500) == 0, np.nan, random.normal(size=500))
        found.append(sequential_test(random.exponential(size=500), effect, _fold(500)).statistic)
    assert abs(np.mean(found)) < 0.15
    assert 0.9 < np.std(found) < 1.1


def test_it_is_passed_where_effects_differ_and_says_with_what_chance() -> None:
    random = np.random.default_rng(5)
    true = random.normal(size=2_000)
    found = sequential_test(true + random.normal(0, 4, 2_000), np.where(_fold(2_000) == 0, np.nan, true), _fold(2_000))
    assert found.passed
    assert found.chance < 0.001
    assert found.folds == FOLDS - 1


def test_models_that_predict_one_effect_for_all_tell_nothing() -> None:
    found = sequential_test(np.random.default_rng(0).normal(size=100), np.full(100, 0.2), _fold(100))
    assert (found.statistic, found.folds, found.passed) == (0.0, 0, False)
    assert found.chance == 0.5


def test_a_learner_chosen_for_looking_well_must_look_better() -> None:
    """Z = 2.2 has p = 0.0139: enough for a learner named beforehand, not for the best of three (0.0417)."""
    assert heterogeneity.Test(2.2, 4).chance == pytest.approx(0.0139, abs=1e-4)
    assert heterogeneity.Test(2.2, 4).passed
    assert heterogeneity.Test(2.2, 4, 3).chance == pytest.approx(0.0417, abs=1e-4)
    assert not heterogeneity.Test(2.2, 4, 3).passed
    assert heterogeneity.Test(-1.0, 4, 3).chance == 1.0
