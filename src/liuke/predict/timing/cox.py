"""Cox regression: by what factor each attribute raises or lowers the hazard of leaving.

Cox (1972), JRSS B 34; ties by Efron (1977), JASA 72. The maximum is that of statsmodels (`PHReg`).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.timing.covariates import FARTHEST, Encoding, no_maximum
from liuke.predict.timing.durations import collected, counting, durations
from liuke.predict.timing.pairs import concordance

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

STEEP = 1e-4
"""The slope of the log-likelihood of an event, by standardised covariates, at what counts as a maximum."""


@dataclass(frozen=True, slots=True)
class Cox:
    """The fitted model; arrays have an entry a covariate."""

    covariates: tuple[str, ...]
    coefficients: Vector
    standard_errors: Vector
    log_likelihood: float
    concordance: float
    customers: int
    ended: int
    sure: float = 0.95

    @property
    def hazard_ratios(self) -> Vector:
        """By what factor one more of each covariate multiplies the hazard."""
        found: Vector = np.exp(self.coefficients)
        return found

    @property
    def intervals(self) -> tuple[Vector, Vector]:
        """The ends of the intervals of the hazard ratios (Wald, on their logarithms)."""
        width = NormalDist().inv_cdf((1 + self.sure) / 2) * self.standard_errors
        return np.exp(self.coefficients - width), np.exp(self.coefficients + width)

    def record(self) -> dict[str, Any]:
        """Return the model for JSON: a row a covariate, and how well it ranks."""
        low, high = self.intervals
        two = NormalDist()
        return {
            "covariates": [
                {
                    "covariate": name,
                    "coefficient": float(self.coefficients[at]),
                    "standard_error": float(self.standard_errors[at]),
                    "hazard_ratio": float(self.hazard_ratios[at]),
                    "interval": [float(low[at]), float(high[at])],
                    "p_value": 2 * two.cdf(-abs(float(self.coefficients[at] / self.standard_errors[at]))),
                }
                for at, name in enumerate(self.covariates)
            ],
            "log_likelihood": self.log_likelihood,
            "concordance": self.concordance,
            "customers": self.customers,
            "ended": self.ended,
        }


def cox(rows: Table | pl.DataFrame, covariates: Sequence[str], *, engine: Engine | None = None) -> Cox:
    """Fit on a table of durations (see `durations`) with covariates (see `Encoding`), one row a customer.

    Raises `UsageError` for a missing column, covariate or library; `DataError` where values are missing, covariates are
    constant or combinations of each other, or one of them tells the ends apart so that there is no maximum.
    """
    if not covariates:
        raise UsageError(
            "timing.no_covariates",
            Text("Cox regression needs covariates.", "Cox 回归需要协变量。"),
            Text(
                "Name one column or more; for a curve alone use kaplan_meier.",
                "请至少指定一列；只看曲线请用 kaplan_meier。",
            ),
        )
    with counting(rows, engine) as (given, counter):
        frame = collected(durations(given, *covariates, engine=counter), counter)
    encoding = Encoding.learn(frame, covariates)
    matrix, scale = encoding.matrix(frame), encoding.scale
    days, ended, entry = (frame[name].to_numpy() for name in ("days", "ended", "entry"))
    found = _maximum(matrix, days, ended, entry, encoding.names)
    ranked = concordance(days, ended.astype(bool), matrix @ found.params, entry)
    return Cox(
        encoding.names,
        found.params / scale,
        found.bse / scale,
        float(found.llf),
        ranked,
        len(days),
        int(ended.sum()),
    )


def _maximum(matrix: Matrix, days: Vector, ended: Vector, entry: Vector, covariates: Sequence[str]) -> Any:  # noqa: ANN401
    """Return statsmodels' results; its warnings are told as one error, in words."""
    from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415 - slow to load

    # statsmodels takes no negative days, which here say “from the start”; a shift of all days changes nothing else. It
    # counts who enters on a day among those at risk on it, which is to come too late to be seen ending before.
    late = np.nextafter(entry + 1, np.inf) if (entry >= 0).any() else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = PHReg(days + 1, matrix, status=ended.astype(float), entry=late, ties="efron")
        found = model.fit(disp=0)
        slope = np.abs(model.score(found.params)).max() / max(float(ended.sum()), 1.0)
    usable = np.isfinite(found.params).all() and np.isfinite(found.bse).all() and slope < STEEP
    if not usable or np.abs(found.params).max() > FARTHEST:
        raise no_maximum(covariates, found.params)
    return found
