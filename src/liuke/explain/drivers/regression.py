"""Logistic regression for inference: coefficients, their errors, and the test of a whole attribute.

log odds of leaving = b₀ + Σ b x, by maximum likelihood, found by Newton's method (Hosmer, Lemeshow & Sturdivant 2013,
Applied Logistic Regression, 1.2–1.3, 2.4). The errors are those of the inverse information; an attribute is tested by
the likelihood ratio of the fits with and without all of its inputs, which is χ² with as many degrees of freedom as it
has inputs.

statsmodels' Logit gives the same numbers (they are tested against it), but ends where a group has no leavers, and takes
five times as long for a fit that is known but for one attribute.
"""

from dataclasses import dataclass

import numpy as np

from liuke.explain.drivers.coding import Matrix, Vector

RIDGE = 1e-6
"""How firmly coefficients are held at 0: it moves nothing but those that would be infinite."""
STEPS, HALVINGS, SLOPE = 60, 30, 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients and their covariances, the intercept first, and the log-likelihood."""

    whole: Vector
    covariance: Matrix
    log_likelihood: float

    @property
    def coefficients(self) -> Vector:
        """One an input."""
        return self.whole[1:]

    @property
    def errors(self) -> Vector:
        """The standard errors of the coefficients."""
        return np.asarray(np.sqrt(np.diag(self.covariance)[1:]), dtype=np.float64)


def logistic(matrix: Matrix, left: Vector, start: Vector | None = None) -> Fit:
    """Fit on inputs of shape (rows, inputs), which may be none; `start` is where to begin, the intercept first."""
    whole = np.column_stack([np.ones(len(left)), matrix])
    beta = np.zeros(whole.shape[1]) if start is None else start
    held = np.r_[0.0, np.full(matrix.shape[1], RIDGE)]
    cost = _cost(whole, left, beta, held)
    for _ in range(STEPS):
        chance = chance_of(whole @ beta)
        slope = whole.T @ (left - chance) - held * beta
        step = np.linalg.solve(_held_information(whole, chance, held), slope)
        size, better = 1.0, _cost(whole, left, beta + step, held)
        for _ in range(HALVINGS):
            if better <= cost:
                break
            size, better = size / 2, _cost(whole, left, beta + size / 2 * step, held)
        if better <= cost:
            beta, cost = beta + size * step, better
        if slope @ step < SLOPE or better > cost:
            break
    covariance = np.linalg.inv(_held_information(whole, chance_of(whole @ beta), held))
    return Fit(beta, covariance, -_cost(whole, left, beta, 0 * held))


def chance_of(margin: Vector) -> Vector:
    """Return the chance that log-odds mean."""
    return np.asarray(1 / (1 + np.exp(-np.clip(margin, -35, 35))), dtype=np.float64)


def information_of(whole: Matrix, chance: Vector) -> Matrix:
    """Return the expected information of inputs of which the first is 1."""
    found: Matrix = (whole * (chance * (1 - chance))[:, None]).T @ whole
    return found


def _held_information(whole: Matrix, chance: Vector, held: Vector) -> Matrix:
    found = information_of(whole, chance)
    found[np.diag_indices_from(found)] += held
    return found


def _cost(whole: Matrix, left: Vector, beta: Vector, held: Vector) -> float:
    margin = whole @ beta
    return float(np.logaddexp(0, np.where(left == 1, -margin, margin)).sum() + held @ beta**2 / 2)
