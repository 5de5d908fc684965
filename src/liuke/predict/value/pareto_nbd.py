"""Pareto/NBD: buying at a gamma-distributed rate until an unobserved end at a gamma-distributed hazard.

Schmittlein, Morrison & Colombo (1987), Counting Your Customers, Management Science 33(1); the form of Fader & Hardie's
2005 note. Rates λ ~ Gamma(r, α); hazards μ ~ Gamma(s, β).

    L = Γ(r+x) α^r β^s / Γ(r) · [ (α+T)^−(r+x) (β+T)^−s + s ∫ (α+y)^−(r+x) (β+y)^−(s+1) dy, y from t_x to T ]

The integral over the unseen end y is taken by Gauss–Legendre quadrature on a variable in which it is smooth for every
x, so the gradient is as plain as the value, and no 2F1 has to be differentiated.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from liuke.predict.value.counts import Counts
from liuke.predict.value.maximise import Maximum, dot, maximise

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
SOFTER = 6.0
"""The root that is taken of w, so that its logarithm does not bend at 0: ln L is right to 1e-9, at extremes to 1e-5."""
COARSE = 5_000
CHUNK = 4_096
"""Customers at a time: their nodes fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class ParetoNBD:
    """The model with its four parameters; times in weeks."""

    kind: ClassVar[str] = "pareto_nbd"
    label: ClassVar[str] = "Pareto/NBD"

    r: float
    alpha: float
    s: float
    beta: float

    @classmethod
    def fit(cls, counts: Counts) -> tuple[Self, Maximum]:
        """Return the model that makes the counts most likely, and how sharp the maximum is.

        Raises `DataError` where the counts cannot tell its parameters.
        """
        counts.check(cls.label)
        typical = max(1.0, float(np.average(counts.T, weights=counts.weight)) / 3)
        rough = None
        if len(counts.x) > 2 * COARSE:
            thinned = counts.thinned(COARSE)
            rough = (Likelihood(thinned), thinned.customers)
        starts = ((0.5, typical, 0.5, typical), (1.0, 2 * typical, 1.0, 4 * typical))
        found = maximise(Likelihood(counts), starts, counts.customers, cls.label, rough)
        return cls(*map(float, found.parameters)), found

    def log_likelihood(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803 - the literature's letter
        """Return ln of the density of each customer's purchase times."""
        base = gammaln(self.r + x) - gammaln(self.r) + self.r * np.log(self.alpha) + self.s * np.log(self.beta)
        found: Vector = base + np.logaddexp(*self._alive_and_ended(x, t_x, T))
        return found

    def p_alive(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return P(not ended by T | x, t_x, T)."""
        log_alive, log_ended = self._alive_and_ended(x, t_x, T)
        return np.exp(-np.logaddexp(0, log_ended - log_alive))

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]; equation 41 of the 2005 note."""
        return self.expected_if_alive(t, x, T) * self.p_alive(x, t_x, T)

    def expected_if_alive(self, t: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, T, alive at T]."""
        return (self.r + x) / (self.alpha + T) * self._lived(self.beta + T, t)

    def expected_new(self, t: Vector) -> Vector:
        """Return E[repeat purchases in (0, t]] of a customer who has just come."""
        return self.r / self.alpha * self._lived(np.full_like(t, self.beta), t)

    def survival_if_alive(self, t: Vector | float, x: Vector, T: Vector) -> Vector:  # noqa: ARG002, N803
        """Return P(not ended within the next t | x, T, alive at T): μ ~ Gamma(s, β + T), whatever x is."""
        found: Vector = ((self.beta + T) / (self.beta + T + t)) ** self.s
        return found

    def _lived(self, beta: Vector, t: Vector | float) -> Vector:
        """Return E[weeks lived of the next t | alive]: ∫ (beta/(beta+u))^s du, u from 0 to t."""
        power, growth = self.s - 1, np.log1p(t / beta)
        return beta * (growth if abs(power) < 1e-9 else -np.expm1(-power * growth) / power)

    def _alive_and_ended(self, x: Vector, t_x: Vector, T: Vector) -> tuple[Vector, Vector]:  # noqa: N803
        parts = [_either(astuple(self), *rows) for rows in _chunks(x, t_x, T)]
        if not parts:
            return np.zeros(0), np.zeros(0)
        return np.concatenate([part.log_alive for part in parts]), np.concatenate([part.log_ended for part in parts])

    def sample(self, t: float, x: Vector, t_x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer."""
        alive = random.random(len(x)) < self.p_alive(x, t_x, T)
        return np.where(alive, self.sample_if_alive(t, x, T, random), 0.0)

    def sample_if_alive(self, t: float, x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer, given that they are alive at T.

        λ ~ Gamma(r + x, α + T) and μ ~ Gamma(s, β + T).
        """
        hazard = np.maximum(random.gamma(self.s, 1 / (self.beta + T)), 1e-300)
        lived = np.minimum(t, random.standard_exponential(len(x)) / hazard)
        bought: Vector = random.poisson(random.gamma(self.r + x, 1 / (self.alpha + T)) * lived).astype(float)
        return bought

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


def astuple(model: ParetoNBD) -> tuple[float, float, float, float]:
    """Return (r, α, s, β)."""
    return model.r, model.alpha, model.s, model.beta


class _Either(NamedTuple):
    """ln of the two ways a history comes about, up to one constant; and at which ends y the second one lies.

    `steep` and `mild` are (constant + y, its logarithm) of the two factors at the nodes, `share` the nodes' weights;
    `swapped` tells the rows in which the steep factor is that of β.
    """

    log_alive: Vector
    log_ended: Vector
    steep: tuple[Matrix, Matrix]
    mild: tuple[Matrix, Matrix]
    share: Matrix
    swapped: NDArray[np.bool_]

    def mean(self, column: int, *, reciprocal: bool = False) -> tuple[Vector, Vector]:
        """Return the means over the ends of a column of the α factor and of the β factor, or of its reciprocal."""
        steep, mild = (
            np.einsum("ij,ij->i", 1 / of[column] if reciprocal else of[column], self.share)
            for of in (self.steep, self.mild)
        )
        return np.where(self.swapped, mild, steep), np.where(self.swapped, steep, mild)


def _either(parameters: tuple[float, ...], x: Vector, t_x: Vector, T: Vector) -> _Either:  # noqa: N803
    """Evaluate the likelihood's bracket.

    The integrand is (A+y)^−P (B+y)^−Q, A being whichever of α and β makes the steeper factor. With
    w = ((A+t_x)/(A+y))^P that factor becomes flat and the rest varies slowly; the nodes lie evenly in a root of w.
    """
    r, alpha, s, beta = parameters
    power = r + x
    swapped = (s + 1) * (alpha + t_x) > power * (beta + t_x)
    A, B = np.where(swapped, beta, alpha), np.where(swapped, alpha, beta)  # noqa: N806 - as in the formula
    P, Q = np.where(swapped, s + 1, power), np.where(swapped, power, s + 1)  # noqa: N806
    log_a, log_b = np.log(A + t_x), np.log(B + t_x)
    slow = P / SOFTER
    width = -np.expm1(slow * (log_a - np.log(A + T)))
    fall = -np.log1p(-width[:, None] * ((1 - NODES) / 2)) / slow[:, None]
    log_steep = log_a[:, None] + fall
    steep = np.exp(log_steep)
    mild = steep + (B - A)[:, None]
    log_mild = np.log(mild)
    inner = WEIGHTS * np.exp(fall * (1 + slow - P)[:, None] - Q[:, None] * (log_mild - log_b[:, None]))
    total = inner.sum(axis=1)
    log_ended = np.log(np.maximum(width * total * (s / 2) / slow, 1e-300)) + (1 - P) * log_a - Q * log_b
    log_alive = -power * np.log(alpha + T) - s * np.log(beta + T)
    return _Either(log_alive, log_ended, (steep, log_steep), (mild, log_mild), inner / total[:, None], swapped)


def _chunks(*columns: Vector) -> Iterator[tuple[Vector, ...]]:
    for start in range(0, len(columns[0]), CHUNK):
        yield tuple(column[start : start + CHUNK] for column in columns)


class Likelihood:
    """Log-likelihood and its gradient by (r, α, s, β); the gradient of the integral is the integral of the gradient."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.weight_of = np.bincount(counts.x.astype(np.int64), weights=counts.weight)
        self.x = np.arange(len(self.weight_of), dtype=float)

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        """Return the value and the gradient at positive parameters."""
        r, alpha, s, beta = parameters
        customers = self.counts.customers
        value = dot(self.weight_of, gammaln(r + self.x) - gammaln(r))
        value += customers * (r * np.log(alpha) + s * np.log(beta))
        by_r = dot(self.weight_of, digamma(r + self.x) - digamma(r))
        gradient = np.array([by_r + customers * np.log(alpha), customers * r / alpha, 0.0, customers * s / beta])
        gradient[2] = customers * np.log(beta)
        for x, t_x, seen, weight in _chunks(*self.counts.triple, self.counts.weight):
            part = _either((r, alpha, s, beta), x, t_x, seen)
            either = np.logaddexp(part.log_alive, part.log_ended)
            value += dot(weight, either)
            alive = np.exp(part.log_alive - either) * weight
            gradient += _slope((r, alpha, s, beta), x, seen, part, alive, weight - alive)
        return float(value), gradient


def _slope(
    parameters: tuple[float, ...], x: Vector, seen: Vector, part: _Either, alive: Vector, ended: Vector
) -> Vector:
    """Return the gradient of the bracket's logarithm, summed with the weights of both ways."""
    r, alpha, s, beta = parameters
    power = r + x
    log_alpha, log_beta = part.mean(1)
    by_alpha, by_beta = part.mean(0, reciprocal=True)
    return np.array(
        [
            -dot(alive, np.log(alpha + seen)) - dot(ended, log_alpha),
            -dot(alive, power / (alpha + seen)) - dot(ended, power * by_alpha),
            -dot(alive, np.log(beta + seen)) + dot(ended, 1 / s - log_beta),
            -s * dot(alive, 1 / (beta + seen)) - (s + 1) * dot(ended, by_beta),
        ]
    )
