"""sBG, the shifted beta-geometric: how long contracts are renewed, when each has a chance of its own not to be.

Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1), equations 1–7. At each
renewal a contract ends with chance θ ~ Beta(α, β), which is its own and does not change. Those who stay are more and
more those with a small θ, so that the retention rate rises with tenure although nobody's own does.

    P(T = t) = B(α+1, β+t−1) / B(α, β)      S(t) = B(α, β+t) / B(α, β)      retention r(t) = (β+t−1) / (α+β+t−1)

Time is counted in renewals: a contract of tenure t has been renewed t times. Residual lifetimes: Fader & Hardie (2010),
Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1), cut off at a stated horizon.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma

from liuke.predict.value.maximise import Maximum, dot, maximise
from liuke.predict.value.survivors import Survivors

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SBG:
    """The model with its two parameters; time in renewals."""

    kind: ClassVar[str] = "sbg"
    label: ClassVar[str] = "sBG"

    alpha: float
    beta: float

    @classmethod
    def fit(cls, survivors: Survivors) -> tuple[Self, Maximum]:
        """Return the model that makes the contracts' ends most likely, and how sharp the maximum is.

        Raises `DataError` where the contracts cannot tell its parameters.
        """
        survivors.check(cls.label)
        lost, faced = survivors.lost.sum(), survivors.faced.sum()
        starts = ((1.0, faced / lost), (0.5, 1.0), (5.0, 5 * faced / lost))
        found = maximise(Likelihood(survivors), starts, survivors.contracts, cls.label)
        return cls(*map(float, found.parameters)), found

    def survival(self, t: Vector) -> Vector:
        """Return P(still a customer after t renewals)."""
        found: Vector = np.exp(betaln(self.alpha, self.beta + t) - betaln(self.alpha, self.beta))
        return found

    def retention(self, t: Vector) -> Vector:
        """Return the share of those renewed t − 1 times who renew the t-th time, t ≥ 1."""
        found: Vector = (self.beta + t - 1) / (self.alpha + self.beta + t - 1)
        return found

    def expected_lifetime(self, horizon: int, discount: float = 0.0) -> float:
        """Return the expected periods of a new contract, the first among them, of the next `horizon` periods.

        `discount` is the rate of one period; the first period counts in full.
        """
        t = np.arange(horizon, dtype=float)
        return float((self.survival(t) * (1 + discount) ** -t).sum())

    def expected_residual(self, renewed: Vector, horizon: int, discount: float = 0.0) -> Vector:
        """Return the expected renewals still to come, of the next `horizon`, of contracts renewed so many times.

        `discount` is the rate of one period; the next renewal counts in full: that is Σ S(n + k) / S(n) · (1 + d)^(1−k)
        over k = 1 … horizon, which for an endless horizon is the discounted expected residual lifetime of the paper.
        """
        total, still, worth = np.zeros_like(renewed), np.ones_like(renewed), 1.0
        for k in range(1, horizon + 1):
            still = still * self.retention(renewed + k)
            total = total + worth * still
            worth /= 1 + discount
        return total

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


class Likelihood:
    """Log-likelihood of contracts that ended at a renewal, or were last seen after one, and its gradient by (α, β)."""

    def __init__(self, survivors: Survivors) -> None:
        self.lost, self.kept = survivors.lost, survivors.kept
        self.t = np.arange(1, len(self.lost) + 1, dtype=float)
        self.c = np.arange(len(self.kept), dtype=float)

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        """Return the value and the gradient at positive parameters."""
        alpha, beta = parameters
        t, c, many = self.t, self.c, self.lost.sum() + self.kept.sum()
        value = dot(self.lost, betaln(alpha + 1, beta + t - 1)) + dot(self.kept, betaln(alpha, beta + c))
        both = digamma(alpha + beta)
        ended, stayed = digamma(alpha + beta + t), digamma(alpha + beta + c)
        by_alpha = dot(self.lost, digamma(alpha + 1) - ended) + dot(self.kept, digamma(alpha) - stayed)
        by_beta = dot(self.lost, digamma(beta + t - 1) - ended) + dot(self.kept, digamma(beta + c) - stayed)
        gradient = np.array([by_alpha - many * (digamma(alpha) - both), by_beta - many * (digamma(beta) - both)])
        return float(value - many * betaln(alpha, beta)), gradient
