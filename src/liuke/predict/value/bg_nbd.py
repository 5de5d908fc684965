"""BG/NBD: buying at a gamma-distributed rate until, after some purchase, the customer drops out.

Fader, Hardie & Lee (2005), “Counting Your Customers” the Easy Way, Marketing Science 24(2). Rates λ ~ Gamma(r, α); the
chance p to drop out after a purchase ~ Beta(a, b). One oddity is the model's own: who never bought again cannot have
dropped out, so P(alive) is 1 at x = 0.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, hyp2f1

from liuke.predict.value.counts import Counts
from liuke.predict.value.maximise import Maximum, maximise

type Vector = NDArray[np.float64]

LARGE = 20.0
COARSE = 20_000
"""With many more distinct counts than these, the search starts from the maximum of so many of them."""


@dataclass(frozen=True, slots=True)
class BGNBD:
    """The model with its four parameters; times in weeks."""

    kind: ClassVar[str] = "bg_nbd"

    r: float
    alpha: float
    a: float
    b: float

    @staticmethod
    def fit(counts: Counts) -> tuple["BGNBD", Maximum]:
        """Return the model that makes the counts most likely, and how sharp the maximum is."""
        week = max(1.0, float(np.average(counts.T, weights=counts.weight)) / 2)
        starts: tuple[tuple[float, ...], ...] = ((1.0, week, 1.0, 2.0), (0.3, 5.0, 0.5, 3.0))
        if len(counts.x) > 2 * COARSE:
            thinned = counts.thinned(COARSE)
            starts = (tuple(maximise(_Likelihood(thinned), starts, thinned.customers, "BG/NBD").parameters),)
        found = maximise(_Likelihood(counts), starts, counts.customers, "BG/NBD")
        return BGNBD(*map(float, found.parameters)), found

    def p_alive(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803 - the literature's letter
        """Return P(not dropped out by T | x, t_x, T); equation 7 of Fader & Hardie's 2008 note."""
        return 1 / (1 + self._odds(x, t_x, T))

    def _odds(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        silence = (self.r + x) * np.log((self.alpha + T) / (self.alpha + t_x))
        log_odds = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) + silence
        return np.where(x > 0, np.exp(np.minimum(log_odds, 700)), 0.0)

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]; equation 10."""
        return self._purchases((self.alpha + T) / (self.alpha + T + t), x) / (1 + self._odds(x, t_x, T))

    def expected_new(self, t: Vector) -> Vector:
        """Return E[purchases in (0, t]] of a customer who has just come; equation 9."""
        return self._purchases(self.alpha / (self.alpha + t), np.zeros_like(t))

    def _purchases(self, kept: Vector, x: Vector) -> Vector:
        """Return (a+b+x−1)/(a−1) · [1 − kept^(r+x) · 2F1(r+x, b+x; a+b+x−1; 1−kept)].

        For small a by Euler's transformation, whose series has small parameters for any x; for large a as it stands.
        """
        a = self.a if abs(self.a - 1) > 1e-6 else self.a + 1e-6
        if a < LARGE:
            series = kept ** (a - 1) * hyp2f1(a - 1, a + self.b - 1 - self.r, a + self.b + x - 1, 1 - kept)
        else:
            series = kept ** (self.r + x) * hyp2f1(self.r + x, self.b + x, a + self.b + x - 1, 1 - kept)
        found: Vector = np.maximum((a + self.b + x - 1) / (a - 1) * (1 - series), 0)
        return found

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


class _Likelihood:
    """Log-likelihood and gradient; gamma functions are taken once per distinct x."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.distinct, self.place = np.unique(counts.x, return_inverse=True)
        self.repeated = counts.x > 0

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        r, alpha, a, b = parameters
        c, x = self.counts, self.distinct
        log_seen, log_last = np.log(alpha + c.T), np.log(alpha + c.t_x)
        base = gammaln(r + x) - gammaln(r) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        alive = -(r + c.x) * log_seen
        dropped = np.log(a) - np.log(b + np.maximum(c.x, 1) - 1) - (r + c.x) * log_last
        either = np.where(self.repeated, np.logaddexp(alive, dropped), alive)
        value = c.weight @ (base[self.place] + r * np.log(alpha) + either)
        share = np.exp(alive - either)
        other = np.where(self.repeated, 1 - share, 0.0)
        shared = digamma(a + b) - digamma(a + b + x)
        gradient = np.array(
            [
                c.weight
                @ ((digamma(r + x) - digamma(r))[self.place] + np.log(alpha) - share * log_seen - other * log_last),
                c.weight @ (r / alpha - (r + c.x) * (share / (alpha + c.T) + other / (alpha + c.t_x))),
                c.weight @ (shared[self.place] + other / a),
                c.weight @ ((shared + digamma(b + x) - digamma(b))[self.place] - other / (b + np.maximum(c.x, 1) - 1)),
            ]
        )
        return float(value), gradient
