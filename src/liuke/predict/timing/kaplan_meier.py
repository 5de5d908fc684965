"""Kaplan–Meier: which share is still there after so many days, with those who are still there counted rightly.

Kaplan & Meier (1958), JASA 53. S(t) = Π (1 − d/n) over the days up to t on which d of n at risk ended. Variance by
Greenwood (1926), intervals on ln(−ln S), which keeps them between 0 and 1 (Kalbfleisch & Prentice 1980); interval of
the median by inverting them (Brookmeyer & Crowley 1982, Biometrics 38).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.language import LANGUAGES, Text, percent
from liuke.predict.timing.durations import RiskSets, risk_sets
from liuke.predict.timing.log_rank import LogRank, log_rank

type Vector = NDArray[np.float64]

FEW_AT_RISK = 10
"""Of fewer at risk one end moves the curve by more than a tenth of itself, for good."""
THIN = Text(
    "On day {day} the customers under observation numbered {at_risk}, of whom {ended} ended: the curve falls to "
    "{share} there for good, although more came under observation later. What it says after that day rests on so few.",
    "第 {day} 天处于观察中的客户仅 {at_risk} 位，其中 {ended} 位终止：曲线在此降至 {share}，此后不再回升，"
    "尽管之后有更多客户进入观察。其后的数值取决于这极少数客户。",
)


@dataclass(frozen=True, slots=True)
class Curve:
    """The survival of one group. Arrays have an entry for each day on which somebody ended, in order.

    `low` and `high` are the 95 % interval, NaN where nobody is left (S = 0); `until` is the last day that was seen.
    `note` warns of ends among fewer than `FEW_AT_RISK` before most came under observation.
    """

    group: Any
    days: Vector
    at_risk: Vector
    ended: Vector
    survival: Vector
    low: Vector
    high: Vector
    customers: float
    until: float
    note: Text | None = None

    def at(self, days: Vector) -> Vector:
        """Return the share still there after so many days; NaN beyond the last day that was seen."""
        share = np.concatenate([[1.0], self.survival])[np.searchsorted(self.days, days, side="right")]
        found: Vector = np.where((days > self.until) & (share > 0), np.nan, share)
        return found

    @property
    def median(self) -> float | None:
        """The first day on which half or fewer were left; None where it has not come."""
        return self._first(self.survival)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """The 95 % interval of the median; None for an end that has not come."""
        return self._first(self.low), self._first(self.high)

    def _first(self, line: Vector) -> float | None:
        below = np.flatnonzero(line <= 0.5)
        return float(self.days[below[0]]) if len(below) else None

    def point(self, day: float) -> dict[str, float | None]:
        """Return days, survival, low and high on a day; no value beyond the last day that was seen."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        share = float(self.at(np.array([day]))[0])
        low, high = (1.0, 1.0) if place < 0 else (float(self.low[place]), float(self.high[place]))
        known = {"survival": share, "low": low, "high": high} if day <= self.until else {}
        return {"days": day, **{name: _known(known.get(name, float("nan"))) for name in ("survival", "low", "high")}}

    def restricted_mean(self, horizon: float) -> float:
        """Return the mean days there of the first `horizon` days: the area under the curve up to then.

        NaN where the horizon lies beyond the last day that was seen.
        """
        edges = np.concatenate([[0.0], self.days[self.days < horizon], [horizon]])
        area: float = float((np.diff(edges) * self.at(edges[:-1])).sum())
        return float("nan") if np.isnan(self.at(np.array([horizon]))[0]) else area

    def rows(self) -> list[dict[str, Any]]:
        """Return the curve for the chart `survival`, from day 0, when all were there, to the last that was seen."""
        columns = (self.days, self.at_risk, self.ended, self.survival, self.low, self.high)
        start = [0.0, float(self.customers), 0.0, 1.0, 1.0, 1.0]
        points = [start, *(list(map(float, point)) for point in zip(*columns, strict=True))]
        if points[-1][0] < self.until:
            points.append([self.until, *points[-1][1:2], 0.0, *points[-1][3:]])
        names = ("days", "at_risk", "ended", "survival", "low", "high")
        return [
            {"group": self.group, **{name: _known(value) for name, value in zip(names, point, strict=True)}}
            for point in points
        ]


@dataclass(frozen=True, slots=True)
class Survival:
    """The curves of all groups, and the log-rank test that they are one; None where there is one group."""

    curves: tuple[Curve, ...]
    test: LogRank | None

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the chart `survival`."""
        return [row for curve in self.curves for row in curve.rows()]


def kaplan_meier(
    rows: Table | pl.DataFrame, group: str | None = None, *, sure: float = 0.95, engine: Engine | None = None
) -> Survival:
    """Return survival curves from a table of durations (an Ibis table or a Polars frame; see `durations`).

    `group` names a column to compare by. Raises `UsageError` for a missing column, `DataError` for durations that
    cannot be or where nobody ended.
    """
    return survival_of(risk_sets(rows, group, engine=engine), sure)


def survival_of(sets: Mapping[Any, RiskSets], sure: float = 0.95) -> Survival:
    """Return survival curves from how many were at risk and ended on which day, by group."""
    curves = tuple(_curve(part, one, sure) for part, one in sets.items())
    return Survival(curves, log_rank(list(sets.values())) if len(sets) > 1 else None)


def _curve(part: Any, sets: RiskSets, sure: float) -> Curve:  # noqa: ANN401 - a group is any value of a column
    some = sets.ended > 0
    days, ended = sets.days[some], sets.ended[some]
    at_risk = sets.at_risk(days)
    left = at_risk - ended
    survival = np.cumprod(left / at_risk)
    inside = survival > 0
    greenwood = np.cumsum(ended[inside] / (at_risk[inside] * left[inside]))
    log = np.log(survival[inside])
    width = NormalDist().inv_cdf((1 + sure) / 2) * np.sqrt(greenwood) / np.abs(log)
    low, high = np.full(len(days), np.nan), np.full(len(days), np.nan)
    low[inside], high[inside] = np.exp(log * np.exp(width)), np.exp(log * np.exp(-width))
    until, note = float(sets.days[-1]), _note(sets, days, at_risk, ended, survival)
    return Curve(part, days, at_risk, ended, survival, low, high, sets.customers, until, note)


def _note(sets: RiskSets, days: Vector, at_risk: Vector, ended: Vector, survival: Vector) -> Text | None:
    """Return a warning of the day on which the curve fell furthest among few, where more were at risk later."""
    there = np.append(sets.at_risk(sets.days), 0.0)
    most_after = np.maximum.accumulate(there[::-1])[::-1][np.searchsorted(sets.days, days, side="right")]
    thin = np.flatnonzero((at_risk < FEW_AT_RISK) & (most_after > at_risk))
    if not len(thin):
        return None
    worst = thin[np.argmax(ended[thin] / at_risk[thin])]
    share = Text(*(percent(float(survival[worst]), to) for to in LANGUAGES))
    figures = {"day": f"{days[worst]:g}", "at_risk": f"{at_risk[worst]:g}", "ended": f"{ended[worst]:g}"}
    return THIN.fill(**figures, share=share)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
