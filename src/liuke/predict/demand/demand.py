"""Forecast all series of a question together: each by itself, then made to add up, then how far off they may be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from liuke.clock import next_start
from liuke.predict.demand.asking import Ask, check
from liuke.predict.demand.bands import Spread, spread_of
from liuke.predict.demand.cold import by_share, is_cold, spread_by_siblings
from liuke.predict.demand.holiday import Calendar, Effects, calendar_of, effects
from liuke.predict.demand.judged import Judged, bands, held, measured
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.origins import FIRST, Plan, known_at, plan_for
from liuke.predict.demand.reconcile import reconcile, summing, variances_at
from liuke.predict.demand.series import Path, Series
from liuke.predict.demand.stock import stock_advice
from liuke.predict.demand.workers import judge_all
from liuke.progress import Progress, silent

FEW = 12
"""Series up to which the slow models are tried, too."""
MANY, OF_MANY = 100, 8
"""Series from which on the past is rehearsed at fewer origins, and at how many."""
SHARE = "share"
"""The method of a cold start."""


@dataclass(frozen=True, slots=True)
class Node:
    """One series of an answer: what is forecast, its intervals by level, and how they held at the origins."""

    path: Path
    judged: Judged
    bands: Mapping[int, tuple[Values, Values]]
    held: Mapping[int, float | None]
    stock: dict[str, Any] | None
    effects: Effects | None

    @property
    def forecast(self) -> Values:
        """Return the values of the periods to come."""
        return np.asarray(self.judged.rolled[-1])


@dataclass(frozen=True, slots=True)
class Demand:
    """The answer to a question: the series, the plan of the check, a node a series, and the holidays looked at.

    `floor` says that nothing here is ever below zero.
    """

    series: Series
    ask: Ask
    plan: Plan
    nodes: tuple[Node, ...]
    calendar: Calendar | None
    floor: bool


def forecast_series(series: Series, ask: Ask, progress: Progress = silent, processes: int = 0) -> Demand:
    """Return what is to be expected; raises `DataError` and `UsageError` for what cannot be forecast."""
    if ask.service:
        ask.service.check()
    check(series, ask)
    origins = min(ask.origins, OF_MANY) if len(series.paths) > MANY else ask.origins
    plan = plan_for(series.length, ask.ahead(series.grain), series.grain, origins)
    calendar = _calendar(series, ask, plan)
    days = calendar.days if calendar and len(calendar.names) else None
    few = ask.few and len(series.paths) <= FEW
    judged = judge_all([(values, plan, days, few) for values in series.values], progress, processes)
    floor = bool(series.values.min() >= 0)
    spreads: dict[int, Spread | None] = {}
    judged = _cold(series, plan, judged, spreads)
    judged = _adding_up(series, plan, judged, floor=floor)
    nodes = tuple(
        _node(path, one, plan, ask, series.grain, spreads.get(place), days, floor=floor)
        for place, (path, one) in enumerate(zip(series.paths, judged, strict=True))
    )
    return Demand(series, ask, plan, nodes, calendar, floor)


def _calendar(series: Series, ask: Ask, plan: Plan) -> Calendar | None:
    if not ask.country:
        return None
    starts = (*series.starts, *series.ahead(plan.horizon))
    return calendar_of(ask.country, starts, next_start(starts[-1], series.grain))


def _cold(series: Series, plan: Plan, judged: list[Judged], spreads: dict[int, Spread | None]) -> list[Judged]:
    """Forecast the groups with too little history by their siblings; their spreads are put into `spreads`.

    The parent itself has grown by the newcomer, which its models may not have caught up with: its shape is that of the
    siblings together.
    """
    place = {path: at for at, path in enumerate(series.paths)}
    found = list(judged)
    for at, path in enumerate(series.paths):
        if not path or not is_cold(series.values[at]) or is_cold(series.values[place[path[:-1]]]):
            continue
        others = [
            one for one, name in enumerate(series.paths)
            if len(name) == len(path) and name[:-1] == path[:-1] and one != at and not is_cold(series.values[one])
        ] or [place[path[:-1]]]  # fmt: skip
        own, siblings = series.values[at], series.values[others]
        shape, whole = np.sum([judged[one].rolled for one in others], axis=0), siblings.sum(axis=0)
        start = judged[at].start
        found[at] = replace(found[at], method=SHARE, rolled=by_share(own, whole, shape, plan))
        came = np.array([judged[one].actual for one in others])
        unit = spread_by_siblings(plan.length - start, siblings, whole, shape, came, plan)
        level = float(own[start:].mean())
        spreads[at] = unit and Spread(unit.sizes * abs(level), unit.freedom)
    return found


def _adding_up(series: Series, plan: Plan, judged: list[Judged], *, floor: bool) -> list[Judged]:
    """Return the same with forecasts that add up: at each origin by what was known at it."""
    rolled = np.array([one.rolled for one in judged])
    sums = summing(series.paths) if len(series.paths) > 1 else np.zeros((0, 1))
    actual = np.array([one.actual for one in judged]).reshape(len(judged), len(plan.origins), plan.horizon)
    units = np.array([one.unit for one in judged])
    gaps = np.nan_to_num(rolled[:, :-1] - actual)
    known = known_at(plan)
    for row in range(rolled.shape[1]):
        first = known[row, :, 0] if plan.origins else np.zeros(0, dtype=bool)
        rolled[:, row] = reconcile(rolled[:, row], sums, variances_at(gaps, units, first), floor=floor)
    return [_measured(one, rows) for one, rows in zip(judged, rolled, strict=True)]


def _measured(one: Judged, rolled: Values) -> Judged:
    errors = one.errors | ({"chosen": measured(one.actual, rolled[:-1], one.unit)} if one.errors else {})
    return replace(one, rolled=rolled, errors=errors)


def _node(
    path: Path, one: Judged, plan: Plan, ask: Ask, grain: str, given: Spread | None, days: Values | None, *, floor: bool
) -> Node:
    cold = one.method == SHARE
    spread = given if cold else spread_of(one.rolled[:-1] - one.actual)
    stock = stock_advice(one.rolled, one.actual, ask.service, grain) if ask.service and not cold else None
    kept = {} if cold else held(one.rolled, one.actual, plan, floor=floor)
    seen = one.values[one.start :]
    shown = effects(seen, days[:, one.start :], plan.period) if days is not None and len(seen) >= FIRST else None
    return Node(path, one, bands(one.rolled[-1], spread, floor=floor), kept, stock, shown)
