"""BG/NBD and MBG/NBD: buying at a gamma-distributed rate until the customer drops out after some purchase.

BG/NBD: Fader, Hardie & Lee (2005), “Counting Your Customers” the Easy Way, Marketing Science 24(2). Rates λ ~
Gamma(r, α); the chance p to drop out after a *repeat* purchase ~ Beta(a, b). Its oddity: who never bought again cannot
have dropped out, so P(alive) is 1 at x = 0 however long ago that was.

MBG/NBD: Batislam, Denizel & Filiztekin (2007), International Journal of Research in Marketing 24(3). The customer may
drop out after the first purchase as well, which mends the oddity at no price.

Both are one formula in n, the number of purchases that a living customer has survived: x in BG/NBD, x + 1 in MBG/NBD.

    L = Γ(r+x) α^r / Γ(r) · B(a, b+n)/B(a, b) · [ (α+T)^−(r+x) + a/(b+n−1) · (α+t_x)^−(r+x) if n > 0 ]
"""

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, gammaln

from liuke.predict.value.counts import Counts
from liuke.predict.value.hypergeometric import hypergeometric, mean_of_powers
from liuke.predict.value.maximise import Maximum, dot, maximise

type Vector = NDArray[np.float64]

LARGE = 20.0
SELDOM = 1e-12
"""The least chance to drop out that is drawn: less is never, and no chance to a generator."""
COARSE = 20_000
"""With many more distinct counts than these, the search starts from the maximum of so many of them."""


@dataclass(frozen=True, slots=True)
class BGNBD:
    """The model with its four parameters; times in weeks."""

    kind: ClassVar[str] = "bg_nbd"
    label: ClassVar[str] = "BG/NBD"
    survived_first: ClassVar[int] = 0

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, counts: Counts) -> tuple[Self, Maximum]:
        """Return the model that makes the counts most likely, and how sharp the maximum is.

        Raises `DataError` where the counts cannot tell its parameters.
        """
        counts.check(cls.label)
        typical = max(1.0, float(np.average(counts.T, weights=counts.weight)) / 2)
        likelihood, rough = Likelihood(counts, cls.survived_first), None
        if len(counts.x) > 2 * COARSE:
            thinned = counts.thinned(COARSE)
            rough = (Likelihood(thinned, cls.survived_first), thinned.customers)
        starts = ((1.0, typical, 1.0, 2.0), (0.3, 5.0, 0.5, 3.0))
        found = maximise(likelihood, starts, counts.customers, cls.label, rough)
        return cls(*map(float, found.parameters)), found

    def log_likelihood(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803 - the literature's letter
        """Return ln of the density of each customer's purchase times."""
        n = x + self.survived_first
        base = gammaln(self.r + x) - gammaln(self.r) + betaln(self.a, self.b + n) - betaln(self.a, self.b)
        alive = self.r * np.log(self.alpha) - (self.r + x) * np.log(self.alpha + T)
        found: Vector = base + alive + np.logaddexp(0, self._log_odds(x, t_x, T))
        return found

    def p_alive(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return P(not dropped out by T | x, t_x, T); equation 7 of Fader & Hardie's 2008 note."""
        return np.exp(-np.logaddexp(0, self._log_odds(x, t_x, T)))

    def _log_odds(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return ln of P(dropped out at the last purchase) / P(alive)."""
        n = x + self.survived_first
        silence = (self.r + x) * np.log((self.alpha + T) / (self.alpha + t_x))
        return np.where(n > 0, np.log(self.a) - np.log(self.b + np.maximum(n, 1) - 1) + silence, -np.inf)

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]; equation 10."""
        return self.expected_if_alive(t, x, T) * self.p_alive(x, t_x, T)

    def expected_if_alive(self, t: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, T, alive at T]."""
        return self._purchases(t / (self.alpha + T + t), x, x + self.survived_first)

    def expected_new(self, t: Vector) -> Vector:
        """Return E[repeat purchases in (0, t]] of a customer who has just come; equation 9."""
        nothing = np.zeros_like(t)
        survives = self.b / (self.a + self.b) if self.survived_first else 1.0
        return survives * self._purchases(t / (self.alpha + t), nothing, nothing + self.survived_first)

    def sample(self, t: float, x: Vector, t_x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer."""
        alive = random.random(len(x)) < self.p_alive(x, t_x, T)
        return np.where(alive, self.sample_if_alive(t, x, T, random), 0.0)

    def sample_if_alive(self, t: float, x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer, given that they are alive at T.

        λ ~ Gamma(r + x, α + T) and p ~ Beta(a, b + n), and they buy until the first purchase after which they drop out.
        """
        rate = random.gamma(self.r + x, 1 / (self.alpha + T))
        ends = random.beta(self.a, self.b + x + self.survived_first)
        bought: Vector = np.minimum(random.poisson(rate * t), random.geometric(np.maximum(ends, SELDOM))).astype(float)
        return bought

    def _purchases(self, gone: Vector, x: Vector, n: Vector) -> Vector:
        """Return E[purchases | alive]: (a+b+n−1)/(a−1) · [1 − (1−z)^(r+x) · 2F1(r+x, b+n; a+b+n−1; z)], z = `gone`.

        For small a by Euler's transformation, whose series has small parameters for any x; for large a as it stands.
        """
        a = self.a if abs(self.a - 1) > 1e-6 else self.a + 1e-6
        last = a + self.b + n - 1
        if a < LARGE:
            series = (1 - gone) ** (a - 1) * hypergeometric(a - 1, last - self.r - x, last, gone)
        else:
            series = mean_of_powers(self.r + x, self.b + n, last, gone)
        found: Vector = np.maximum(last / (a - 1) * (1 - series), 0)
        return found

    def survival_if_alive(self, t: Vector | float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return P(not dropped out within the next t | x, T, alive at T), shape of x.

        Purchases within t are negative binomial; of K of them all are survived with chance (b+n)_K / (a+b+n)_K.
        """
        gone, n = t / (self.alpha + T + t), x + self.survived_first
        if self.a < LARGE:
            found: Vector = (1 - gone) ** self.a * hypergeometric(
                self.a, self.a + self.b + n - self.r - x, self.a + self.b + n, gone
            )
        else:
            found = mean_of_powers(self.r + x, self.b + n, self.a + self.b + n, gone)
        return np.clip(found, 0.0, 1.0)

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class MBGNBD(BGNBD):
    """The modified model: a customer may drop out after the first purchase too."""

    kind: ClassVar[str] = "mbg_nbd"
    label: ClassVar[str] = "MBG/NBD"
    survived_first: ClassVar[int] = 1


class Likelihood:
    """Log-likelihood of all customers and its gradient by (r, α, a, b); gamma functions are taken once per x."""

    def __init__(self, counts: Counts, survived_first: int) -> None:
        self.counts = counts
        place = counts.x.astype(np.int64)
        self.weight_of = np.bincount(place, weights=counts.weight)
        self.x = np.arange(len(self.weight_of), dtype=float)
        self.n = self.x + survived_first
        self.place = place

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        """Return the value and the gradient at positive parameters."""
        r, alpha, a, b = parameters
        c, x, n, many = self.counts, self.x, self.n, self.weight_of
        log_seen, log_last = np.log(alpha + c.T), np.log(alpha + c.t_x)
        ratio = np.where(n > 0, np.log(a) - np.log(b + np.maximum(n, 1) - 1), -np.inf)
        power = r + c.x
        log_odds = ratio[self.place] + power * (log_seen - log_last)
        small = np.exp(-np.abs(log_odds))
        either = np.maximum(log_odds, 0) + np.log1p(small)
        dropped = np.where(log_odds > 0, 1.0, small) / (1 + small) * c.weight
        alive = c.weight - dropped
        base = gammaln(r + x) - gammaln(r) + betaln(a, b + n) - betaln(a, b) + r * np.log(alpha)
        value = dot(many, base) - dot(c.weight, power * log_seen) + dot(c.weight, either)
        gone_of = np.bincount(self.place, weights=dropped)
        both = digamma(a + b) - digamma(a + b + n)
        by_r = digamma(r + x) - digamma(r) + np.log(alpha)
        by_b = both + digamma(b + n) - digamma(b)
        gradient = [
            dot(many, by_r) - dot(alive, log_seen) - dot(dropped, log_last),
            many.sum() * r / alpha - dot(alive, power / (alpha + c.T)) - dot(dropped, power / (alpha + c.t_x)),
            dot(many, both) + gone_of.sum() / a,
            dot(many, by_b) - dot(gone_of, 1 / (b + np.maximum(n, 1) - 1)),
        ]
        return float(value), np.array(gradient)
