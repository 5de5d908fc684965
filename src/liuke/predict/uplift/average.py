"""The average effect, by two ways, each with its 95 % interval."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from liuke.measure.intervals import Z
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.trial import Trial


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its standard error and its 95 % interval."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.value - Z * self.error

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.value + Z * self.error

    def record(self) -> dict[str, Any]:
        """Return the estimate for JSON."""
        return {"value": self.value, "error": self.error, "interval": [self.low, self.high]}


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm's customers, and the mean and variance (over n − 1) of their outcomes."""

    customers: int
    mean: float
    variance: float


def neyman(treated: Arm, control: Arm) -> Estimate:
    """Return ȳ_t − ȳ_c with the variance s_t² / n_t + s_c² / n_c (Neyman 1923), which errs, if at all, upwards."""
    error = np.sqrt(treated.variance / treated.customers + control.variance / control.customers)
    return Estimate(treated.mean - control.mean, float(error))


def difference_in_means(trial: Trial) -> Estimate:
    """Return the difference of the arms' mean outcomes."""
    arms = [trial.outcome[trial.treated == arm] for arm in (True, False)]
    return neyman(*(Arm(len(one), float(one.mean()), float(one.var(ddof=1))) for one in arms))


def adjusted(psi: Vector) -> Estimate:
    """Return the mean of the pseudo-outcomes (AIPW): adjusted for what was known, narrower where that tells much."""
    return Estimate(float(psi.mean()), float(psi.std(ddof=1) / np.sqrt(len(psi))))
