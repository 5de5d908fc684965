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
    difference_high, differs (None where no interval tells), partial, begins_inside (of what it is compared with),
    first_day and last_day; of a target further by and met. None where there is nothing to compare with. What is not
    over yet, too early to know, or of a period inside which the data begin, differs of itself: it is shown beside the
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
        meant = _meant_targets(metric, targets, asked.where)
        ends = [_last_day(row, asked, inputs) for row in answer.rows]
        rows = [
            row | {"compared": _to_target(row, answer, _due(meant, day), day)}
            for row, day in zip(answer.rows, ends, strict=True)
        ]
        return Compared(answer, versus, rows)
    stretch = None if asked.grain else _stretch(inputs, asked, versus, _starts(answer))
    before = _before(inputs, metric, versus, asked, answer, stretch)
    rows = []
    for row in answer.rows:
        other = before.get((_shifted(row, answer, versus), *row["split"].values()))
        whole = all(answer.tells(one) for one in (row, other) if one)
        compared = _to_row(row, other, versus, whole=whole)
        if compared and other:
            compared |= _days(stretch or _span(other, asked))
        rows.append(row | {"compared": compared})
    return Compared(answer, versus, rows)


def earlier(start: date, grain: Grain, versus: Versus) -> date:
    """Return the first day of the period that one starting on `start` is compared with."""
    if versus == "previous":
        return start_of(start - timedelta(days=1), grain)
    if grain in ("day", "week"):
        return start - timedelta(days=_YEAR_OF_WEEKS)
    return date(start.year - 1, start.month, 1)


def _starts(answer: Answer) -> list[date]:
    return [date.fromisoformat(row["period"]) for row in answer.rows if row["period"]]


def _before(
    inputs: Inputs,
    metric: Metric,
    versus: Versus,
    asked: Question,
    answer: Answer,
    stretch: tuple[date, date] | None,
) -> dict[tuple[Any, ...], Row]:
    """Return the rows to compare with, by period and attributes."""
    periods = _starts(answer)
    if asked.grain and periods:
        since = max(earlier(min(periods), asked.grain, versus), inputs.first_day(metric.inputs[0]))
        other = ask(inputs, metric, asked.by, since, max(periods), asked.where)
    elif stretch:
        try:
            other = ask(inputs, metric, asked.by, *stretch, asked.where)
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
        end = first - timedelta(days=1)
        return _months_back(first, last) or end - (last - first), end
    return _last_year(first), _last_year(last)


def _months_back(first: date, last: date) -> date | None:
    """Return the first day of as many months before whole months; None for days that are not whole months.

    February against the 29 days before it would be compared with most of January.
    """
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return None
    back = 2 * _month(first) - _month(after)
    return date(back // 12, back % 12 + 1, 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _last_year(day: date) -> date:
    """Return the same day of the year before; of the last day of a month, the last day of that month."""
    last = next_start(date(day.year - 1, day.month, 1), "month") - timedelta(days=1)
    ends = (day + timedelta(days=1)).month != day.month
    return last if ends else last.replace(day=min(day.day, last.day))


def _span(other: Row, asked: Question) -> tuple[date, date] | None:
    """Return the first and last day of a period of the grain asked for."""
    if asked.grain is None or other["period"] is None:
        return None
    start = date.fromisoformat(other["period"])
    return start, next_start(start, asked.grain) - timedelta(days=1)


def _days(span: tuple[date, date] | None) -> Row:
    return dict(zip(("first_day", "last_day"), map(date.isoformat, span) if span else (None, None), strict=True))


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
        "begins_inside": other["begins_inside"],
    }


def _meant_targets(metric: Metric, targets: Sequence[Target], where: Sequence[Condition]) -> list[Target]:
    """Return the targets of a metric and of those meant, the one due first before others."""
    own = [one for one in targets if one.metric == metric.id]
    found = [one for one in own if _meant(map(read_condition, one.where)) == _meant(where)]
    if found:
        return sorted(found, key=lambda one: one.by)
    known = ", ".join(dict.fromkeys(target.metric for target in targets)) or "–"
    raise UsageError(
        "metric.no_target",
        Text("There is no target for “{metric}”.", "“{metric}”没有设定目标。").fill(metric=metric.label),
        Text(
            "Set one under [[target]] in liuke.toml: metric, value and by (a date). There are targets for: {known}.",
            "请在 liuke.toml 的 [[target]] 中设定 metric、value 与 by（日期）。已有目标的指标：{known}。",
        ).fill(known=known),
    )


def _due(targets: Sequence[Target], day: date) -> Target:
    """Return the target that counts on a day: the first that is not due before it, or else the last there is."""
    return next((one for one in targets if one.by >= day), targets[-1])


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


def _to_target(row: Row, answer: Answer, target: Target, day: date) -> Row | None:
    if row["value"] is None:
        return None
    goal, whole = expected(target, min(day, target.by)), answer.tells(row)
    gap = row["value"] - goal
    low, high = ((row[name] - goal) if whole and row[name] is not None else None for name in ("low", "high"))
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
        "begins_inside": False,
        "first_day": None,
        "last_day": None,
        "by": target.by.isoformat(),
        "met": _met(answer.metric, gap) if whole else None,
    }


def _met(metric: Metric, gap: float) -> bool | None:
    """Say whether a target is met; nothing where neither high nor low is better."""
    if metric.direction == "none":
        return None
    return gap <= 0 if metric.direction == "down" else gap >= 0


def for_period(asked: Question, grain: Grain, start: date) -> Question:
    """Return the question about one period of a grain."""
    return replace(asked, by=(grain, *asked.attributes), since=start, until=start)
