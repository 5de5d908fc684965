"""The figures are those of their definitions, their intervals hold, and the order of rows changes nothing."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from liuke.predict.evaluation.curves import calibration, gains
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.leaks import auc, leaks
from liuke.predict.evaluation.profit import profit_curve
from liuke.predict.learning.sample import Sample
from tests.predict.learning.people import INPUTS, people

Many = dict[float, list[dict[str, list[float]]]]


def _said(rows: int, seed: int = 0, odds: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return chances, whose odds are so many times those of a mean of 2/7, and labels drawn from them."""
    random = np.random.default_rng(seed)
    said = random.beta(2, 5, rows)
    said = odds * said / (1 - said + odds * said)
    return said, (random.random(rows) < said).astype(np.int8)


def test_the_figures_of_four_customers_by_hand() -> None:
    left, said = np.array([0, 1, 0, 1], dtype=np.int8), np.array([0.1, 0.4, 0.5, 0.8])
    found = evaluate(said, left)
    assert found["auc"] == 0.75
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.25 + 0.04) / 4)
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.5, 0.8]).mean())
    assert found["top_decile_lift"] == pytest.approx(2.0)
    assert "accuracy" not in found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.55, 0.7, 0.9]), st.booleans()), min_size=4, max_size=80))
def test_the_figures_are_scikit_learns(rows: list[tuple[float, bool]]) -> None:
    said, left = np.array([p for p, _ in rows]), np.array([int(y) for _, y in rows], dtype=np.int8)
    if left.min() == left.max():
        return
    found = evaluate(said, left, draws=2)
    assert found["auc"] == pytest.approx(roc_auc_score(left, said))
    assert found["pr_auc"] == pytest.approx(average_precision_score(left, said))
    assert found["log_loss"] == pytest.approx(log_loss(left, said))
    assert found["brier"] == pytest.approx(brier_score_loss(left, said))


def test_the_order_of_rows_changes_nothing() -> None:
    said, left = _said(1000)
    said = said.round(1)  # many ties
    order = np.random.default_rng(1).permutation(len(said))
    one, two = evaluate(said, left), evaluate(said[order], left[order])
    for name in ("auc", "pr_auc", "log_loss", "brier", "top_decile_lift", "empc", "calibration_slope"):
        assert one[name] == pytest.approx(two[name], rel=1e-6)


@pytest.mark.parametrize("curve", [gains, calibration, profit_curve])
@pytest.mark.parametrize("digits", [0, 1, 2])
def test_the_order_of_rows_changes_no_curve(curve: Callable[..., list[dict[str, float]]], digits: int) -> None:
    """Tables come sorted by their label: a curve that breaks ties by rows reads the label off the file."""
    said, left = _said(1000)
    said, order = said.round(digits), np.argsort(left, kind="stable")
    found = [curve(said[rows], left[rows]) for rows in (order, order[::-1])]
    for one, two in zip(*found, strict=True):
        assert one == pytest.approx(two)


def test_who_is_told_the_same_is_found_by_chance() -> None:
    """Among equal scores the leavers come evenly: half of the customers hold half of them, however the rows lie."""
    said, left = np.full(100, 0.3), np.sort(np.arange(100) < 30)[::-1].astype(np.int8)
    assert [row["found"] for row in gains(said, left)] == pytest.approx([row["share"] for row in gains(said, left)])
    (bin_,) = calibration(said, left)
    assert [bin_["customers"], bin_["observed"]] == pytest.approx([100, 0.3])


def test_a_tie_is_in_one_bin_of_the_calibration_and_the_others_stay_apart() -> None:
    said = np.concatenate([np.linspace(0.1, 0.2, 5), np.full(90, 0.5), np.linspace(0.8, 0.9, 5)])
    assert [row["customers"] for row in calibration(said, np.zeros(100, dtype=np.int8))] == [5, 90, 5]
    apart = calibration(np.linspace(0.1, 0.9, 103), np.zeros(103, dtype=np.int8))
    assert {row["customers"] for row in apart} == {10, 11}
    assert len(apart) == 10


def test_well_calibrated_probabilities_have_slope_one() -> None:
    said, left = _said(60_000)
    found = evaluate(said, left, draws=2)
    low, high = found["intervals"]["calibration_slope"]
    assert found["calibration_slope"] == pytest.approx(1, abs=0.05)
    assert low < 1 < high


def test_overconfident_probabilities_have_a_slope_below_one() -> None:
    said, left = _said(20_000)
    odds = 2 * np.log(said / (1 - said))
    assert evaluate(1 / (1 + np.exp(-odds)), left, draws=2)["calibration_slope"] == pytest.approx(0.5, abs=0.05)


def test_probabilities_that_say_the_opposite_have_a_negative_slope() -> None:
    """The bound that keeps scores from being turned around is not one of the figure."""
    said, left = _said(20_000)
    found = evaluate(1 / (1 + (said / (1 - said)) ** 0.5), left, draws=2)
    low, high = found["intervals"]["calibration_slope"]
    assert found["calibration_slope"] == pytest.approx(-2, abs=0.1)
    assert low < -2 < high < 0


@pytest.mark.parametrize("chance", [0.3, 0.0])
def test_where_everybody_is_told_the_same_there_is_no_slope(chance: float) -> None:
    found = evaluate(np.full(200, chance), np.arange(200).astype(np.int8) % 2, draws=5)
    assert found["calibration_slope"] is None
    assert found["intervals"]["calibration_slope"] is None


@pytest.fixture(scope="module")
def many() -> Many:
    return {
        odds: [evaluate(*_said(500, seed, odds), seed=seed, draws=100)["intervals"] for seed in range(80)]
        for odds in (1.0, 0.28)
    }


@pytest.mark.parametrize("odds", [1.0, 0.28])
@pytest.mark.parametrize("name", ["auc", "pr_auc", "log_loss", "brier", "top_decile_lift", "empc", "calibration_slope"])
def test_intervals_hold_the_true_figure_as_often_as_they_say(name: str, odds: float, many: Many) -> None:
    """The true figure is that of 200,000 customers; 80 samples of 500 give intervals that mostly hold it.

    Three in ten leave, or one in ten.
    """
    right = evaluate(*_said(200_000, 99, odds), draws=2)[name]
    held = sum(intervals[name][0] <= right <= intervals[name][1] for intervals in many[odds])
    assert held / len(many[odds]) >= 0.86


def test_an_interval_of_profit_holds_its_figure_and_is_never_a_loss() -> None:
    for seed in range(10):
        random = np.random.default_rng(seed)
        found = evaluate(random.random(60), (random.random(60) < 0.1).astype(np.int8), seed=seed, draws=50)
        low, high = found["intervals"]["empc"]
        assert 0 <= low <= found["empc"] <= high


def test_many_customers_are_put_into_blocks_for_the_intervals_alone() -> None:
    said, left = _said(30_000)
    found = evaluate(said, left)
    low, high = found["intervals"]["auc"]
    assert found["auc"] == pytest.approx(roc_auc_score(left, said), abs=1e-12)
    assert low < found["auc"] < high
    assert high - low == pytest.approx(2 * 1.96 * 0.0035, rel=0.25)  # Hanley & McNeil (1982) for these counts


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=4, max_size=60))
def test_gains_rise_from_nobody_to_everybody(rows: list[tuple[float, bool]]) -> None:
    said, left = np.array([p for p, _ in rows]), np.array([int(y) for _, y in rows], dtype=np.int8)
    found = [row["found"] for row in gains(said, left)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 1.0 if left.any() else 0.0)
    assert sum(row["customers"] or 0 for row in calibration(said, left)) == len(rows)


def test_a_feature_from_the_future_is_caught() -> None:
    data = people()
    assert leaks(data, INPUTS) == []
    data.features[:, 3] = data.left + np.random.default_rng(1).normal(0, 0.1, len(data))
    assert leaks(data, INPUTS) == ["noise"]


@pytest.mark.parametrize(("share", "noise"), [(0.5, 0.0), (0.02, 0.0), (0.2, 0.1)])
def test_a_feature_that_knows_the_outcome_without_rising_or_falling_with_it_is_caught(
    share: float, noise: float
) -> None:
    """A copy of the outcome with a sign drawn by lot, or a number of a state: AUC of the number is a half."""
    random, data = np.random.default_rng(1), people(3000)
    left = (random.random(3000) < share).astype(np.int8)
    data = Sample(data.features, left, data.weight)
    assert leaks(data, INPUTS) == []
    state = np.where(left == 1, random.choice([2, 5], 3000), random.choice([1, 3, 6, 7], 3000))
    for planted in (left * random.choice([-1, 1], 3000), state):
        data.features[:, 3] = planted + random.normal(0, noise, 3000)
        assert leaks(data, INPUTS) == ["noise"]


def test_many_values_told_of_nobody_else_are_no_leak() -> None:
    """A number that each customer has alone says nothing of others: the share in its bin is of other customers."""
    data = people(1000)
    data.features[:, 3] = np.random.default_rng(2).permutation(1000)
    assert leaks(data, INPUTS) == []


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=60))
def test_the_share_of_pairs_in_order_is_scikit_learns_auc(rows: list[tuple[int, bool]]) -> None:
    score = np.array([float(value) for value, _ in rows])
    left = np.array([int(gone) for _, gone in rows], dtype=np.int8)
    if 0 < left.sum() < len(left):
        assert auc(score, left) == pytest.approx(roc_auc_score(left, score), abs=1e-12)
    else:
        assert np.isnan(auc(score, left))


def test_what_is_missing_counts_as_the_least_in_a_leak() -> None:
    """Only who left has no value: that tells them apart as well as any value would."""
    data = people()
    data.features[:, 3] = np.where(data.left == 1, np.nan, 5.0)
    assert leaks(data, INPUTS) == ["noise"]
