"""The champion stays unless a challenger is better by more than a standard error; accuracy is not asked."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liuke.predict.evaluation.choosing import Duel, choose, profit_by_ranks
from liuke.predict.evaluation.profit import PAPER, expected_profit


def _customers(rows: int = 4000, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the truth as log-odds, labels drawn from it, and noise."""
    random = np.random.default_rng(seed)
    odds = random.normal(-1, 1.2, rows)
    return odds, (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8), random.normal(0, 1, rows)


def _said(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-odds))


def test_a_clearly_better_challenger_wins() -> None:
    odds, left, noise = _customers()
    verdict = choose({"boosted": _said(odds + noise), "trees": _said(odds)}, left, "boosted")
    assert verdict.winner == "trees"
    assert verdict.why.en.startswith("boosted trees: beside additive trees, log loss changes by −0.")
    assert verdict.why.zh.startswith("梯度提升树：与加性树模型相比")


def test_a_clearly_worse_challenger_does_not() -> None:
    odds, left, noise = _customers()
    verdict = choose({"boosted": _said(odds), "trees": _said(odds + noise)}, left, "boosted")
    assert verdict.winner == "boosted"
    assert "no challenger is better" in verdict.why.en


def test_who_says_the_same_does_not_win() -> None:
    odds, left, _ = _customers()
    verdict = choose({"boosted": _said(odds), "trees": _said(odds)}, left, "boosted")
    assert (verdict.winner, verdict.duels[0].won) == ("boosted", False)


def test_a_better_ranking_with_wrong_probabilities_does_not_win() -> None:
    """Profit asks for the order, log loss for the numbers: who gains in one may not lose in the other."""
    odds, left, noise = _customers()
    verdict = choose({"boosted": _said(odds + 0.4 * noise), "trees": _said(odds + 4)}, left, "boosted")
    assert verdict.duels[0].profit > verdict.duels[0].profit_error
    assert verdict.winner == "boosted"


@pytest.mark.parametrize(
    ("loss", "profit", "won"),
    [(2.0, 0.0, True), (0.0, 2.0, True), (0.5, 0.5, False), (2.0, -2.0, False), (-2.0, 2.0, False), (1.0, 0.0, False)],
)
def test_the_rule_of_one_standard_error(loss: float, profit: float, won: bool) -> None:
    assert Duel("trees", loss, 1.0, profit, 1.0).won is won


def test_the_best_of_several_winners_scores() -> None:
    odds, left, noise = _customers()
    said = {"boosted": _said(odds + noise), "forest": _said(odds + 0.5 * noise), "trees": _said(odds)}
    assert choose(said, left, "boosted").winner == "trees"


def test_a_champion_alone_scores() -> None:
    odds, left, _ = _customers(200)
    assert choose({"boosted": _said(odds)}, left, "boosted").winner == "boosted"


def test_chance_alone_seldom_dethrones_the_champion() -> None:
    """Two models with the same amount of noise: the challenger is to win in few of 40 samples (one error is 16 %)."""
    wins = 0
    for seed in range(40):
        odds, left, noise = _customers(1500, seed)
        other = np.random.default_rng(1000 + seed).normal(0, 1, 1500)
        said = {"boosted": _said(odds + 0.5 * noise), "trees": _said(odds + 0.5 * other)}
        wins += choose(said, left, "boosted").winner == "trees"
    assert wins <= 16


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 4)), min_size=2, max_size=40))
def test_profit_by_ranks_is_that_of_the_rows(rows: list[tuple[int, bool, int]]) -> None:
    """A row drawn so many times, summed by its rank first, earns what it earns by itself."""
    ranks = np.array([rank for rank, _, _ in rows])
    left = np.array([gone for _, gone, _ in rows], dtype=np.int8)
    weight = np.array([times for _, _, times in rows], dtype=np.float64)
    assume(0 < left @ weight < weight.sum())
    by_rows = expected_profit(ranks.astype(np.float64), left, PAPER, weight).empc
    assert profit_by_ranks(ranks, left, weight, PAPER) == pytest.approx(by_rows, abs=1e-12)


def test_a_duel_names_both_sides_and_turned_around_too() -> None:
    left, good, bad = np.array([0, 1] * 50, dtype=np.int8), np.array([0.2, 0.8] * 50), np.full(100, 0.5)
    (found,) = choose({"boosted": bad, "trees": good}, left, "boosted").duels
    assert (found.challenger, found.against) == ("trees", "boosted")
    assert found.told()["against"] == "boosted"
    assert (found.turned("boosted").challenger, found.turned("boosted").against) == ("boosted", "trees")
