"""The figures are those of their definitions, their intervals hold, and the order of rows changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from liuke.predict.evaluation.curves import calibration, gains
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.leaks import auc, leaks
from tests.predict.learning.people import INPUTS, people


def _said(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    said = random.beta(2, 5, rows)
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


@pytest.fixture(scope="module")
def many() -> list[dict[str, list[float]]]:
    return [evaluate(*_said(500, seed), seed=seed, draws=100)["intervals"] for seed in range(80)]


@pytest.mark.parametrize("name", ["auc", "pr_auc", "log_loss", "brier", "top_decile_lift", "empc"])
def test_intervals_hold_the_true_figure_as_often_as_they_say(name: str, many: list[dict[str, list[float]]]) -> None:
    """The true figure is that of 200,000 customers; 80 samples of 500 give intervals that mostly hold it."""
    said, left = _said(200_000, seed=99)
    right = evaluate(said, left, draws=2)[name]
    held = sum(intervals[name][0] <= right <= intervals[name][1] for intervals in many)
    assert held / len(many) >= 0.86


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
