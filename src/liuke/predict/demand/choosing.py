"""Which method a series is forecast by: the one with the lowest error so far, by what was known at each origin."""

from dataclasses import dataclass

import numpy as np

from liuke.predict.demand.methods import AVERAGE, NAIVE
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.origins import Plan, known_at

BETTER = 0.05
"""The share by which a single model must be better than the average of all to be used in its place."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The method in use; which one would have been at each origin; and what was forecast so, last row today's."""

    method: str
    at: tuple[str, ...]
    forecast: Values


def choose(found: dict[str, Values], actual: Values, plan: Plan, *, squared: bool) -> Choice:
    """Choose at every origin, and today, among all methods, the seasonal naive with them.

    A method that was no better than the seasonal naive is never used. With `squared`, errors are squared: the least
    absolute error of a series that is mostly zeros is that of expecting nothing, ever (Kolassa 2016, International
    Journal of Forecasting 32:788). The errors of these forecasts are those of choosing so, not of the best afterwards.
    """
    names = list(found)
    start = AVERAGE if AVERAGE in found else NAIVE
    errors = np.array([np.abs(found[name][:-1] - actual) for name in names])
    errors = errors**2 if squared else errors
    at = []
    for known in known_at(plan):
        seen = np.where(known, errors, np.nan)
        at.append(_best(names, seen, start))
    forecast = np.array([found[name][row] for row, name in enumerate(at)])
    return Choice(at[-1], tuple(at), forecast)


def _best(names: list[str], errors: Values, start: str) -> str:
    """Return the best of what is known; the naive in a tie with it; `start` where no error is known.

    The average of the models gives way only to one that is better by `BETTER`: the best of several over a few origins
    is often the best by chance (Timmermann 2006, Handbook of Economic Forecasting 1:135).
    """
    known = ~np.isnan(errors[0])
    if not known.any():
        return start
    means = dict(zip(names, errors[:, known].mean(axis=1).tolist(), strict=True))
    best = min(names, key=lambda name: means[name] * (1 - BETTER if name == start else 1))
    return best if means[best] < means[NAIVE] * (1 - 1e-9) else NAIVE
