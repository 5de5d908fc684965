"""Pareto/NBD: buying at a gamma-distributed rate until an unobserved end at a gamma-distributed hazard.

Schmittlein, Morrison & Colombo (1987), Counting Your Customers, Management Science 33(1); the form of Fader & Hardie's
2005 note. Rates λ ~ Gamma(r, α); hazards μ ~ Gamma(s, β). The likelihood's integral over the end is taken by
Gauss–Legendre quadrature on a variable in which it is smooth for every x, so the gradient is as plain as the value and
no 2F1 has to be differentiated.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, logsumexp

from liuke.predict.value.counts import Counts
from liuke.predict.value.maximise import Maximum, maximise

type Vector = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True, slots=True)
class ParetoNBD:
    """The model with its four parameters; times in weeks."""

    kind: ClassVar[str] = "pareto_nbd"

    r: float
    alpha: float
    s: float
    beta: float

    @staticmethod
    def fit(counts: Counts) -> tuple["ParetoNBD", Maximum]:
        """Return the model that makes the counts most likely, and how sharp the maximum is."""
        likelihood = _Likelihood(counts)
        week = max(1.0, float(np.average(counts.T, weights=counts.weight)) / 3)
        found = maximise(
            likelihood, ((0.5, week, 0.5, week), (1.0, 2 * week, 1.0, 4 * week)), counts.customers, "Pareto/NBD"
        )
        return ParetoNBD(*map(float, found.parameters)), found

    def p_alive(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803 - the literature's letter
        """Return P(not ended by T | x, t_x, T)."""
        log_alive, log_ended, *_ = _terms(self.r, self.alpha, self.s, self.beta, x, t_x, T)
        return 1 / (1 + np.exp(np.minimum(log_ended - log_alive, 700)))

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]; equation 41 of the 2005 note."""
        s = self.s if abs(self.s - 1) > 1e-6 else self.s + 1e-6
        stays = 1 - ((self.beta + T) / (self.beta + T + t)) ** (s - 1)
        return (self.r + x) * (self.beta + T) / ((self.alpha + T) * (s - 1)) * stays * self.p_alive(x, t_x, T)

    def expected_new(self, t: Vector) -> Vector:
        """Return E[purchases in (0, t]] of a customer who has just come."""
        s = self.s if abs(self.s - 1) > 1e-6 else self.s + 1e-6
        return self.r * self.beta / (self.alpha * (s - 1)) * (1 - (self.beta / (self.beta + t)) ** (s - 1))

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


def _terms(
    r: float,
    alpha: float,
    s: float,
    beta: float,
    x: Vector,
    t_x: Vector,
    T: Vector,  # noqa: N803
) -> tuple[Vector, Vector, Vector, Vector]:
    """Return ln P(x, alive), ln P(x, ended before T) (both up to the same constant), and the end's nodes and weights.

    ended = s ∫ (α + y)^−(r+x) (β + y)^−(s+1) dy over y from t_x to T. With w = ((α + t_x)/(α + y))^(r+x) the first
    factor becomes w and the rest varies slowly.
    """
    power = (r + x)[:, None]
    width = -np.expm1(-power[:, 0] * np.log((alpha + T) / (alpha + t_x)))[:, None]
    w = 1 - width * (1 - NODES) / 2
    y = (alpha + t_x)[:, None] * w ** (-1 / power) - alpha
    log_inner = np.log(alpha + y) - (s + 1) * np.log(beta + y) + np.log(WEIGHTS)
    log_total = logsumexp(log_inner, axis=1)
    log_scale = np.log(np.maximum(width, 1e-300) / 2 / power)[:, 0]
    log_ended = np.log(s) - (r + x) * np.log(alpha + t_x) + log_scale + log_total
    log_alive = -(r + x) * np.log(alpha + T) - s * np.log(beta + T)
    return log_alive, log_ended, y, np.exp(log_inner - log_total[:, None])


class _Likelihood:
    """Log-likelihood and gradient; the gradient of the integral is the integral of the gradient."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        r, alpha, s, beta = parameters
        c = self.counts
        log_alive, log_ended, y, share_at = _terms(r, alpha, s, beta, c.x, c.t_x, c.T)
        either = np.logaddexp(log_alive, log_ended)
        base = gammaln(r + c.x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        alive = np.exp(log_alive - either)
        ended = 1 - alive
        power = r + c.x

        def mean(of: Vector) -> Vector:
            return (of * share_at).sum(axis=1)

        log_rate = mean(np.log(alpha + y))
        gradient = np.array(
            [
                digamma(power) - digamma(r) + np.log(alpha) - alive * np.log(alpha + c.T) - ended * log_rate,
                r / alpha - power * (alive / (alpha + c.T) + ended * mean(1 / (alpha + y))),
                np.log(beta) - alive * np.log(beta + c.T) + ended * (1 / s - mean(np.log(beta + y))),
                s / beta - alive * s / (beta + c.T) - ended * (s + 1) * mean(1 / (beta + y)),
            ]
        )
        return float(c.weight @ (base + either)), gradient @ c.weight
