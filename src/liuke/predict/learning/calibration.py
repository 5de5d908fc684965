"""Calibration: from a model's log-odds to probabilities that come true, and how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.special import expit

from liuke.measure.intervals import Z
from liuke.predict.learning.sample import Labels, Matrix, Vector


@dataclass(frozen=True, slots=True)
class Calibration:
    """log-odds = offset + slope · margin (Platt 1999), and the covariance of (slope, offset)."""

    slope: float = 1.0
    offset: float = 0.0
    covariance: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Variance of the slope, of the offset, and their covariance; 0 where they were not learnt."""

    @classmethod
    def fit(cls, margin: Vector, left: Labels, weight: Vector | None = None, *, least: float | None = 0.0) -> Self:
        """Return slope and offset that make σ(offset + slope · margin) fit the labels best, with Platt's targets.

        The covariance is the sandwich of White (1982), which holds for weighted rows and for a curve that is not quite
        logistic. The slope is never below `least`: a ranking is not turned around, unless one only looks (None).
        """
        from scipy.optimize import minimize  # noqa: PLC0415 - slow to load, and only learning needs it

        weights = np.ones(len(margin)) if weight is None else weight
        positives = float(left.sum())
        targets = np.where(left == 1, (positives + 1) / (positives + 2), 1 / (len(left) - positives + 2))
        total = float(weights.sum())

        def loss(at: Vector) -> tuple[float, Vector]:
            odds = at[0] * margin + at[1]
            value = weights @ (np.logaddexp(0, odds) - targets * odds)
            wrong = weights * (expit(odds) - targets)
            return float(value / total), np.array([wrong @ margin, wrong.sum()]) / total

        found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(least, None), (None, None)])
        slope, offset = map(float, found.x)
        return cls(slope, offset, _sandwich(margin, slope, offset, targets, weights))

    def moved(self, step: float, variance: float) -> Self:
        """Return the same curve with everybody's log-odds moved by `step`, which is known up to `variance`."""
        slope, offset, both = self.covariance
        return replace(self, offset=self.offset + step, covariance=(slope, offset + variance, both))

    def odds(self, margin: Vector) -> Vector:
        """Return the calibrated log-odds."""
        return self.offset + self.slope * margin

    def probability(self, margin: Vector) -> Vector:
        """Return the calibrated probability."""
        found: Vector = expit(self.odds(margin))
        return found

    def interval(self, margin: Vector) -> tuple[Vector, Vector]:
        """Return the 95 % interval of the share that leaves among customers of such a margin.

        It is about the group that looks like the customer to the model, not about what the model cannot see.
        """
        slope, offset, both = self.covariance
        half = Z * np.sqrt(np.maximum(slope * margin**2 + offset + 2 * both * margin, 0))
        odds = self.odds(margin)
        return expit(odds - half), expit(odds + half)

    def record(self) -> dict[str, Any]:
        """Return the calibration as plain numbers for JSON."""
        return {"slope": self.slope, "offset": self.offset, "covariance": list(self.covariance)}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the calibration that `record` wrote."""
        first, second, both = record["covariance"]
        return cls(record["slope"], record["offset"], (first, second, both))


def _sandwich(
    margin: Vector, slope: float, offset: float, targets: Vector, weights: Vector
) -> tuple[float, float, float]:
    said = expit(offset + slope * margin)
    design = np.column_stack([margin, np.ones(len(margin))])
    bread: Matrix = (design * (weights * said * (1 - said))[:, None]).T @ design
    scores = design * (weights * (said - targets))[:, None]
    try:
        inverse = np.linalg.inv(bread)
    except np.linalg.LinAlgError:
        return 0.0, 0.0, 0.0
    found = inverse @ (scores.T @ scores) @ inverse
    return float(found[0, 0]), float(found[1, 1]), float(found[0, 1])
