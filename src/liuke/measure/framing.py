"""Laying out an answer: which periods and attributes a question means, and which questions cannot be asked."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis

from liuke.clock import EARLIEST, GRAINS, LATEST, Grain, next_start, start_of
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.conditions import Condition
from liuke.measure.frame import Frame
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Metric

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a metric: split by a grain and attributes, between two days, about whom."""

    by: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: tuple[Condition, ...] = ()

    @property
    def grain(self) -> Grain | None:
        """The grain asked for."""
        return next((grain for grain in GRAINS if grain in self.by), None)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes to split by."""
        return tuple(name for name in self.by if name not in GRAINS)


def lay_out(inputs: Inputs, metric: Metric, asked: Question) -> Frame:
    """Return the frame of a question; raises `UsageError` for what cannot be asked, and says what can."""
    for name in metric.inputs:
        if not inputs.has(name):
            inputs.table(name)
    check_names(inputs, metric.label, metric.base.own, asked.where, asked.by)
    conditions = tuple(sorted(asked.where, key=str))
    own = tuple(name for name in metric.base.own if name in (*asked.attributes, *(one.name for one in conditions)))
    if metric.base.kind == "stock":
        _check_stock(metric, asked)
        return Frame(None, asked.attributes, inputs.as_of, inputs.as_of, own, conditions)
    began = inputs.first_day(metric.inputs[0])
    frame = _stretch(inputs, metric, asked, began)
    return replace(frame, own=own, where=conditions)


def _stretch(inputs: Inputs, metric: Metric, asked: Question, began: date) -> Frame:
    """Return the frame of the days asked for; raises `UsageError` where no data are of them."""
    grain, as_of = asked.grain, inputs.as_of
    first, last = _whole(_within_reach(asked.since or began), _within_reach(asked.until or as_of), grain)
    if first > last or first > as_of or last < began:
        raise _nothing(asked.since or began, asked.until or as_of, began, as_of)
    if grain:
        return Frame(grain, asked.attributes, max(first, began), min(last, as_of))
    if metric.base.kind == "month" and not (asked.since or asked.until):
        first, last = _last_month(began, as_of)
    return Frame(None, asked.attributes, first, last)


def _within_reach(day: date) -> date:
    """Return a day, or the nearest that can be reckoned with: there are no data beyond."""
    return min(max(day, EARLIEST), LATEST)


def _whole(first: date, last: date, grain: Grain | None) -> tuple[date, date]:
    """Return the first and last day of the periods that hold two days."""
    if grain is None or first > last:
        return first, last
    return start_of(first, grain), next_start(start_of(last, grain), grain) - timedelta(days=1)


def check_names(
    inputs: Inputs, label: Text, own: Sequence[str], where: Sequence[Condition], by: Sequence[str] = ()
) -> None:
    """Raise `UsageError` for an unknown or impossible split or filter of what is called `label`.

    `own` are the attributes that its rows have themselves.
    """
    words = list(dict.fromkeys([*own, *inputs.attributes()]))
    unknown = [name for name in by if name not in (*words, *GRAINS)]
    grains = [grain for grain in GRAINS if grain in by]
    if unknown or len(grains) > 1:
        raise UsageError(
            "metric.by",
            Text("“{metric}” cannot be split by “{by}” here.", "“{metric}”在此不能按“{by}”拆分。").fill(
                metric=label, by=", ".join(unknown or grains)
            ),
            Text(
                "Use at most one of {grains}, and any of: {names}.", "期间最多选一个：{grains}；属性可选：{names}。"
            ).fill(grains=", ".join(GRAINS), names=", ".join(_nearest(unknown, words))),
        )
    filters = [*words, *inputs.numbers()]
    if strange := [one.name for one in where if one.name not in filters]:
        raise UsageError(
            "metric.where",
            Text("“{metric}” cannot be filtered by “{name}” here.", "“{metric}”在此不能按“{name}”筛选。").fill(
                metric=label, name=", ".join(strange)
            ),
            Text("Use any of: {names}.", "可用：{names}。").fill(names=", ".join(_nearest(strange, filters))),
        )


def _nearest(unknown: list[str], known: list[str]) -> list[str]:
    """Return the names that there are, those that look like the unknown ones first."""
    near = [name for word in unknown for name in difflib.get_close_matches(word, known, n=3)]
    return list(dict.fromkeys([*near, *known]))


def _check_stock(metric: Metric, asked: Question) -> None:
    if asked.grain or asked.since or asked.until:
        raise UsageError(
            "metric.stock",
            Text(
                "“{metric}” describes the run's last day only and has no periods.",
                "“{metric}”只反映数据截止日，没有期间。",
            ).fill(metric=metric.label),
            Text(
                "Ask without a period, --from and --to, or call `liuke run --as-of DATE` for another day.",
                "请去掉期间与起止日期，或用 `liuke run --as-of 日期` 计算其他日期。",
            ),
        )


def _nothing(first: date, last: date, began: date, as_of: date) -> UsageError:
    return UsageError(
        "metric.empty",
        Text("From {first} to {last} there is no day with data.", "{first} 至 {last} 之间没有数据。").fill(
            first=first, last=last
        ),
        Text("The data go from {first} to {last}.", "数据范围为 {first} 至 {last}。").fill(first=began, last=as_of),
    )


def _last_month(began: date, as_of: date) -> tuple[date, date]:
    """Return the last whole month, or the running one where the data do not reach back that far."""
    running = start_of(as_of + timedelta(days=1), "month")
    whole = start_of(running - timedelta(days=1), "month")
    if whole < start_of(began, "month"):
        whole = running
    return whole, next_start(whole, "month") - timedelta(days=1)


def check_somebody(
    inputs: Inputs, where: Sequence[Condition], found: Sequence[tuple[Frame, Mapping[Any, Mapping[str, Any]]]]
) -> None:
    """Raise `UsageError` where the filters keep nobody at all, and say which values there are."""
    own = {name for frame, _ in found for name in frame.own}
    asked = [one for one in where if one.name not in own]
    if asked and _anybody(inputs, asked):
        return
    if all(one.holds_of_unknown for one in asked) and any(_counts(rows, only_rows=not asked) for _, rows in found):
        return
    first = asked[0] if asked else where[0]
    raise UsageError(
        "metric.nobody",
        Text("The filter {where} keeps nobody.", "筛选条件 {where} 没有选中任何客户。").fill(
            where=", ".join(map(str, where))
        ),
        _values(inputs, first),
        column=first.name,
    )


def _counts(rows: Mapping[Any, Mapping[str, Any]], *, only_rows: bool) -> bool:
    """Say whether anything was counted: where customers are filtered, a period without any is a row of zeros."""
    return bool(rows) and (only_rows or any(terms[name] for terms in rows.values() for name in terms if "." in name))


def _anybody(inputs: Inputs, asked: Sequence[Condition]) -> bool:
    """Say whether there is a customer who meets the conditions."""
    people = inputs.people([one.name for one in asked])
    return inputs.engine.count(people.filter([one.holds(people[one.name]) for one in asked]).limit(1)) > 0


def _values(inputs: Inputs, condition: Condition) -> Text:
    """Return a hint with the values that an attribute has, the most frequent first."""
    if condition.name not in (*inputs.attributes(), *inputs.numbers()):
        return Text("Leave out a condition.", "请去掉一个条件后重试。")
    people = inputs.people([condition.name])
    counted = people.group_by(people[condition.name].cast("string").name("value")).agg(rows=lambda t: t.count())
    rows = inputs.engine.rows(counted.order_by(ibis.desc("rows"), "value").limit(_SHOWN))
    return Text("“{name}” is one of: {values}.", "“{name}”的取值有：{values}。").fill(
        name=condition.name, values=", ".join(str(row["value"]) for row in rows)
    )
