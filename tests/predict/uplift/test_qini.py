"""The Qini curve, against the numbers of another package and tables made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.learning.sample import Input
from liuke.predict.uplift.crossfit import ranks
from liuke.predict.uplift.qini import BLOCKS, cells, curve, weights
from liuke.predict.uplift.trial import Trial

TREATED = np.array([1, 0] * 10)
OUTCOME = np.array([0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1])
SCORE = np.array(
    [0.3, 0.55, 0.0, 0.45, 0.95, 0.6, 0.05, 0.8, 0.15, 0.9, 0.1, 0.7, 0.85, 0.25, 0.2, 0.4, 0.65, 0.35, 0.75, 0.5]
)
SCIKIT_UPLIFT = (
    *(0.0, 1.0, 1.0, 1.0, 0.0, -0.5, -1.0, -0.66666667, -1.0, -0.4, -0.66666667),
    *(-0.85714286, -0.5, -0.22222222, -0.77777778, -0.5, -1.0, -0.5, -1.0, -1.5, -2.0),
)
"""`sklift.metrics.qini_curve(OUTCOME, SCORE, TREATED)` of scikit-uplift 0.5.1: incremental responses, not shares."""


def _trial(treated: np.ndarray, outcome: np.ndarray, chance: float = 0.5) -> Trial:
    size = len(outcome)
    return Trial(
        (Input("a", "a"),),
        np.zeros((size, 1)),
        treated.astype(bool),
        outcome.astype(float),
        np.full(size, chance),
        True,
    )


def _by_row(treated: np.ndarray, value: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Return sums by cell where every customer is a block: control, treated, and so on."""
    found = np.zeros((1, 2 * len(score)))
    order = np.argsort(-score)
    found[0, 2 * np.arange(len(score)) + treated[order]] = value[order]
    return found


def test_it_is_the_curve_of_scikit_uplift_over_the_number_treated() -> None:
    found = curve(_by_row(TREATED, np.ones(20), SCORE), _by_row(TREATED, OUTCOME, SCORE))
    assert found.gain[0] * TREATED.sum() == pytest.approx(SCIKIT_UPLIFT, abs=1e-8)


def test_a_hand_made_table_has_the_areas_a_person_gets() -> None:
    """Two blocks of ten in either arm: 6 and 2 of the treated respond, 2 and 2 of the others.

    g(½) = (6 − 2) / 20 = 0.2 and g(1) = (8 − 4) / 20 = 0.2, so AUUC = (0 + 0.2) / 4 + 0.2 / 2 = 0.15; the straight
    line has 0.1 below it.
    """
    found = curve(np.array([[10.0, 10.0, 10.0, 10.0]]), np.array([[2.0, 6.0, 2.0, 2.0]]))
    assert found.gain[0] == pytest.approx([0, 0.2, 0.2])
    assert found.auuc[0] == pytest.approx(0.15)
    assert found.qini[0] == pytest.approx(0.05)


def test_arms_of_different_sizes_are_set_off_as_radcliffe_does() -> None:
    """R_t − R_c · N_t / N_c: a control group half as large counts double."""
    found = curve(np.array([[5.0, 10.0, 5.0, 10.0]]), np.array([[1.0, 6.0, 1.0, 2.0]]))
    assert found.gain[0] == pytest.approx([0, 0.2, 0.2])


@given(st.integers(0, 10_000))
def test_the_curve_ends_at_the_average_effect(seed: int) -> None:
    random = np.random.default_rng(seed)
    treated, outcome = np.arange(300) % 2, (random.random(300) < 0.4).astype(float)
    trial = _trial(treated, outcome)
    cell = cells(ranks(random.random(300), np.zeros(300, dtype=np.int64), 0), trial)
    weight = weights(trial)
    found = curve(np.bincount(cell, weight, 2 * BLOCKS)[None], np.bincount(cell, weight * outcome, 2 * BLOCKS)[None])
    assert found.gain[0, -1] == pytest.approx(outcome[treated == 1].mean() - outcome[treated == 0].mean())
    assert found.gain[0, 0] == 0


@given(st.integers(0, 10_000))
def test_a_ranking_turned_around_has_the_opposite_qini_where_arms_are_even(seed: int) -> None:
    random = np.random.default_rng(seed)
    pairs = random.integers(0, 5, (1, 100, 2)).astype(float)
    sizes = np.full((1, 200), 5.0)
    there = curve(sizes, pairs.reshape(1, 200))
    back = curve(sizes, pairs[:, ::-1].reshape(1, 200))
    assert there.qini[0] == pytest.approx(-back.qini[0])


def test_ranks_are_within_folds_and_highest_first() -> None:
    fold = np.array([0, 0, 0, 0, 1, 1])
    found = ranks(np.array([0.1, 0.4, 0.3, 0.2, 9.0, 8.0]), fold, 0)
    assert found.tolist() == [0.875, 0.125, 0.375, 0.625, 0.25, 0.75]


def test_equal_effects_are_not_ranked_by_the_order_of_the_file() -> None:
    found = ranks(np.zeros(1_000), np.zeros(1_000, dtype=np.int64), 0)
    assert abs(np.corrcoef(found, np.arange(1_000))[0, 1]) < 0.1
    assert sorted(found) == pytest.approx((np.arange(1_000) + 0.5) / 1_000)


def test_customers_count_by_the_inverse_of_the_probability_of_their_arm() -> None:
    trial = _trial(np.array([1, 0]), np.array([1.0, 0.0]), 0.2)
    assert weights(trial).tolist() == pytest.approx([5.0, 1.25])
