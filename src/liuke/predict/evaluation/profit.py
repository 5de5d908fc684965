"""Profit: what it earns to contact the riskiest, and what share of the customers to contact.

Verbraken, Verbeke & Baesens (2013), “A Novel Profit Maximizing Metric for Measuring Classification Performance of
Customer Churn Prediction Models”, IEEE TKDE 25(5). A contact costs `contact`; one who accepts the offer costs
`incentive` more; a leaver accepts, and stays, with probability γ and is then worth `worth`; who would have stayed
accepts for sure. With leavers' share π and the shares F of leavers and G of stayers among those contacted,

    profit per customer = worth · (γ (1 − δ) − φ) π F − worth · (δ + φ) (1 − π) G

where δ = incentive / worth and φ = contact / worth.

γ is not known exactly: it is Beta(α, β), and EMPC is the mean, over γ, of the profit at the best cut for that γ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from liuke.predict.evaluation.ties import found_among, tie_ends
from liuke.predict.learning.sample import Labels, Vector


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a retention campaign is made of, in money a customer; `alpha` and `beta` say how many accept.

    The defaults are the paper's: 30 % of the leavers accept on average.
    """

    worth: float = 200.0
    incentive: float = 10.0
    contact: float = 1.0
    alpha: float = 6.0
    beta: float = 14.0

    @property
    def accept(self) -> float:
        """The mean share of leavers who accept."""
        return self.alpha / (self.alpha + self.beta)


PAPER = Campaign()


@dataclass(frozen=True, slots=True)
class Profit:
    """EMPC in money a customer, and the share of customers to contact on average over γ."""

    empc: float
    fraction: float


def expected_profit(score: Vector, left: Labels, campaign: Campaign = PAPER, weight: Vector | None = None) -> Profit:
    """Return the EMPC of a ranking (the higher the score, the likelier to leave) and the fraction to contact.

    Where the incentive is worth no less than a customer, no γ makes a contact pay, and nobody is contacted.
    """
    leavers, stayers, share = hull(score, left, weight)
    delta, phi = campaign.incentive / campaign.worth, campaign.contact / campaign.worth
    gained, lost = np.diff(leavers), np.diff(stayers)
    with np.errstate(divide="ignore", invalid="ignore"):
        cut = ((1 - share) * (delta + phi) * lost + share * phi * gained) / (share * (1 - delta) * gained)
    cut = np.where((gained > 0) & (delta < 1), cut, 1.0).clip(0, 1)
    cut = np.concatenate([[0.0], cut, [1.0]])
    cut = np.maximum.accumulate(cut)
    chance = np.diff(betainc(campaign.alpha, campaign.beta, cut))
    mean = campaign.accept * np.diff(betainc(campaign.alpha + 1, campaign.beta, cut))
    saved = share * leavers * ((1 - delta) * mean - phi * chance)
    wasted = (1 - share) * stayers * (delta + phi) * chance
    contacted = (share * leavers + (1 - share) * stayers) * chance
    return Profit(float(campaign.worth * (saved - wasted).sum()), float(contacted.sum()))


def profit_curve(score: Vector, left: Labels, campaign: Campaign = PAPER, points: int = 100) -> list[dict[str, float]]:
    """Return, for each hundredth of the customers from the riskiest on, the profit per customer of contacting them."""
    places = np.round(np.linspace(0, len(left), points + 1)).astype(int)
    found = found_among(score, left, places)
    delta, phi = campaign.incentive / campaign.worth, campaign.contact / campaign.worth
    leavers = found / len(left)
    stayers = (places - found) / len(left)
    profit = campaign.worth * ((campaign.accept * (1 - delta) - phi) * leavers - (delta + phi) * stayers)
    return [{"share": float(at / len(left)), "profit": float(value)} for at, value in zip(places, profit, strict=True)]


def hull(score: Vector, left: Labels, weight: Vector | None = None) -> tuple[Vector, Vector, float]:
    """Return the upper convex hull of the ROC curve and the leavers' share.

    The first two have one entry a corner, from (0, 0) to (1, 1): the shares of leavers and of stayers found so far.
    """
    weights = np.ones(len(left)) if weight is None else weight
    order = np.argsort(-score, kind="stable")
    last = tie_ends(score[order]) - 1
    leavers = np.cumsum(weights[order] * left[order])[last]
    stayers = np.cumsum(weights[order] * (1 - left[order]))[last]
    corners = _upper([0.0, *stayers], [0.0, *leavers])
    rose, ran = (np.concatenate([[0.0], one])[corners] for one in (leavers, stayers))
    return rose / max(leavers[-1], 1e-300), ran / max(stayers[-1], 1e-300), float(leavers[-1] / weights.sum())


def _upper(across: Sequence[float], up: Sequence[float]) -> list[int]:
    """Return the corners of the upper convex hull of points whose `across` never falls (Andrew 1979)."""
    kept: list[int] = []
    for place in range(len(across)):
        while len(kept) >= 2:
            a, b = kept[-2], kept[-1]
            turn = (across[b] - across[a]) * (up[place] - up[a]) - (up[b] - up[a]) * (across[place] - across[a])
            if turn < 0:
                break
            kept.pop()
        kept.append(place)
    return kept
