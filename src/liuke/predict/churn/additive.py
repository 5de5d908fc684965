"""An additive model as tables: a step function a feature, whose sum is the log-odds.

Such a model explains itself exactly: what a feature adds to a customer's log-odds is one look-up.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Matrix = NDArray[np.float64]
type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steps:
    """One feature: `values[i]` holds up to and including `edges[i]`, the last one above; `missing` without a value."""

    edges: Vector
    values: Vector
    missing: float

    def __call__(self, column: Vector) -> Vector:
        """Return what each value adds to the log-odds."""
        found: Vector = self.values[np.searchsorted(self.edges, column, side="left").clip(max=len(self.values) - 1)]
        return np.where(np.isnan(column), self.missing, found)


@dataclass(frozen=True, slots=True)
class Additive:
    """The sum of its features' steps and an intercept, then calibrated: log-odds = offset + slope · margin."""

    features: tuple[str, ...]
    steps: tuple[Steps, ...]
    intercept: float
    slope: float = 1.0
    offset: float = 0.0

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each feature adds to each row's calibrated log-odds, shape (rows, features)."""
        return self.slope * np.column_stack([step(rows[:, place]) for place, step in enumerate(self.steps)])

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving before calibration."""
        total = np.full(len(rows), self.intercept)
        for place, step in enumerate(self.steps):
            total += step(rows[:, place])
        return total

    def probability(self, rows: Matrix) -> Vector:
        """Return the calibrated probability of leaving."""
        found: Vector = 1 / (1 + np.exp(-(self.offset + self.slope * self.margin(rows))))
        return found

    def calibrated(self, slope: float, offset: float) -> "Additive":
        """Return the same model with another calibration."""
        return Additive(self.features, self.steps, self.intercept, slope, offset)

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {
            "intercept": self.intercept,
            "slope": self.slope,
            "offset": self.offset,
            "features": {
                name: {"edges": step.edges.tolist(), "values": step.values.tolist(), "missing": step.missing}
                for name, step in zip(self.features, self.steps, strict=True)
            },
        }

    @staticmethod
    def read(record: dict[str, Any]) -> "Additive":
        """Return the model that `record` wrote; it scores exactly as the one written."""
        steps = tuple(
            Steps(np.array(one["edges"]), np.array(one["values"]), one["missing"])
            for one in record["features"].values()
        )
        return Additive(tuple(record["features"]), steps, record["intercept"], record["slope"], record["offset"])
