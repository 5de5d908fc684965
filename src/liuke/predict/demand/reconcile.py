"""Reconciliation: forecasts of groups that add up to the forecast of everything.

Forecasts of all levels, each made by itself, do not add up. They are moved to the nearest ones that do, where what is
foreseen less surely gives way more: MinT with uncorrelated errors (Wickramasuriya, Athanasopoulos & Hyndman 2019,
Journal of the American Statistical Association 114:804); with equal variances that is the least-squares projection of
Hyndman, Ahmed, Athanasopoulos & Shang (2011), Computational Statistics & Data Analysis 55:2579.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.series import Path

ROUNDS = 50


def summing(paths: Sequence[Path]) -> Values:
    """Return of shape (groups above the last level, groups of the last level) which of the latter each one sums up.

    `paths` are those of a `Series`: the ones of the last level are the longest, and come last.
    """
    depth = max(map(len, paths))
    upper = [path for path in paths if len(path) < depth]
    bottom = paths[len(upper) :]
    found = [[path == one[: len(path)] for one in bottom] for path in upper]
    return np.array(found, dtype=np.float64).reshape(len(upper), len(bottom))


def bottom_up(base: Values, sums: Values) -> Values:
    """Return forecasts (nodes, horizon) in which every level is the sum of the last one's."""
    bottom = base[len(sums) :]
    return np.asarray(np.concatenate([sums @ bottom, bottom]), dtype=np.float64)


def reconcile(base: Values, sums: Values, variances: Values | None = None, *, floor: bool = True) -> Values:
    """Return the forecasts (nodes, horizon) that add up and are nearest to `base` in units of the `variances` (nodes,).

    Without variances all weigh the same. With `floor`, none of the last level is below zero: those that would be are
    set to zero and the others moved again (the active-set form of Wickramasuriya, Turlach & Hyndman 2020, Statistics
    and Computing 30:1167).
    """
    if not len(sums):
        return np.asarray(np.maximum(base, 0) if floor else base, dtype=np.float64)
    weights = np.ones(len(base)) if variances is None else variances
    bottom = np.empty((sums.shape[1], base.shape[1]))
    for column in range(base.shape[1]):
        bottom[:, column] = _nearest(base[:, column], sums, weights, floor=floor)
    return np.asarray(np.concatenate([sums @ bottom, bottom]), dtype=np.float64)


def _nearest(base: Values, sums: Values, weights: Values, *, floor: bool) -> Values:
    upper, count = base[: len(sums)], sums.shape[1]
    own, free = base[len(sums) :], np.ones(count, dtype=bool)
    for _ in range(ROUNDS):
        found = np.zeros(count)
        found[free] = _projected(upper, own[free], sums[:, free], weights[: len(sums)], weights[len(sums) :][free])
        below = found < 0
        if not floor or not below.any():
            return found
        free &= ~below
    return np.asarray(np.maximum(found, 0), dtype=np.float64)


def _projected(upper: Values, own: Values, sums: Values, upper_weights: Values, weights: Values) -> Values:
    """Return own + W S'(W_u + S W S')⁻¹ (upper − S own): the groups of the last level, moved."""
    spread = weights[:, None] * sums.T
    system = np.diag(upper_weights) + sums @ spread
    gap = upper - sums @ own
    return np.asarray(own + spread @ np.linalg.lstsq(system, gap, rcond=None)[0], dtype=np.float64)


def variances_at(errors: Values, units: Values, known: NDArray[np.bool_], prior: float = 3.0) -> Values:
    """Return the variance of each node's forecast of the next period, by what was known: of shape (nodes,).

    `errors` (nodes, origins, horizon) are those of the origins, of which `known` (origins,) have their first outcome;
    `units` (nodes,) are the mean changes a season before the first origin, which count as `prior` errors.
    """
    first = np.where(known, errors[:, :, 0], 0.0)
    unit = np.where(np.isfinite(units), units, 0.0)
    found = (prior * unit**2 + (first**2).sum(axis=1)) / (prior + known.sum())
    least = max(float(found.max(initial=0.0)), 1.0) * 1e-9
    return np.asarray(np.maximum(found, least), dtype=np.float64)
