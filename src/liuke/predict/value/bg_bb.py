"""BG/BB: buying or not at each of a row of occasions, until the customer is lost for good.

Fader, Hardie & Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing Science 29(6).
A customer buys at an occasion with chance p ~ Beta(α, β), and is lost before one with chance θ ~ Beta(γ, δ). For who
bought at x of n occasions after the first purchase, at the t_x-th last:

    L = B(α+x, β+n−x)/B(α, β) · B(γ, δ+n)/B(γ, δ) + Σ_i B(α+x, β+t_x−x+i)/B(α, β) · B(γ+1, δ+t_x+i)/B(γ, δ)

with i = 0 … n − t_x − 1. Both sorts of terms are one formula in u, the occasions that the customer lived through: n, or
t_x + i. All expectations are finite sums over the occasions of a stated horizon, which have no pole at γ = 1.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, gammaln

from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.value.counts import Counts
from liuke.predict.value.maximise import Maximum, dot, maximise

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

CHUNK = 4_096
"""Rows at a time, each with a term for every occasion since the last purchase."""
SELDOM = 1e-12
_ZERO = np.zeros(1)


@dataclass(frozen=True, slots=True)
class BGBB:
    """The model with its four parameters; T and t_x count occasions after the first purchase."""

    kind: ClassVar[str] = "bg_bb"
    label: ClassVar[str] = "BG/BB"

    alpha: float
    beta: float
    gamma: float
    delta: float

    @classmethod
    def fit(cls, counts: Counts) -> tuple[Self, Maximum]:
        """Return the model that makes the counts most likely, and how sharp the maximum is.

        Raises `DataError` where the counts are impossible or cannot tell its parameters.
        """
        counts.check(cls.label)
        _check(counts)
        starts = ((1.0, 1.0, 1.0, 2.0), (0.5, 2.0, 0.5, 5.0))
        found = maximise(Likelihood(counts), starts, counts.customers, cls.label)
        return cls(*map(float, found.parameters)), found

    def log_likelihood(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803 - the literature's letter
        """Return ln P(a given row of purchases and misses); equation 6."""
        parts = [np.logaddexp.reduce(_terms(astuple(self), *rows)[0], axis=1) for rows in _chunks(x, t_x, T)]
        found: Vector = np.concatenate(parts or [np.zeros(0)]) - self._constant()
        return found

    def p_alive(self, x: Vector, t_x: Vector, T: Vector, ahead: int = 0) -> Vector:  # noqa: N803
        """Return P(not lost at occasion T + ahead | x, t_x, T); equation 11 is that of the next one, ahead = 1."""
        log_alive = betaln(self.alpha + x, self.beta + T - x) + betaln(self.gamma, self.delta + T + ahead)
        found: Vector = np.exp(np.minimum(log_alive - self._constant() - self.log_likelihood(x, t_x, T), 0))
        return found

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases at the next t occasions | x, t_x, T]; equation 13."""
        return self.discounted(round(t), 0.0, x, t_x, T)

    def expected_if_alive(self, t: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases at the next t occasions | x, T, alive at T]."""
        return self._bought(round(t), 0.0, x, T)

    def survival_if_alive(self, t: Vector | float, x: Vector, T: Vector) -> Vector:  # noqa: ARG002, N803
        """Return P(not lost at the next t occasions | x, T, alive at T): θ ~ Beta(γ, δ + T), whatever x is."""
        found: Vector = np.exp(betaln(self.gamma, self.delta + T + t) - betaln(self.gamma, self.delta + T))
        return found

    def discounted(self, horizon: int, discount: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return the discounted expected residual transactions (DERT) of the next `horizon` occasions.

        Equation 14 cut off at the horizon: the k-th occasion from now counts (1 + discount)^−k.
        """
        return self._bought(horizon, discount, x, T) * self.p_alive(x, t_x, T)

    def _bought(self, horizon: int, discount: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return the expected purchases of the horizon, discounted, of customers who are alive at T."""
        total, alive = np.zeros(np.broadcast(x, T).shape), np.ones(np.shape(T))
        for k in range(1, horizon + 1):
            lived = self.delta + T + k - 1
            alive = alive * lived / (self.gamma + lived)
            total = total + alive * (1 + discount) ** -k
        found: Vector = (self.alpha + x) / (self.alpha + self.beta + T) * total
        return found

    def expected_new(self, t: Vector) -> Vector:
        """Return E[purchases at the first t occasions] of a customer who has just come; equation 8."""
        last = int(np.max(t, initial=0))
        sums = np.array([self._bought(n, 0.0, _ZERO, _ZERO)[0] for n in range(last + 1)])
        found: Vector = sums[np.asarray(t).astype(np.int64)]
        return found

    def sample(self, t: float, x: Vector, t_x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases at the next t occasions drawn for each customer."""
        alive = random.random(len(x)) < self.p_alive(x, t_x, T)
        return np.where(alive, self.sample_if_alive(t, x, T, random), 0.0)

    def sample_if_alive(self, t: float, x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases at the next t occasions drawn for each customer, given that they are alive at T.

        p ~ Beta(α + x, β + T − x) and θ ~ Beta(γ, δ + T).
        """
        ends = np.maximum(random.beta(self.gamma, self.delta + T), SELDOM)
        lived = np.minimum(random.geometric(ends) - 1, round(t))
        bought: Vector = random.binomial(lived, random.beta(self.alpha + x, self.beta + T - x)).astype(float)
        return bought

    def chances(self, n: int) -> Vector:
        """Return P(x purchases at the first n occasions) for x = 0 … n; equation 7."""
        x, lived = np.arange(n + 1.0)[:, None], np.arange(n + 1.0)[None, :]
        ended = np.where(lived < n, 1.0, 0.0)
        log = betaln(self.gamma + ended, self.delta + lived) + betaln(self.alpha + x, self.beta + np.abs(lived - x))
        log += gammaln(lived + 1) - gammaln(x + 1) - gammaln(np.maximum(lived - x, 0) + 1) - self._constant()
        found: Vector = np.where(lived >= x, np.exp(log), 0.0).sum(axis=1)
        return found

    def _constant(self) -> float:
        return float(betaln(self.alpha, self.beta) + betaln(self.gamma, self.delta))

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


def astuple(model: BGBB) -> tuple[float, float, float, float]:
    """Return (α, β, γ, δ)."""
    return model.alpha, model.beta, model.gamma, model.delta


def _check(counts: Counts) -> None:
    """Raise `DataError` where a customer bought at half an occasion, or more often than there were occasions."""
    whole = (counts.t_x % 1 == 0) & (counts.T % 1 == 0) & (counts.x <= counts.t_x)
    if not whole.all():
        at = int(np.argmin(whole))
        raise DataError(
            "value.impossible",
            Text(
                "BG/BB: x = {x}, t_x = {t_x}, T = {T} cannot be: there is one purchase at most at each occasion.",
                "BG/BB：x = {x}、t_x = {t_x}、T = {T} 不可能成立：每个时点最多购买一次。",
            ).fill(x=counts.x[at], t_x=counts.t_x[at], T=counts.T[at]),
            Text(
                "Count occasions in whole numbers: x ≤ t_x ≤ T, each from the first after the first purchase.",
                "时点应以整数计数（从首购后的第一个时点算起），且 x ≤ t_x ≤ T。",
            ),
        )


def _chunks(*columns: Vector) -> Iterator[tuple[Vector, ...]]:
    for start in range(0, len(columns[0]), CHUNK):
        yield tuple(column[start : start + CHUNK] for column in columns)


def _terms(
    parameters: tuple[float, ...], x: Vector, t_x: Vector, n: Vector
) -> tuple[Matrix, Matrix, NDArray[np.float64]]:
    """Return ln of the terms of L times B(α, β) B(γ, δ), the occasions u of each, and 1 for those of who was lost.

    Shape (rows, 1 + the longest silence); −∞ where a row has no such term. The first column is of who lives.
    """
    alpha, beta, gamma, delta = parameters
    x, t_x, n = (column[:, None] for column in (x, t_x, n))
    silence = np.arange(int((n - t_x).max(initial=0)), dtype=float)[None, :]
    there = np.concatenate([np.ones(n.shape, dtype=bool), silence < n - t_x], axis=1)
    lived = np.where(there, np.concatenate([n, t_x + silence], axis=1), n)
    lost = np.concatenate([_ZERO, np.ones(silence.shape[1])])[None, :]
    log = betaln(alpha + x, beta + lived - x) + betaln(gamma + lost, delta + lived)
    return np.where(there, log, -np.inf), lived, lost


class Likelihood:
    """Log-likelihood of all customers and its gradient by (α, β, γ, δ)."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        """Return the value and the gradient at positive parameters."""
        alpha, beta, gamma, delta = parameters
        value, gradient = 0.0, np.zeros(4)
        for x, t_x, n, weight in _chunks(*self.counts.triple, self.counts.weight):
            log, lived, lost = _terms((alpha, beta, gamma, delta), x, t_x, n)
            total = np.logaddexp.reduce(log, axis=1)
            share = np.exp(log - total[:, None]) * weight[:, None]
            both, end = digamma(alpha + beta + lived), digamma(gamma + lost + delta + lived)
            value += dot(weight, total)
            gradient += [
                float((share * (digamma(alpha + x)[:, None] - both)).sum()),
                float((share * (digamma(beta + lived - x[:, None]) - both)).sum()),
                float((share * (digamma(gamma + lost) - end)).sum()),
                float((share * (digamma(delta + lived) - end)).sum()),
            ]
        many = self.counts.customers
        first, second = digamma(alpha + beta), digamma(gamma + delta)
        gradient -= many * (digamma(parameters) - np.array([first, first, second, second]))
        return float(value - many * (betaln(alpha, beta) + betaln(gamma, delta))), gradient
