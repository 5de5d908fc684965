"""The average effect and the sizes that show one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.learning.sample import Input
from liuke.predict.uplift.average import Arm, adjusted, difference_in_means, neyman
from liuke.predict.uplift.bootstrap import draws, interval, sums
from liuke.predict.uplift.learners.doubly_robust import pseudo_outcome
from liuke.predict.uplift.power import needed, power
from liuke.predict.uplift.trial import Trial, spread
from tests.predict.uplift.tables import trial


def _made(treated: list[int], outcome: list[float]) -> Trial:
    size = len(outcome)
    return Trial(
        (Input("a", "a"),), np.zeros((size, 1)), np.array(treated, bool), np.array(outcome), np.full(size, 0.5), False
    )


def test_neyman_s_interval_is_the_one_by_hand() -> None:
    """Treated 3, 5 (variance 2), control 1, 1, 4 (variance 3): 4 − 2 = 2, error √(2/2 + 3/3) = √2."""
    found = difference_in_means(_made([1, 1, 0, 0, 0], [3.0, 5.0, 1.0, 1.0, 4.0]))
    assert found.value == pytest.approx(2.0)
    assert found.error == pytest.approx(np.sqrt(2))
    assert (found.low, found.high) == pytest.approx((2 - 1.959964 * np.sqrt(2), 2 + 1.959964 * np.sqrt(2)))


HILLSTROM = {
    "Mens E-Mail": (21_307, 30_311.69, 6_759_024.4973),
    "Womens E-Mail": (21_387, 23_038.11, 4_911_446.5763),
    "No E-Mail": (21_306, 13_908.33, 2_870_050.3621),
}
"""Customers, dollars spent, and squared dollars, by arm of Hillstrom's (2008) experiment, summed outside of Liuke."""


def _hillstrom(name: str) -> Arm:
    count, total, square = HILLSTROM[name]
    return Arm(count, total / count, (square - total**2 / count) / (count - 1))


@pytest.mark.parametrize(("name", "effect"), [("Mens E-Mail", 0.770), ("Womens E-Mail", 0.424)])
def test_hillstrom_s_e_mails_earned_what_is_published(name: str, effect: float) -> None:
    found = neyman(_hillstrom(name), _hillstrom("No E-Mail"))
    assert found.value == pytest.approx(effect, abs=5e-4)
    assert 0.1 < found.low < effect < found.high < 1.1


def test_neyman_s_interval_covers_the_truth_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        treated = random.permutation(200) < 80
        outcome = random.exponential(1.0, 200) + 0.3 * treated
        found = difference_in_means(Trial((), np.empty((200, 0)), treated, outcome, np.full(200, 0.4), False))
        covered += found.low <= 0.3 <= found.high
    assert 0.91 <= covered / 300 <= 0.985


def test_the_pseudo_outcome_is_the_one_by_hand() -> None:
    """With e = ¼, μ₀ = 0.2 and μ₁ = 0.6: treated and y = 1, 0.4 + 0.4 / ¼ = 2; untreated and y = 0, 0.4 + 0.2 / ¾."""
    made = Trial((), np.empty((2, 0)), np.array([True, False]), np.array([1.0, 0.0]), np.full(2, 0.25), True)
    found = pseudo_outcome(made, np.full(2, 0.2), np.full(2, 0.6))
    assert found.tolist() == pytest.approx([2.0, 0.4 + 0.2 / 0.75])


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_mean_pseudo_outcome_is_the_effect_whatever_the_models_say(without: float, met: float) -> None:
    """With models that say one number for all and arms of equal size, it is the difference in means exactly."""
    made = trial(400)
    found = adjusted(pseudo_outcome(made, np.full(400, without), np.full(400, met)))
    assert found.value == pytest.approx(difference_in_means(made).value)


def test_the_size_of_a_study_is_the_textbook_s() -> None:
    """Two equal arms, spread 1, difference ½: 2 · (1.96 + 0.84)² / 0.5² = 62.8 an arm (Fleiss, Levin & Paik)."""
    assert needed(0.5, 1.0, 1.0, 0.5) == 126


def test_halves_need_four_times_as_many_and_the_sizes_agree_with_each_other() -> None:
    made = trial(2_000)
    found = power(made, 0.05)
    assert found.for_halves == 4 * found.for_average
    assert power(made, found.finds_average).for_average == pytest.approx(2_000, abs=1)
    assert found.finds_halves == pytest.approx(2 * found.finds_average)


def test_the_promised_power_is_kept() -> None:
    """Experiments of the size named show the effect four times in five."""
    size, effect = needed(0.4, 1.0, 1.0, 0.5), 0.4
    shown = 0
    for seed in range(400):
        random = np.random.default_rng(seed)
        treated = np.arange(size) % 2 == 0
        found = difference_in_means(
            Trial((), np.empty((size, 0)), treated, random.normal(effect * treated), np.full(size, 0.5), False)
        )
        shown += found.low > 0
    assert 0.74 <= shown / 400 <= 0.86


def test_customers_are_drawn_again_within_their_arm() -> None:
    treated = np.arange(90) % 3 == 0
    for times in draws(treated, 5, 0):
        assert times[treated].sum() == 30
        assert times[~treated].sum() == 60


def test_sums_begin_with_the_customers_as_they_are_and_share_their_draws() -> None:
    treated, cell = np.arange(40) % 2 == 0, np.arange(40) % 4
    value = np.arange(40.0)
    one, twice = sums([(cell, value), (cell, 2 * value)], treated, 6, 1)
    assert one.shape == (7, 4)
    assert one[0].tolist() == np.bincount(cell, value).tolist()
    assert np.allclose(twice, 2 * one)
    assert one[1:].std() > 0


def test_the_bootstrap_of_a_mean_is_its_standard_error() -> None:
    random = np.random.default_rng(0)
    value, treated = random.exponential(1.0, 500), np.arange(500) % 2 == 0
    (found,) = sums([(np.zeros(500, dtype=np.intp), value / 500)], treated, 500, 0)
    low, high = interval(found[1:, 0])
    assert (high - low) / 3.92 == pytest.approx(value.std() / np.sqrt(500), rel=0.12)


def test_folds_spread_arms_and_outcomes_evenly() -> None:
    made = trial(1_000)
    fold = spread(made, 4, 0)
    for one in range(4):
        here = made.take(np.flatnonzero(fold == one))
        assert abs(len(here) - 250) <= 4
        assert abs(int(here.treated.sum()) - 125) <= 2
        assert here.outcome.mean() == pytest.approx(made.outcome.mean(), abs=0.01)
