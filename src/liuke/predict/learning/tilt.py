"""A tilt of all log-odds by one input that is the same for everybody at a time, such as the season ahead.

Trees hardly learn from such an input: other inputs tell one customer from another, and only few times tell one season
from another. Its effect is learnt after them, from the level of each time, and is exact and additive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import expit

from liuke.predict.learning.sample import Labels, Matrix, Vector

FEWEST = 6
"""Times with a value of their own, below which there is nothing to learn a tilt from."""


@dataclass(frozen=True, slots=True)
class Tilt:
    """`weight` × the logarithm of the input at `place`; nothing where its value is not known."""

    place: int
    weight: float

    def adds(self, rows: Matrix) -> Vector:
        """Return what it adds to each row's log-odds before calibration."""
        column = rows[:, self.place]
        known = np.where(column > 0, column, 1.0)
        found: Vector = self.weight * np.log(known)
        return found

    @classmethod
    def fit(cls, place: int, risky: int, rows: Matrix, margin: Vector, left: Labels, weight: Vector) -> Self | None:
        """Return the tilt that, beside a model's margin, fits the labels best; None where there are too few times.

        A logistic regression on the margin and the logarithm; the tilt may only lean to the `risky` side.
        """
        from scipy.optimize import minimize  # noqa: PLC0415 - slow to load, and only learning needs it

        column = rows[:, place]
        known = column > 0
        if len(np.unique(column[known])) < FEWEST:
            return None
        design = np.column_stack([margin, np.log(np.where(known, column, 1.0)), np.ones(len(margin))])[known]
        targets, weights = left[known].astype(np.float64), weight[known] / weight[known].sum()

        def loss(at: Vector) -> tuple[float, Vector]:
            odds = design @ at
            value = weights @ (np.logaddexp(0, odds) - targets * odds)
            return float(value), design.T @ (weights * (expit(odds) - targets))

        side = (0.0, None) if risky > 0 else (None, 0.0)
        bounds = [(1e-3, None), side if risky else (None, None), (None, None)]
        slope, lean, _ = minimize(loss, np.array([1.0, 0.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x
        return cls(place, float(lean / slope))

    def record(self) -> dict[str, Any]:
        """Return the tilt as plain numbers for JSON."""
        return {"place": self.place, "weight": self.weight}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the tilt that `record` wrote."""
        return cls(int(record["place"]), float(record["weight"]))
