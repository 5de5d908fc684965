"""Logistic regression on signed logarithms, standardised: the baseline that explains itself.

A value that is not known counts as the median, and has a mark of its own where that happened in training.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from liuke.language import Text
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.regression import regress
from liuke.predict.learning.sample import Matrix, Vector

ARRAYS = ("middle", "lowest", "highest", "mean", "spread", "coefficients")


@dataclass(frozen=True, slots=True)
class Logistic:
    """The regression: `middle` are the medians, `marked` the places of inputs with a mark of missing values.

    A value beyond `lowest` and `highest`, what was seen in training, counts as that: a line is not carried on.
    """

    middle: Vector
    lowest: Vector
    highest: Vector
    marked: tuple[int, ...]
    mean: Vector
    spread: Vector
    coefficients: Vector
    intercept: float

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving."""
        found: Vector = self._parts(rows).sum(axis=1) + self.intercept
        return found

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to the log-odds, its mark of a missing value included."""
        parts = self._parts(rows)
        found = parts[:, : len(self.middle)]
        found[:, list(self.marked)] += parts[:, len(self.middle) :]
        return found

    def record(self) -> dict[str, Any]:
        """Return the regression as plain numbers for JSON."""
        return {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in ((name, getattr(self, name)) for name in self.__slots__)
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the regression that `record` wrote."""
        stored = {name: record[name] for name in cls.__slots__}
        arrays = {name: np.array(stored[name], dtype=float) for name in ARRAYS}
        return cls(**(stored | arrays | {"marked": tuple(stored["marked"])}))

    def _parts(self, rows: Matrix) -> Matrix:
        seen = rows.clip(self.lowest, self.highest)
        found: Matrix = (_design(seen, self.middle, self.marked) - self.mean) / self.spread * self.coefficients
        return found


def _fit(task: Task) -> Logistic:
    train = task.train
    middle = medians(train.features)
    marked = tuple(map(int, np.flatnonzero(np.isnan(train.features).any(axis=0))))
    design = _design(train.features, middle, marked)
    mean, spread = design.mean(axis=0), design.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)  # of equal values rounding leaves a trace
    coefficients, intercept = regress((design - mean) / spread, train, 1.0)
    known = np.where(np.isnan(train.features), middle, train.features)
    return Logistic(middle, known.min(axis=0), known.max(axis=0), marked, mean, spread, coefficients, intercept)


def medians(rows: Matrix) -> Vector:
    """Return the median of the known values of each input; 0 where there are none."""
    some = ~np.isnan(rows).all(axis=0)
    found = np.zeros(rows.shape[1])
    found[some] = np.nanmedian(rows[:, some], axis=0)
    return found


def _design(rows: Matrix, middle: Vector, marked: tuple[int, ...]) -> Matrix:
    missing = np.isnan(rows)
    filled = np.where(missing, middle, rows)
    return np.hstack([np.sign(filled) * np.log1p(np.abs(filled)), missing[:, list(marked)].astype(np.float64)])


LOGISTIC = Kind("logistic", "linear", Text("logistic regression", "逻辑回归"), _fit, Logistic.read)
