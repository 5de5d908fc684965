"""The champion stays unless a challenger is better by more than a standard error; accuracy is not asked."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liuke.predict.evaluation.choosing import Duel, choose, duel, profit_by_ranks
from liuke.predict.evaluation.profit import PAPER, expected_profit

FIVE = ("trees", "logistic", "splines", "forest", "network")


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


@pytest.mark.parametrize("challengers", [("trees",), FIVE])
def test_chance_alone_seldom_dethrones_the_champion(challengers: tuple[str, ...]) -> None:
    """Models with the same amount of noise: one error is 16 %, and so it stays for two figures of five challengers."""
    wins = 0
    for seed in range(30):
        odds, left, noise = _customers(800, seed)
        said = {"boosted": _said(odds + 0.5 * noise)}
        for place, name in enumerate(challengers):
            other = np.random.default_rng(1000 * (place + 1) + seed).normal(0, 1, 800)
            said[name] = _said(odds + 0.5 * other)
        wins += choose(said, left, "boosted").winner != "boosted"
    assert wins <= 8  # 30 draws of 16 % give 9 or more in 3 % of all cases


def test_the_margin_grows_with_the_challengers_and_not_with_copies_of_one() -> None:
    odds, left, noise = _customers(2000)
    said = {"boosted": _said(odds + 0.5 * noise)}
    random = np.random.default_rng(5)
    several = {name: _said(odds + 0.5 * random.normal(0, 1, 2000)) for name in FIVE}
    copies = dict.fromkeys(FIVE, several["trees"])
    one, five, same = (
        choose(said | rivals, left, "boosted").duels[0].margin
        for rivals in ({"trees": several["trees"]}, several, copies)
    )
    assert 1 <= one < five < 2.3  # ten independent ones: the 0.841 ** (1 / 10) quantile of a normal curve is 2.11
    assert same == one


def test_a_real_gain_wins_among_five() -> None:
    odds, left, noise = _customers()
    said = {"boosted": _said(odds + noise)} | dict.fromkeys(FIVE[1:], _said(odds + noise)) | {"trees": _said(odds)}
    verdict = choose(said, left, "boosted")
    assert verdict.winner == "trees"
    assert {one.margin for one in verdict.duels} == {verdict.duels[0].margin}


def test_the_margin_is_told_and_decides() -> None:
    assert Duel("trees", 1.5, 1.0, 0.0, 1.0).won
    assert not Duel("trees", 1.5, 1.0, 0.0, 1.0, margin=1.6).won
    assert not Duel("trees", -1.5, 1.0, 0.0, 1.0, margin=1.6).turned("boosted").won
    assert Duel("trees", 1.5, 1.0, 0.0, 1.0, margin=1.4).told()["margin"] == 1.4
    odds, left, noise = _customers(400)
    verdict = choose({"boosted": _said(odds), "trees": _said(odds + noise)}, left, "boosted")
    assert f"by more than {verdict.duels[0].margin:.1f} standard errors" in verdict.why.en


def test_the_error_of_the_profit_is_that_of_all_rows() -> None:
    """Drawn again are 20,000 rows at most; four times as many customers halve the error."""
    odds, left, noise = _customers(80_000)
    whole = duel("trees", _said(odds), _said(odds + 0.5 * noise), left)
    part = slice(0, 20_000)
    quarter = duel("trees", _said(odds[part]), _said((odds + 0.5 * noise)[part]), left[part])
    assert whole.profit_error / quarter.profit_error == pytest.approx(0.5, abs=0.15)


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
