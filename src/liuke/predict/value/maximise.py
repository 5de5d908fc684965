"""Maximum likelihood over positive parameters: Newton-like steps on their logarithms, with analytic gradients."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from liuke.errors import DataError
from liuke.language import Text

type Vector = NDArray[np.float64]
type Likelihood = Callable[[Vector], tuple[float, Vector]]

WIDEST = 7.5
"""Parameters stay between e^−7.5 and e^7.5: beyond that a gamma or beta distribution is a point to the eye."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is largest, and how sharply: standard errors of the parameters (NaN where flat)."""

    parameters: Vector
    log_likelihood: float
    standard_errors: Vector


def maximise(likelihood: Likelihood, starts: Sequence[Sequence[float]], scale: float, name: str) -> Maximum:
    """Return the best maximum found from the starts.

    `likelihood` gives the log-likelihood and its gradient at positive parameters; `scale` (customers) makes the
    stopping rule the same for small and large data. Raises `DataError` where no start converges.
    """

    def negative(logs: Vector) -> tuple[float, Vector]:
        parameters = np.exp(logs)
        value, gradient = likelihood(parameters)
        return -value / scale, -gradient * parameters / scale

    best = None
    for start in starts:
        found = minimize(
            negative,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-WIDEST, WIDEST)] * len(start),
            options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-9},
        )
        if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise DataError(
            "model.no_fit",
            Text("{model} found no parameters that fit these customers.", "{model} 无法拟合这些客户。").fill(
                model=name
            ),
            Text("More customers who bought more than once are needed.", "需要更多重复购买的客户。"),
        )
    parameters = np.exp(best.x)
    return Maximum(parameters, float(-best.fun * scale), _errors(negative, best.x, scale) * parameters)


def _errors(negative: Likelihood, at: Vector, scale: float, step: float = 1e-4) -> Vector:
    """Return standard errors of the log-parameters from differences of the analytic gradient."""
    size = len(at)
    rows = [(negative(at + shift)[1] - negative(at - shift)[1]) / (2 * step) for shift in np.eye(size) * step]
    information = np.array(rows) * scale
    information = (information + information.T) / 2
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(size, np.nan)
    return np.sqrt(np.where(variances > 0, variances, np.nan))
