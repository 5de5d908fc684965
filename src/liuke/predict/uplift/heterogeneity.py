"""Whether effects differ between customers in the way that a learner says.

* The best linear predictor (Chernozhukov, Demirer, Duflo & Fernández-Val 2018): ψ = average + slope · (τ̂ − mean τ̂),
  with White's (1980) standard errors, τ̂ centred within its fold. A slope of 1 says that predicted differences come
  true, 0 that they are noise. It also calibrates.
* The sequential test (Luedtke & van der Laan 2016; Wager 2024): each fold's slope is tested with effects learnt from
  the folds before it only. Folds that judge each other's models are not independent, and where nothing differs they
  reject too often; in this order they make a martingale, and Σ t / √folds is standard normal.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from liuke.measure.intervals import Z
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.trial import Fold

ONE_SIDED = 0.025
FLAT = 1e-12
"""Effects that spread less than this share of the pseudo-outcomes' spread are one effect."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How predicted effects come true: the average, the slope, and White's covariance of the two."""

    average: Estimate
    slope: Estimate
    covariance: float

    def interval(self, off: Vector) -> tuple[Vector, Vector]:
        """Return the 95 % interval of the mean effect of customers predicted to lie `off` the average.

        It is about customers who look alike to the model, not about what the model cannot see.
        """
        variance = self.average.error**2 + (self.slope.error * off) ** 2 + 2 * self.covariance * off
        half = Z * np.sqrt(np.maximum(variance, 0.0))
        middle = self.average.value + max(self.slope.value, 0.0) * off
        return middle - half, middle + half

    def total(self, off: Vector, weight: Vector) -> Estimate:
        """Return the effect summed over customers, each times `weight`: Σ w · (average + slope · off).

        That is linear in the two numbers, so that its variance is exact, given who the customers are.
        """
        whole, along = float(weight.sum()), float((weight * off).sum())
        variance = (whole * self.average.error) ** 2 + (along * self.slope.error) ** 2
        variance += 2 * whole * along * self.covariance
        value = whole * self.average.value + along * max(self.slope.value, 0.0)
        return Estimate(value, float(np.sqrt(max(variance, 0.0))))

    def record(self) -> dict[str, Any]:
        """Return both numbers for JSON."""
        return {"average": self.average.record(), "slope": self.slope.record()}


def centred(effect: Vector, fold: Fold) -> Vector:
    """Return by how much each effect is above the mean of its fold."""
    counts = np.bincount(fold)
    means = np.bincount(fold, effect) / np.maximum(counts, 1)
    found: Vector = effect - means[fold]
    return found


def best_linear_predictor(psi: Vector, off: Vector) -> Calibrated:
    """Return average and slope of ψ on centred effects; a slope of 0 ± 0 where all effects are one."""
    average = float(psi.mean())
    if off.std() <= FLAT * psi.std():
        error = float(psi.std(ddof=1) / np.sqrt(len(psi)))
        return Calibrated(Estimate(average, error), Estimate(0.0, 0.0), 0.0)
    design = np.column_stack([np.ones(len(psi)), off])
    bread = np.linalg.inv(design.T @ design)
    found = bread @ (design.T @ psi)
    scores = design * (psi - design @ found)[:, None]
    covariance = bread @ (scores.T @ scores) @ bread * len(psi) / (len(psi) - 2)
    errors = np.sqrt(np.diag(covariance))
    return Calibrated(
        Estimate(float(found[0]), float(errors[0])),
        Estimate(float(found[1]), float(errors[1])),
        float(covariance[0, 1]),
    )


def calibrate(psi: Vector, effect: Vector, fold: Fold) -> Vector:
    """Return each effect as average + slope · (what it is off), both learnt from the other folds; no slope below 0."""
    off = centred(effect, fold)
    found = np.empty(len(psi))
    for one in np.unique(fold):
        here, others = fold == one, fold != one
        line = best_linear_predictor(psi[others], off[others])
        found[here] = line.average.value + max(line.slope.value, 0.0) * off[here]
    return found


@dataclass(frozen=True, slots=True)
class Test:
    """The sequential test: its standard normal statistic, and the chance of one as high where nothing differs.

    `chosen_of` is how many learners the tested one was chosen of for looking well; 1 for one named beforehand.
    """

    statistic: float
    folds: int
    chosen_of: int = 1

    @property
    def chance(self) -> float:
        """The one-sided p-value, times the learners that were chosen of (Bonferroni)."""
        return min(1.0, self.chosen_of * float(ndtr(-self.statistic)))

    @property
    def passed(self) -> bool:
        """Whether differences are shown: of one learner, the lower end of the 95 % interval of its slope is above 0."""
        return self.chance < ONE_SIDED

    def record(self) -> dict[str, Any]:
        """Return the test for JSON."""
        return {"statistic": self.statistic, "p_value": self.chance, "folds": self.folds, "passed": self.passed}


def sequential_test(psi: Vector, effect: Vector, fold: Fold, chosen_of: int = 1) -> Test:
    """Return the test of effects learnt from earlier folds, NaN in the first; folds without spread tell nothing."""
    total, told = 0.0, 0
    for one in range(1, int(fold.max()) + 1):
        here = fold == one
        off, rest = effect[here] - effect[here].mean(), psi[here] - psi[here].mean()
        if off.std() > FLAT * psi.std():
            scores = off * rest
            total += float(scores.sum() / np.sqrt((scores**2).sum()))
            told += 1
    return Test(total / float(np.sqrt(told)) if told else 0.0, told, chosen_of)
