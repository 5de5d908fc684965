"""The discrete-time hazard: with what chance a customer leaves in each period of their tenure, if still there.

Singer & Willett (1993), It's About Time, Journal of Educational Statistics 18(2); Allison (1982), Sociological
Methodology 13. Logistic regression on person-periods, of tenure and covariates: its likelihood is that of the lives
themselves, censored ones among them, so its errors are theirs.

    logit h(t | z) = tenure(t) + β z      S(t) = Π (1 − h(s))  over s = 1 … t

Intervals: of the logit of a hazard by the delta method from the inverse information.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple, Self

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray
from scipy.special import expit, logit, xlog1py, xlogy

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.timing.covariates import FARTHEST, Encoding, no_maximum
from liuke.predict.timing.periods import person_periods
from liuke.predict.timing.tenure import Shape, Tenure, learn_tenure, read_tenure

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

FEWEST = 20
"""Who must have left for a hazard to be learnt."""


class Estimate(NamedTuple):
    """A value with its 95 % interval, each an array."""

    value: Vector
    low: Vector
    high: Vector


@dataclass(frozen=True, slots=True)
class Hazard:
    """The fitted model. `coefficients` are those of tenure, then of the standardised covariates."""

    period_days: float
    tenure: Tenure
    encoding: Encoding
    coefficients: Vector
    covariance: Matrix
    log_likelihood: float
    longest: int

    @property
    def covariates(self) -> tuple[str, ...]:
        """The names of the columns that a customer must have."""
        return tuple(dict.fromkeys(name for name, _ in self.encoding.columns))

    def effects(self) -> dict[str, Estimate]:
        """Return by what factor one more of each covariate multiplies the odds of leaving, with its interval."""
        start = len(self.coefficients) - len(self.encoding.columns)
        value = self.coefficients[start:] / self.encoding.scale
        width = _WIDTH * np.sqrt(np.diag(self.covariance)[start:]) / self.encoding.scale
        ends = (np.exp(value), np.exp(value - width), np.exp(value + width))
        return {name: Estimate(*(np.asarray(end[at]) for end in ends)) for at, name in enumerate(self.encoding.names)}

    def rows(self, tenure: Vector, customers: pl.DataFrame | None) -> Matrix:
        """Return the design matrix of customers in a period each; `customers` is None where there are no covariates."""
        own = self.tenure.columns(np.asarray(tenure, dtype=float))
        return np.hstack([own, self.encoded(len(own), customers)])

    def encoded(self, count: int, customers: pl.DataFrame | None) -> Matrix:
        """Return the part of the design matrix that does not change with tenure, of `count` customers."""
        return self.encoding.matrix(given(customers)) if self.encoding.columns else np.empty((count, 0))

    def hazard(self, tenure: Vector, customers: pl.DataFrame | None = None) -> Estimate:
        """Return P(leaves in the period | still there at its start), a period (1 is the first) for each customer.

        Beyond the longest tenure seen, it is that of the longest.
        """
        rows = self.rows(tenure, customers)
        width = _WIDTH * spread(rows, self.covariance)
        middle = rows @ self.coefficients
        return Estimate(expit(middle), expit(middle - width), expit(middle + width))

    def record(self) -> dict[str, Any]:
        """Return the model for JSON."""
        return {
            "kind": "hazard",
            "period_days": self.period_days,
            "tenure": self.tenure.record(),
            "encoding": self.encoding.record(),
            "coefficients": self.coefficients.tolist(),
            "covariance": self.covariance.tolist(),
            "log_likelihood": self.log_likelihood,
            "longest": self.longest,
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote; it says exactly what the one written does."""
        return cls(
            float(record["period_days"]),
            read_tenure(record["tenure"]),
            Encoding.read(record["encoding"]),
            np.array(record["coefficients"], dtype=float),
            np.array(record["covariance"], dtype=float),
            float(record["log_likelihood"]),
            int(record["longest"]),
        )


def given(customers: pl.DataFrame | None) -> pl.DataFrame:
    """Return the customers; raises `DataError` where there are none to read covariates from."""
    if customers is None:
        raise DataError(
            "timing.customers",
            Text("This hazard depends on covariates of customers.", "该风险率取决于客户的协变量。"),
            Text("Give a frame with a row a customer.", "请提供每位客户一行的数据表。"),
        )
    return customers


def spread(rows: Matrix, covariance: Matrix) -> Vector:
    """Return the standard error of each row's sum with the coefficients."""
    found: Vector = np.sqrt(((rows @ covariance) * rows).sum(axis=1))
    return found


def fit_hazard(
    rows: Table | pl.DataFrame,
    covariates: Sequence[str] = (),
    *,
    period_days: float = 30.0,
    shape: Shape = "steps",
    engine: Engine | None = None,
) -> Hazard:
    """Learn the hazard from a table of durations with covariates (see `durations`), a row a customer.

    Raises as `person_periods` and `learn_hazard` do.
    """
    cells = person_periods(rows, covariates, period_days=period_days, engine=engine)
    return learn_hazard(cells, covariates, period_days=period_days, shape=shape)


def learn_hazard(
    cells: pl.DataFrame, covariates: Sequence[str] = (), *, period_days: float = 30.0, shape: Shape = "steps"
) -> Hazard:
    """Learn the hazard from person-periods: tenure, covariates (which here may change with tenure), at_risk, ended.

    Raises `DataError` where too few left, and where covariates cannot be used (see `Encoding`).
    """
    tenure, at_risk, ended = (cells[name].cast(pl.Float64).to_numpy() for name in ("tenure", "at_risk", "ended"))
    if ended.sum() < FEWEST:
        raise DataError(
            "timing.few",
            Text(
                "A hazard needs at least {few} customers who left; there are {count}.",
                "估计风险率至少需要 {few} 位流失客户，目前为 {count} 位。",
            ).fill(few=FEWEST, count=round(float(ended.sum()))),
            Text("Wait for more, or use the survival curve alone.", "请等待更多数据，或仅使用生存曲线。"),
        )
    part = learn_tenure(shape, tenure, ended)
    encoding = Encoding.learn(cells, covariates, at_risk)
    design = np.hstack([part.columns(tenure), encoding.matrix(cells)])
    coefficients = _maximum(design, at_risk, ended)
    effects = coefficients[len(coefficients) - len(encoding.columns) :]
    chance = expit(design @ coefficients)
    information = (design * (at_risk * chance * (1 - chance))[:, None]).T @ design
    covariance = np.linalg.pinv(information, hermitian=True)
    errors = np.sqrt(np.diag(covariance))[len(coefficients) - len(effects) :]
    if len(effects) and max(np.abs(effects).max(), errors.max()) > FARTHEST:
        raise no_maximum(encoding.names, np.maximum(np.abs(effects), errors))
    value = float((xlogy(ended, chance) + xlog1py(at_risk - ended, -chance)).sum())
    return Hazard(period_days, part, encoding, coefficients, covariance, value, int(tenure.max()))


def _maximum(design: Matrix, at_risk: Vector, ended: Vector) -> Vector:
    """Return the coefficients of the logistic regression: who left and who stayed are a weighted row each."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to load, and only a fit needs it

    weight = np.concatenate([ended, at_risk - ended])
    some = weight > 0
    left = np.repeat([1, 0], len(ended))[some]
    model = LogisticRegression(C=np.inf, fit_intercept=False, solver="newton-cholesky", tol=1e-9, max_iter=200)
    model.fit(np.vstack([design, design])[some], left, sample_weight=weight[some])
    found: Vector = model.coef_[0]
    return found


def by_tenure(model: Hazard, cells: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the chart `hazard`: for each period, what was seen and what the model says of those at risk.

    The model's is the mean hazard of the customers at risk in it, with the interval of that mean.
    """
    found = []
    for (period,), part in cells.group_by("tenure", maintain_order=True):
        at_risk = part["at_risk"].cast(pl.Float64).to_numpy()
        rows = model.rows(np.full(len(at_risk), float(str(period))), part)
        chance, share = expit(rows @ model.coefficients), at_risk / at_risk.sum()
        mean = float(share @ chance)
        slope = (share * chance * (1 - chance)) @ rows / (mean * (1 - mean))
        width = _WIDTH * float(np.sqrt(slope @ model.covariance @ slope))
        many, left = float(at_risk.sum()), float(part["ended"].sum())
        ends = {"low": float(expit(logit(mean) - width)), "high": float(expit(logit(mean) + width))}
        found.append(
            {"tenure": int(str(period)), "at_risk": many, "ended": left, "observed": left / many, "hazard": mean} | ends
        )
    return found


_WIDTH = NormalDist().inv_cdf(0.975)
