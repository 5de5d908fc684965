"""Expected maximum profit: the published number, the definition by brute force, and what must hold of any ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from liuke.predict.evaluation.profit import Campaign, expected_profit, hull, profit_curve

LEFT = np.array([0, 1, 0, 1, 0, 1, 0, 1], dtype=np.int8)
SCORE = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.8, 0.9])


def test_the_published_example() -> None:
    """EMPC of eight customers, as the R package EMP 2.0 (Verbraken et al. 2013) gives it: 23.8756."""
    assert expected_profit(SCORE, LEFT).empc == pytest.approx(23.8756, abs=5e-5)


def _brute(score: np.ndarray, left: np.ndarray, campaign: Campaign) -> tuple[float, float]:
    """Return the mean over γ of the best profit at any cut, by summing over a fine grid of γ."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    weight = beta.pdf(grid, campaign.alpha, campaign.beta) / 20_000
    cuts = [-np.inf, *np.unique(score)]
    shares = np.array([[(left[score > cut] == 1).mean() * (score > cut).mean() if (score > cut).any() else 0,
                        (left[score > cut] == 0).mean() * (score > cut).mean() if (score > cut).any() else 0]
                       for cut in cuts])  # fmt: skip
    saved = grid[:, None] * (campaign.worth - campaign.incentive) - campaign.contact
    profit = saved * shares[:, 0] - (campaign.incentive + campaign.contact) * shares[:, 1]
    best = profit.argmax(axis=1)
    return float(profit.max(axis=1) @ weight), float(shares.sum(axis=1)[best] @ weight)


@pytest.mark.parametrize(
    "campaign", [Campaign(), Campaign(80, 20, 2), Campaign(500, 5, 0.1, 2, 10), Campaign(8, 10, 1), Campaign(10, 10, 1)]
)
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_mean_of_the_best_profits(campaign: Campaign, seed: int) -> None:
    random = np.random.default_rng(seed)
    score = random.random(60).round(1)
    left = (random.random(60) < score * 0.6).astype(np.int8)
    empc, fraction = _brute(score, left, campaign)
    found = expected_profit(score, left, campaign)
    assert found.empc == pytest.approx(empc, rel=1e-3, abs=1e-4)
    assert found.fraction == pytest.approx(fraction, abs=2e-3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=50))
def test_any_ranking_earns_between_nothing_and_the_perfect_one(rows: list[tuple[float, bool]]) -> None:
    score, left = np.array([p for p, _ in rows]), np.array([int(y) for _, y in rows], dtype=np.int8)
    if left.min() == left.max():
        return
    found, perfect = expected_profit(score, left), expected_profit(left.astype(float), left)
    assert -1e-9 <= found.empc <= perfect.empc + 1e-9
    assert 0 <= found.fraction <= 1 + 1e-9


def test_weights_count_as_customers() -> None:
    random = np.random.default_rng(2)
    times = random.integers(1, 4, len(LEFT))
    one = expected_profit(SCORE, LEFT, weight=times.astype(float))
    two = expected_profit(np.repeat(SCORE, times), np.repeat(LEFT, times))
    assert one.empc == pytest.approx(two.empc)


def test_a_campaign_that_costs_more_than_it_saves_contacts_nobody() -> None:
    found = expected_profit(SCORE, LEFT, Campaign(worth=10, incentive=9, contact=5))
    assert (found.empc, found.fraction) == (pytest.approx(0, abs=1e-3), pytest.approx(0, abs=1e-3))


def test_the_hull_of_four_by_hand() -> None:
    """Leaver, stayer, leaver, stayer from the top: the hull leaves out the dent at (½, ½)."""
    leavers, stayers, share = hull(np.array([0.9, 0.8, 0.7, 0.6]), np.array([1, 0, 1, 0], dtype=np.int8))
    assert leavers.tolist() == [0, 0.5, 1, 1]
    assert stayers.tolist() == [0, 0, 0.5, 1]
    assert share == 0.5


def test_the_profit_curve_of_two_by_hand() -> None:
    """One leaver and one stayer: contacting the leaver earns ½ · (0.3 · 190 − 1); the stayer costs ½ · 11."""
    rows = profit_curve(np.array([0.9, 0.1]), np.array([1, 0], dtype=np.int8), points=2)
    assert [row["profit"] for row in rows] == pytest.approx([0, 28, 22.5])
