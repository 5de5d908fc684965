"""The test of a change: the interval of the difference, and what is usual."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from liuke.clock import Grain, next_start, start_of
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.asking import ask
from liuke.measure.attributes import FOUND_LATER
from liuke.measure.change.contributions import Contribution, contributions
from liuke.measure.change.usual import YEAR, Usual, usual
from liuke.measure.comparing import earlier
from liuke.measure.conditions import Condition
from liuke.measure.inputs import Inputs
from liuke.measure.intervals import Interval, difference
from liuke.measure.metric import Metric
from liuke.measure.registry import find_metric

type Row = dict[str, Any]
type Verdict = Literal["same", "real", "level", "chance", "usual", "untold"]

SEASONS: Mapping[Grain, int] = {"day": 0, "week": 52, "month": YEAR, "quarter": 4, "year": 0}
"""How many periods of a grain make a year, after which a season comes again."""
HISTORY: Mapping[Grain, int] = {"day": 364, "week": 3 * 52, "month": 3 * YEAR, "quarter": 3 * YEAR, "year": YEAR}
"""Periods before the one tested that are looked at, those of last year among them."""
MOST_GROUPS = 40
"""An attribute with more values than this is no grouping but a list of names."""
_NOT_TOLD_BY = FOUND_LATER | {"cohort", "customer_id"}
"""What explains no change: what the last day says of customers, and a cohort, which says again what a metric counts:
that new customers are of the newest one."""

VERDICTS: dict[Verdict, Text] = {
    "same": Text("no change", "没有变化"),
    "real": Text("a real change, beyond what is usual", "是真实的变化，超出了通常的波动"),
    "level": Text("a step that is not unusual, to a level that is", "这一步变化并不异常，但水平已超出通常的范围"),
    "chance": Text("a difference that chance alone may make", "差异可能仅由随机波动造成"),
    "usual": Text("a difference within what is usual", "差异在通常的波动范围之内"),
    "untold": Text("too short a history to say whether that is unusual", "历史数据太短，无法判断是否异常"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A period beside the one before: both rows, the interval of the difference, what is usual, and where it is from.

    `year` is the row of the same period a year before, None without one. `contributions` are by attribute, each list
    largest first, and sum to the difference.
    """

    metric: Metric
    grain: Grain
    now: Row
    before: Row
    year: Row | None
    interval: Interval
    usual: Usual | None
    contributions: dict[str, list[Contribution]]

    @property
    def difference(self) -> float:
        """How much more the value is than the one before."""
        return float(self.now["value"] - self.before["value"])

    @property
    def verdict(self) -> Verdict:
        """Whether the change is real: more than chance makes, more than is usual, and the step that led there.

        A series that has grown for years and stops is at an unusual level; that it fell by a dollar is no real change.
        """
        low, high = self.interval
        by_chance = low is not None and high is not None and low <= 0 <= high
        if self.difference == 0:
            return "same"
        if by_chance:
            return "chance"
        if self.usual is None:
            return "untold"
        if self.usual.holds(self.now["value"]):
            return "usual"
        beyond = self.now["value"] > self.usual.high if self.difference > 0 else self.now["value"] < self.usual.low
        return "real" if beyond and abs(self.difference) >= self.usual.step else "level"

    def record(self) -> dict[str, Any]:
        """Return the change as the `--json` contract states it."""
        low, high = self.interval
        limits = self.usual
        return {
            "metric": self.metric.id,
            "unit": self.metric.unit,
            "period": self.now["period"],
            "now": self.now,
            "before": self.before,
            "year_before": self.year,
            "difference": self.difference,
            "difference_low": low,
            "difference_high": high,
            "usual": None
            if limits is None
            else {name: getattr(limits, name) for name in ("low", "high", "seasonal", "periods", "step")},
            "verdict": self.verdict,
            "contributions": {
                name: [
                    {
                        "group": one.group,
                        "contribution": one.total,
                        "rate_effect": one.rate_effect,
                        "mix_effect": one.mix_effect,
                        "before": one.before,
                        "after": one.after,
                    }
                    for one in found
                ]
                for name, found in self.contributions.items()
            },
        }


def changed(
    inputs: Inputs,
    name: str | Metric,
    *,
    period: date | None = None,
    by: Sequence[str] | None = None,
    grain: Grain = "month",
    where: Sequence[Condition] = (),
) -> Change:
    """Return how a metric changed in a period (default: the last whole one) from the one before.

    `by` names the attributes to look for the origin in; by default all that customers had before the period. Raises
    `UsageError` for a metric that knows no periods, and where there are not two whole periods to compare.
    """
    metric = find_metric(name) if isinstance(name, str) else name
    rows = _whole_rows(inputs, metric, grain, start_of(period, grain) if period else None, where)
    now, before = rows[-1], rows[-2]
    values = [None if row["value"] is None else float(row["value"]) for row in rows]
    last_year = earlier(date.fromisoformat(now["period"]), grain, "year").isoformat()
    year = next((row for row in rows if row["period"] == last_year), None)
    interval = difference(*((row["value"], (row["low"], row["high"])) for row in (now, before)))
    names = _groupings(inputs, metric) if by is None else list(by)
    found = {name: _contributions(inputs, metric, name, grain, (before, now), where) for name in names}
    custom = possible(usual(values, SEASONS[grain]), metric, values)
    return Change(metric, grain, now, before, year, interval, custom, {name: one for name, one in found.items() if one})


def possible(found: Usual | None, metric: Metric, values: Sequence[float | None]) -> Usual | None:
    """Return limits that the metric can reach: 0 and 1 of a proportion, 0 of what never was less.

    Other shares and points may be below 0 or above 1 at any time, such as what the customer base shrinks by.
    """
    if found is None:
        return None
    if metric.unit == "share" and metric.interval == "wilson":
        return found.within(0.0, 1.0)
    if metric.unit in ("share", "points") or min(value for value in values if value is not None) < 0:
        return found
    return found.within(0.0, math.inf)


def _whole_rows(
    inputs: Inputs, metric: Metric, grain: Grain, start: date | None, where: Sequence[Condition]
) -> list[Row]:
    """Return the rows up to the period that starts on a day; raises `UsageError` where the last two do not tell."""
    since = _back(start or start_of(inputs.as_of, grain), grain, HISTORY[grain] + 1)
    if metric.base.kind != "stock":
        since = max(since, inputs.first_day(metric.inputs[0]))
    until = next_start(start, grain) - timedelta(days=1) if start else None
    answer = ask(inputs, metric, grain, since, until, where)
    rows = [row for row in answer.whole if start is None or row["period"] <= start.isoformat()]
    if len(rows) < 2 or None in (rows[-1]["value"], rows[-2]["value"]):
        raise _too_short(metric, grain)
    if start and rows[-1]["period"] != start.isoformat():
        raise _too_short(metric, grain)
    return rows


def _back(start: date, grain: Grain, periods: int) -> date:
    for _ in range(periods):
        start = start_of(start - timedelta(days=1), grain)
    return start


def _groupings(inputs: Inputs, metric: Metric) -> list[str]:
    names = dict.fromkeys([*metric.base.own, *inputs.attributes()])
    return [name for name in names if name not in _NOT_TOLD_BY]


def _contributions(
    inputs: Inputs, metric: Metric, name: str, grain: Grain, rows: tuple[Row, Row], where: Sequence[Condition]
) -> list[Contribution]:
    """Return the contributions of an attribute's groups; none where it does not divide the whole into a few groups."""
    before, now = (date.fromisoformat(row["period"]) for row in rows)
    split = ask(inputs, metric, (grain, name), before, now, where).rows
    parts = [[row for row in split if row["period"] == day.isoformat()] for day in (before, now)]
    if len({row["split"][name] for row in split}) > MOST_GROUPS or len({row["split"][name] for row in split}) < 2:
        return []
    if not all(_adds_up(whole, part) for whole, part in zip(rows, parts, strict=True)):
        return []
    scale = 100.0 if metric.unit == "points" and metric.statistic.interval == "adjusted_wald" else 1.0
    return contributions(name, parts[0], parts[1], scale)


def _adds_up(whole: Row, parts: Sequence[Row]) -> bool:
    """Say whether the groups make up the whole; a median does not, nor a count of customers who are in several."""
    for name in ("numerator", "denominator"):
        if whole[name] is not None:
            total = sum(row[name] or 0 for row in parts)
            if abs(total - whole[name]) > 1e-6 * max(1.0, abs(whole[name])):
                return False
    return True


def _too_short(metric: Metric, grain: Grain) -> UsageError:
    return UsageError(
        "change.too_short",
        Text("“{metric}” has no two whole periods to compare.", "“{metric}”没有两个完整的期间可供比较。").fill(
            metric=metric.label
        ),
        Text(
            "Ask for a shorter period with --by week, or for a {grain} that is over, after another whole one.",
            "请用 --by week 改用更短的期间，或查询已经结束、且前一期间数据完整的期间。",
        ).fill(grain=grain),
    )
