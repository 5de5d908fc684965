"""Rolling origins: forecasts made as they would have been made then, set beside what came.

At each origin every model is fitted anew to what was known (Tashman 2000, International Journal of Forecasting 16:437:
rolling origin with recalibration). Nothing after an origin reaches a forecast made at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.predict.demand.holiday import effects
from liuke.predict.demand.methods import AVERAGE, NAIVE, YARDSTICK, Known
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.outliers import tamed

SHORTEST = 16
"""Periods of history below which nothing can be checked, and so nothing but the naive is used."""
FIRST = 10
"""Periods that a model is fitted to at least."""
MOST = 12
"""Origins of a check, at most."""
SEASONS: dict[str, int] = {"day": 7, "week": 52, "month": 12}
"""Periods of a season: a week of days, a year of weeks or of months."""
RUNAWAY = 1_000
"""How many times the largest value known a forecast is at most: no business grows so between two periods."""
CHECKED = 4
"""Origins that must follow after two whole seasons, so that a seasonal model can be checked before it is used."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From which origins a series of `length` periods is forecast, over which horizon, with which season (1: none).

    An origin is the number of periods known at it. All series of one question share the plan, so that they add up.
    """

    length: int
    horizon: int
    period: int
    origins: tuple[int, ...]

    @property
    def first(self) -> int:
        """The first origin: what came before it is the history that errors are scaled by."""
        return self.origins[0] if self.origins else self.length


def plan_for(length: int, horizon: int, grain: str, most: int = MOST) -> Plan:
    """Return the plan of a check: up to `most` origins, spread evenly over the last `most` + horizon − 1 periods.

    A season counts where two whole ones lie before the first of at least `CHECKED` origins.
    """
    season = SEASONS[grain]
    period = season if length >= 2 * season + CHECKED else 1
    least = max(FIRST, 2 * period if period > 1 else 0)
    if length < max(SHORTEST, least + 1):
        return Plan(length, horizon, period, ())
    begin = max(least, length - (most + horizon - 1))
    count = min(most, length - begin)
    spread = np.linspace(begin, length - 1, count).round().astype(int)
    return Plan(length, horizon, period, tuple(int(one) for one in np.unique(spread)))


def outcomes(values: Values, plan: Plan) -> Values:
    """Return what came after each origin, of shape (origins, horizon); NaN where it is not known yet."""
    found = np.full((len(plan.origins), plan.horizon), np.nan)
    for row, origin in enumerate(plan.origins):
        came = values[origin : origin + plan.horizon]
        found[row, : len(came)] = came
    return found


def known_at(plan: Plan) -> NDArray[np.bool_]:
    """Return of shape (origins + 1, origins, horizon) whether an outcome was known at an origin; the last is today."""
    origins = np.array([*plan.origins, plan.length])
    due = np.array(plan.origins)[:, None] + np.arange(1, plan.horizon + 1)
    return due[None] <= origins[:, None, None]


def forecasts(
    values: Values, plan: Plan, methods: Mapping[str, Known], start: int = 0, calendar: Values | None = None
) -> dict[str, Values]:
    """Return by method what it forecast at each origin and, last, says today: shape (origins + 1, horizon).

    The series begins at `start`; at an origin before `FIRST` of its periods every method says what the naive says.
    With the days of a `calendar` (rows, periods + horizon), models see the values without the effects of holidays, and
    these are put back in where they will fall; the naive knows of none.
    """
    rows: dict[str, list[Values]] = {id_: [] for id_ in (NAIVE, *methods)}
    for origin in (*plan.origins, plan.length):
        for id_, said in _at(values[start:origin], plan, methods, _days(calendar, start, origin, plan)).items():
            rows[id_].append(said)
    found = {id_: np.array(said, dtype=np.float64) for id_, said in rows.items()}
    if len(methods) > 1:
        found[AVERAGE] = np.mean([found[id_] for id_ in methods], axis=0)
    return found


def _days(calendar: Values | None, start: int, origin: int, plan: Plan) -> Values | None:
    return None if calendar is None else calendar[:, start : origin + plan.horizon]


def _at(seen: Values, plan: Plan, methods: Mapping[str, Known], days: Values | None) -> dict[str, Values]:
    """Return what each method says, of what was seen up to an origin."""
    if len(seen) < FIRST:
        flat = np.resize(seen[-1:] if len(seen) else np.zeros(1), plan.horizon)
        return dict.fromkeys((NAIVE, *methods), flat)
    found = {NAIVE: YARDSTICK(seen, plan.horizon, plan.period)}
    calm = tamed(seen)
    known = None if days is None else effects(calm, days, plan.period)
    plain = calm if known is None else known.without(calm)
    for id_, method in methods.items():
        said = _said(method, plain, plan, found[NAIVE])
        found[id_] = said if known is None or said is found[NAIVE] else known.with_(said, len(seen))
    return found


def _said(method: Known, plain: Values, plan: Plan, naive: Values) -> Values:
    """Return what a method says; the naive where it cannot be fitted, or runs away."""
    try:
        found = method.forecast(plain, plan.horizon, plan.period)
    except (ValueError, ArithmeticError, np.linalg.LinAlgError):
        return naive
    bound = RUNAWAY * max(float(np.abs(plain).max(initial=0.0)), 1e-300)
    return found if np.isfinite(found).all() and np.abs(found).max(initial=0.0) <= bound else naive
