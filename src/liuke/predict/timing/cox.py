"""Cox regression: by what factor each attribute raises or lowers the hazard of leaving.

Cox (1972), JRSS B 34; ties by Efron (1977), JASA 72. The maximum is that of statsmodels (`PHReg`), an extra of Liuke.
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
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.timing.durations import collected, counting, durations
from liuke.predict.timing.pairs import concordance

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

TOLERANCE = 1e-8
"""A column is a combination of others where less than this share of it is its own."""
FARTHEST = 12.0
"""A standard deviation of a covariate that multiplies the hazard by e^12 tells ends apart; it does not raise a risk."""
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
    """Fit on a table of durations (see `durations`) with numeric covariates, one row a customer.

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
    matrix = _matrix(frame, covariates)
    middle, scale = matrix.mean(axis=0), matrix.std(axis=0)
    _check(matrix - middle, scale, covariates)
    days, ended, entry = (frame[name].to_numpy() for name in ("days", "ended", "entry"))
    found = _maximum((matrix - middle) / scale, days, ended, entry, covariates)
    ranked = concordance(days, ended.astype(bool), matrix @ (found.params / scale), entry)
    return Cox(
        tuple(covariates),
        found.params / scale,
        found.bse / scale,
        float(found.llf),
        ranked,
        len(days),
        int(ended.sum()),
    )


def _matrix(frame: pl.DataFrame, covariates: Sequence[str]) -> Matrix:
    texts = [name for name in covariates if not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Boolean)]
    if texts:
        raise UsageError(
            "timing.not_numbers",
            Text("These covariates are not numbers: {names}.", "以下协变量不是数值：{names}。").fill(
                names=", ".join(texts)
            ),
            Text(
                "Give a column of 0 and 1 for each of their values but one.",
                "请为每个取值（留一个作基准）各建一列 0/1。",
            ),
        )
    matrix = np.column_stack([frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in covariates])
    unknown = [name for at, name in enumerate(covariates) if not np.isfinite(matrix[:, at]).all()]
    if unknown:
        raise DataError(
            "timing.missing",
            Text("Values are missing or infinite in: {names}.", "以下协变量有缺失或无穷值：{names}。").fill(
                names=", ".join(unknown)
            ),
            Text(
                "Fill them in, with a column of 0 and 1 beside it that says so, or leave the rows out.",
                "请填补（并加一列 0/1 标记缺失），或剔除这些行。",
            ),
        )
    return matrix


def _check(centred: Matrix, scale: Vector, covariates: Sequence[str]) -> None:
    """Raise `DataError` for the first covariate that the ones before it, or a constant, already tell."""
    for at, name in enumerate(covariates):
        own, before = centred[:, at], centred[:, :at]
        if at and scale[at] > 0:
            own = own - before @ np.linalg.lstsq(before, own, rcond=None)[0]
        if np.sqrt(np.mean(own**2)) <= TOLERANCE * max(scale[at], TOLERANCE):
            raise DataError(
                "timing.collinear",
                Text(
                    "The covariate “{name}” is constant, or a combination of those named before it: its effect cannot "
                    "be told.",
                    "协变量“{name}”为常数，或可由排在它之前的协变量组合得出：无法区分其影响。",
                ).fill(name=name),
                Text("Leave it out.", "请去掉该列。"),
            )


def _maximum(matrix: Matrix, days: Vector, ended: Vector, entry: Vector, covariates: Sequence[str]) -> Any:  # noqa: ANN401
    """Return statsmodels' results; its warnings are told as one error, in words."""
    try:
        from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as fault:
        raise UsageError(
            "timing.library",
            Text("Cox regression needs statsmodels, which is not installed.", "Cox 回归需要 statsmodels，但尚未安装。"),
            Text("Install it with `pip install 'liuke[timing]'`.", "请用 `pip install 'liuke[timing]'` 安装。"),
        ) from fault
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
        worst = covariates[int(np.argmax(np.nan_to_num(np.abs(found.params), nan=np.inf)))]
        raise DataError(
            "timing.no_fit",
            Text(
                "Cox regression found no maximum: “{name}” tells those who ended from those who did not, all but "
                "without exception.",
                "Cox 回归无法收敛：“{name}”几乎可以完全区分已结束与未结束的客户。",
            ).fill(name=worst),
            Text(
                "Such a covariate is often known only after the end. Leave it out, or group its values.",
                "这类协变量往往是事后才知道的。请去掉它，或合并其取值。",
            ),
        )
    return found
