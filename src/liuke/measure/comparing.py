"""Comparing an answer: with the period before, with the same period of last year, or with a target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from liuke.clock import Grain, next_start, start_of
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.asking import Answer, ask
from liuke.measure.conditions import Condition, read_condition
from liuke.measure.framing import Question
from liuke.measure.inputs import Inputs
from liuke.measure.intervals import difference
from liuke.measure.metric import Metric
from liuke.measure.registry import find_metric
from liuke.settings import Target

type Row = dict[str, Any]
type Versus = Literal["previous", "year", "target"]

VERSUS: Mapping[Versus, Text] = {
    "previous": Text("the period before", "上一期间"),
    "year": Text("the same period of last year", "去年同期"),
    "target": Text("the target", "目标"),
}
_YEAR_OF_WEEKS = 364
"""Days and weeks are compared with those of the same weekday, 52 weeks before."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer, and for each of its rows what it is compared with.

    `rows` have, beside those of the answer, `compared`: to, period, value, low, high, difference, difference_low,
    difference_high, differs (None where no interval tells), partial; of a target further by and met. None where there
    is nothing to compare with. What is not over yet, or too early to know, differs of itself: it is shown beside the
    other, but nothing is said of the difference.
    """

    answer: Answer
    versus: Versus
    rows: list[Row]

    def record(self) -> dict[str, Any]:
        """Return the answer as the `--json` contract states it."""
        return self.answer.record() | {"compared": self.versus, "rows": self.rows}


def compare(
    inputs: Inputs,
    name: str | Metric,
    versus: Versus,
    asked: Question,
    targets: Sequence[Target] = (),
) -> Compared:
    """Return a metric with each row compared. Raises `UsageError` for what cannot be asked, or without a target."""
    metric = find_metric(name) if isinstance(name, str) else name
    answer = ask(inputs, metric, asked.by, asked.since, asked.until, asked.where)
    if versus == "target":
        target = _target(metric, targets, asked.where)
        ends = [_last_day(row, asked, inputs) for row in answer.rows]
        return Compared(
            answer,
            versus,
            [
                row | {"compared": _to_target(row, metric, target, min(day, target.by))}
                for row, day in zip(answer.rows, ends, strict=True)
            ],
        )
    before = _before(inputs, metric, versus, asked, answer)
    rows = []
    for row in answer.rows:
        other = before.get((_shifted(row, answer, versus), *row["split"].values()))
        whole = not any(one["partial"] or answer.too_early(one) for one in (row, other) if one)
        rows.append(row | {"compared": _to_row(row, other, versus, whole=whole)})
    return Compared(answer, versus, rows)


def earlier(start: date, grain: Grain, versus: Versus) -> date:
    """Return the first day of the period that one starting on `start` is compared with."""
    if versus == "previous":
        return start_of(start - timedelta(days=1), grain)
    if grain in ("day", "week"):
        return start - timedelta(days=_YEAR_OF_WEEKS)
    return date(start.year - 1, start.month, 1)


def _before(
    inputs: Inputs, metric: Metric, versus: Versus, asked: Question, answer: Answer
) -> dict[tuple[Any, ...], Row]:
    """Return the rows to compare with, by period and attributes."""
    periods = [date.fromisoformat(row["period"]) for row in answer.rows if row["period"]]
    if asked.grain and periods:
        since = max(earlier(min(periods), asked.grain, versus), inputs.first_day(metric.inputs[0]))
        other = ask(inputs, metric, asked.by, since, max(periods), asked.where)
    elif span := _stretch(inputs, asked, versus, periods):
        try:
            other = ask(inputs, metric, asked.by, *span, asked.where)
        except UsageError:
            return {}
    else:
        return {}
    return {(row["period"] if asked.grain else None, *row["split"].values()): row for row in other.rows}


def _stretch(inputs: Inputs, asked: Question, versus: Versus, periods: list[date]) -> tuple[date, date] | None:
    """Return the first and last day of the stretch that one without a grain is compared with."""
    if asked.since is None and not periods:
        return None
    first = asked.since or min(periods)
    last = asked.until or (inputs.as_of if asked.since else next_start(first, "month") - timedelta(days=1))
    if versus == "previous":
        if asked.since is None:
            return start_of(first - timedelta(days=1), "month"), first - timedelta(days=1)
        return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
    return _last_year(first), _last_year(last)


def _last_year(day: date) -> date:
    """Return the same day of the year before; of the last day of a month, the last day of that month."""
    last = next_start(date(day.year - 1, day.month, 1), "month") - timedelta(days=1)
    ends = (day + timedelta(days=1)).month != day.month
    return last if ends else last.replace(day=min(day.day, last.day))


def _shifted(row: Row, answer: Answer, versus: Versus) -> str | None:
    asked = Question(answer.by)
    if row["period"] is None or asked.grain is None:
        return None
    return earlier(date.fromisoformat(row["period"]), asked.grain, versus).isoformat()


def _to_row(row: Row, other: Row | None, versus: Versus, *, whole: bool) -> Row | None:
    if other is None or other["value"] is None or row["value"] is None:
        return None
    now, then = ((one["value"], (one["low"], one["high"])) for one in (row, other))
    low, high = difference(now, then) if whole else (None, None)
    return {
        "to": versus,
        "period": other["period"],
        "value": other["value"],
        "low": other["low"],
        "high": other["high"],
        "difference": row["value"] - other["value"],
        "difference_low": low,
        "difference_high": high,
        "differs": None if low is None or high is None else not low <= 0 <= high,
        "partial": row["partial"] or other["partial"],
    }


def _target(metric: Metric, targets: Sequence[Target], where: Sequence[Condition]) -> Target:
    for target in targets:
        if target.metric == metric.id and _meant(map(read_condition, target.where)) == _meant(where):
            return target
    known = ", ".join(dict.fromkeys(target.metric for target in targets)) or "–"
    raise UsageError(
        "metric.no_target",
        Text("There is no target for “{metric}”.", "“{metric}”没有设定目标。").fill(metric=metric.label),
        Text(
            "Set one under [[target]] in liuke.toml: metric, value and by (a date). There are targets for: {known}.",
            "请在 liuke.toml 的 [[target]] 中设定 metric、value 与 by（日期）。已有目标的指标：{known}。",
        ).fill(known=known),
    )


def _meant(where: Iterable[Condition]) -> set[tuple[str, str, frozenset[str]]]:
    """Return what conditions say, however they were written."""
    return {(one.name, one.test, frozenset(one.values)) for one in where}


def expected(target: Target, day: date) -> float:
    """Return what a target expects on a day: on the straight way from its start, or all of it at once."""
    if target.since is None or target.start is None or day >= target.by:
        return target.value
    way = max((day - target.since).days, 0) / (target.by - target.since).days
    return target.start + (target.value - target.start) * way


def _last_day(row: Row, asked: Question, inputs: Inputs) -> date:
    """Return the last day that a row is about."""
    by_default: Grain | None = "month" if row["period"] and not asked.since and not asked.until else None
    if row["period"] and (grain := asked.grain or by_default):
        return next_start(date.fromisoformat(row["period"]), grain) - timedelta(days=1)
    return asked.until or inputs.as_of


def _to_target(row: Row, metric: Metric, target: Target, day: date) -> Row | None:
    if row["value"] is None:
        return None
    goal = expected(target, day)
    gap = row["value"] - goal
    low, high = ((row[name] - goal) if row[name] is not None else None for name in ("low", "high"))
    return {
        "to": "target",
        "period": None,
        "value": goal,
        "low": None,
        "high": None,
        "difference": gap,
        "difference_low": low,
        "difference_high": high,
        "differs": None if low is None or high is None else not low <= 0 <= high,
        "partial": row["partial"],
        "by": target.by.isoformat(),
        "met": None if row["partial"] else gap <= 0 if metric.direction == "down" else gap >= 0,
    }


def for_period(asked: Question, grain: Grain, start: date) -> Question:
    """Return the question about one period of a grain."""
    return replace(asked, by=(grain, *asked.attributes), since=start, until=start)
