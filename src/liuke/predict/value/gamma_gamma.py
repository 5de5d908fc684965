"""Gamma-Gamma: how much a customer spends on a purchase day, however often they come.

Fader, Hardie & Lee (2005), RFM and CLV: Using Iso-Value Curves, Journal of Marketing Research 42(4); Fader & Hardie
(2013) note. Assumes that spend and frequency are independent: the correlation is reported, not hidden.
"""

from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from liuke.predict.value.maximise import Maximum, maximise

type Vector = NDArray[np.float64]

COARSE = 20_000
"""With many more customers than these, the search starts from the maximum of so many of them."""


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The model with its three parameters; v is in the data's currency."""

    kind: ClassVar[str] = "gamma_gamma"

    p: float
    q: float
    v: float

    @staticmethod
    def fit(x: Vector, monetary: Vector) -> tuple["GammaGamma", Maximum]:
        """Return the model for customers with x ≥ 1 repeat purchase days of mean amount `monetary` > 0."""
        typical = float(np.median(monetary))
        relative, rough = monetary / typical, None
        if (step := len(x) // COARSE) > 1:
            rough = (Likelihood(x[::step], relative[::step]), float(len(x[::step])))
        starts = ((5.0, 4.0, 1.0), (2.0, 2.0, 1.0))
        found = maximise(Likelihood(x, relative), starts, float(len(x)), "Gamma-Gamma", rough)
        scale = np.array([1.0, 1.0, typical])
        found = Maximum(
            found.parameters * scale,
            found.log_likelihood - float(len(x) * np.log(typical)),
            found.covariance,
            found.on_edge,
        )
        return GammaGamma(*map(float, found.parameters)), found

    def expected(self, x: Vector, monetary: Vector) -> Vector:
        """Return E[mean amount | x, monetary]: the customer's own mean drawn towards everybody's; x = 0 allowed."""
        own = np.where(x > 0, x * np.nan_to_num(monetary), 0.0)
        below = np.maximum(self.p * x + self.q - 1, 1e-9)
        return self.p * (self.v + own) / below

    def mean(self) -> float:
        """Return E[mean amount] over all customers; infinite where q ≤ 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else np.inf

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""
        return asdict(self)


class Likelihood:
    """Log-likelihood and gradient; equation 1a of the 2013 note."""

    def __init__(self, x: Vector, monetary: Vector) -> None:
        self.x, self.m = x, monetary
        self.distinct, self.place = np.unique(x, return_inverse=True)

    def __call__(self, parameters: Vector) -> tuple[float, Vector]:
        """Return the value and the gradient by (p, q, v) at positive parameters."""
        p, q, v = parameters
        x, m, each = self.x, self.m, self.distinct
        log_total = np.log(x * m + v)
        base = gammaln(p * each + q) - gammaln(p * each) - gammaln(q)
        value = base[self.place] + q * np.log(v) + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * log_total
        digamma_sum = digamma(p * each + q)[self.place]
        gradient = np.array(
            [
                (x * (digamma_sum - digamma(p * each)[self.place] + np.log(m) + np.log(x) - log_total)).sum(),
                (digamma_sum - digamma(q) + np.log(v) - log_total).sum(),
                (q / v - (p * x + q) / (x * m + v)).sum(),
            ]
        )
        return float(value.sum()), gradient
