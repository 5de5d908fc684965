"""What a person would use without us: a rule on recency, and a logistic regression."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liuke.predict.churn.features import FEATURES
from liuke.predict.churn.snapshots import Slice

type Matrix = NDArray[np.float64]
type Vector = NDArray[np.float64]

NAMES = [one.id for one in FEATURES]
RECENCY, MAY_MISS = NAMES.index("recency_days"), NAMES.index("usual_gap_days")


def recency_margin(rows: Matrix) -> Vector:
    """Return the recency rule's ranking: the longer silent, the likelier gone."""
    found: Vector = np.log1p(rows[:, RECENCY])
    return found


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression on signed logarithms, standardised; a missing value is the median and a mark of its own.

    Then calibrated: log-odds = offset + slope · margin.
    """

    middle: Vector
    mean: Vector
    spread: Vector
    coefficients: Vector
    intercept: float
    slope: float = 1.0
    offset: float = 0.0

    @staticmethod
    def fit(train: Slice, seed: int) -> "Logistic":
        """Return the regression learnt from `train`."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to load, and only a run needs it

        middle = _medians(train.features)
        design = _design(train.features, middle)
        mean, spread = design.mean(axis=0), design.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        model = LogisticRegression(C=1.0, max_iter=1000, random_state=seed)
        model.fit((design - mean) / spread, train.left, sample_weight=train.weight)
        return Logistic(middle, mean, spread, model.coef_[0], float(model.intercept_[0]))

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving before calibration."""
        found: Vector = self._parts(rows).sum(axis=1) + self.intercept
        return found

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each feature adds to each row's calibrated log-odds, shape (rows, features).

        The mark of a missing value goes with the feature that may miss.
        """
        parts = self._parts(rows)
        found = parts[:, :-1]
        found[:, MAY_MISS] += parts[:, -1]
        return self.slope * found

    def probability(self, rows: Matrix) -> Vector:
        """Return the calibrated probability of leaving."""
        found: Vector = 1 / (1 + np.exp(-(self.offset + self.slope * self.margin(rows))))
        return found

    def calibrated(self, slope: float, offset: float) -> "Logistic":
        """Return the same model with another calibration."""
        return replace(self, slope=slope, offset=offset)

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in ((name, getattr(self, name)) for name in self.__slots__)
        }

    @staticmethod
    def read(record: dict[str, Any]) -> "Logistic":
        """Return the model that `record` wrote; it scores exactly as the one written."""
        stored: dict[str, Any] = {name: np.array(v) if isinstance(v, list) else v for name, v in record.items()}
        return Logistic(**stored)

    def _parts(self, rows: Matrix) -> Matrix:
        found: Matrix = (_design(rows, self.middle) - self.mean) / self.spread * self.coefficients
        return found


def _medians(rows: Matrix) -> Vector:
    some = ~np.isnan(rows).all(axis=0)
    found = np.zeros(rows.shape[1])
    found[some] = np.nanmedian(rows[:, some], axis=0)
    return found


def _design(rows: Matrix, middle: Vector) -> Matrix:
    missing = np.isnan(rows)
    filled = np.where(missing, middle, rows)
    return np.column_stack([np.sign(filled) * np.log1p(np.abs(filled)), missing.any(axis=1)])
