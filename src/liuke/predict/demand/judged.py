"""One series, forecast: by which method and why, how far off, and how far off it and the others were before."""

from dataclasses import dataclass

import numpy as np

from liuke.predict.demand import errors as measure
from liuke.predict.demand.bands import LEVELS, Spread, spread_of
from liuke.predict.demand.choosing import choose
from liuke.predict.demand.kinds import demand_kind, rare
from liuke.predict.demand.methods import FEW, INTERMITTENT, NAIVE, REGULAR, Known
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.origins import Plan, forecasts, known_at, outcomes


@dataclass(frozen=True, slots=True)
class Judged:
    """What is forecast of a series, and what every method would have forecast at the origins of the plan.

    `rolled` and `naive` are of shape (origins + 1, horizon), the last row today's; `actual` (origins, horizon);
    `errors` by method has mase, wape, smape and bias, and under "chosen" those of choosing by what was known then.
    """

    values: Values
    start: int
    kind: str
    interval: float | None
    variation: float | None
    method: str
    rolled: Values
    naive: Values
    actual: Values
    errors: dict[str, dict[str, float | None]]
    unit: float


def methods_for(values: Values, plan: Plan, *, few: bool) -> dict[str, Known]:
    """Return the methods to try on a series: those for intermittent demand where nothing happens in many periods."""
    if len(values) and rare(values):
        return {**INTERMITTENT, "ets": REGULAR["ets"]}
    wanted = {**REGULAR, **(FEW if few else {})}
    return {id_: known for id_, known in wanted.items() if plan.period > 1 or not known.seasons}


def judge(values: Values, plan: Plan, *, few: bool = False, calendar: Values | None = None) -> Judged:
    """Return a series forecast; which kind it is, is judged by what was known at the first origin."""
    begun = np.flatnonzero(values)
    start = int(begun[0]) if len(begun) else 0
    seen = values[start : plan.first]
    methods = methods_for(seen, plan, few=few) if len(begun) else {}
    found = forecasts(values, plan, methods, start, calendar)
    actual = outcomes(values, plan)
    kind, interval, variation = demand_kind(values)
    choice = choose(found, actual, plan, squared=len(seen) > 0 and rare(seen))
    unit = measure.scale(seen, plan.period)
    rolled = {**{name: rows[:-1] for name, rows in found.items()}, "chosen": choice.forecast[:-1]}
    told = {name: measured(actual, rows, unit) for name, rows in rolled.items()} if plan.origins else {}
    return Judged(
        values, start, kind, interval, variation, choice.method, choice.forecast, found[NAIVE], actual, told, unit
    )


def measured(actual: Values, rows: Values, unit: float) -> dict[str, float | None]:
    """Return the errors of forecasts by the names that records have."""
    return {
        "mase": measure.mase(actual, rows, unit),
        "wape": measure.wape(actual, rows),
        "smape": measure.smape(actual, rows),
        "bias": measure.bias(actual, rows),
    }


def bands(forecast: Values, spread: Spread | None, *, floor: bool) -> dict[int, tuple[Values, Values]]:
    """Return low and high by level in percent; never below zero where nothing below zero can be."""
    if spread is None:
        return {}
    found = {}
    for level in LEVELS:
        tail = (1 - level / 100) / 2
        low, high = forecast + spread.quantile(tail), forecast + spread.quantile(1 - tail)
        found[level] = (np.maximum(low, 0), np.maximum(high, 0)) if floor else (low, high)
    return found


def held(rolled: Values, actual: Values, plan: Plan, *, floor: bool) -> dict[int, float | None]:
    """Return how often the intervals held, each made at its origin from the errors known at it, by level."""
    gaps = rolled[:-1] - actual
    low = {level: np.full(actual.shape, np.nan) for level in LEVELS}
    high = {level: np.full(actual.shape, np.nan) for level in LEVELS}
    for row, known in enumerate(known_at(plan)[:-1]):
        for level, ends in bands(rolled[row], spread_of(np.where(known, gaps, np.nan)), floor=floor).items():
            low[level][row], high[level][row] = ends
    return {level: measure.coverage(actual, low[level], high[level]) for level in LEVELS}
