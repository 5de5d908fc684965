"""A funnel asked of a run: its events and orders as steps, split by attributes or properties, of chosen customers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from liuke.errors import UsageError
from liuke.explain.funnel.comparing import Shift, against_before, against_others
from liuke.explain.funnel.count import count_funnel
from liuke.explain.funnel.happened import Happened
from liuke.explain.funnel.question import FunnelQuestion
from liuke.explain.funnel.result import Funnel
from liuke.explain.funnel.telling import sentences
from liuke.language import Text
from liuke.measure import Condition
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names, check_somebody

MOST_GROUPS = 30
USUAL_DAYS = 28


def ask_funnel(happened: Happened, question: FunnelQuestion, by: str = "", where: Sequence[Condition] = ()) -> Funnel:
    """Return the funnel of a run, split by an attribute of customers or a property of the event they enter with.

    Raises `UsageError` for events that nobody did, properties that no event has, and splits or filters that cannot be
    asked for or keep nobody.
    """
    inputs = happened.inputs
    check_names(inputs, Text("A funnel", "漏斗"), (), where)
    if where and not all(one.holds_of_unknown for one in where):
        check_somebody(inputs, where, [])
    attribute = by in inputs.attributes()
    rows = happened.rows((*question.steps, *question.exclude), question.hold, "" if attribute else by)
    if rows["at"].type().is_date() and question.window is not None and question.window < timedelta(days=1):
        raise UsageError(
            "funnel.no_times",
            Text("Only the days are known here, not the hours.", "这里只有日期，没有具体时刻。"),
            Text("Use a window of one day or more.", "请使用一天或更长的窗口。"),
        )
    people = inputs.people([by]).rename(group=by) if attribute else None
    chosen = of_whom(rows, inputs, where)
    found = count_funnel(question, inputs.engine, chosen, last=inputs.as_of, zone=happened.zone, people=people, by=by)
    _check_groups(found)
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """A funnel, the one of the period before where it is compared with that, and how every step went beside it.

    `kind` is *previous* (the period before) or *groups* (each group beside all others).
    """

    kind: str
    now: Funnel
    before: Funnel | None
    shifts: Sequence[Shift]

    def record(self) -> dict[str, Any]:
        """Return the comparison for JSON: what it is with, every step of every group, and what changed for sure."""
        asked = self.before.question if self.before else None
        return {
            "with": self.kind,
            "since": asked and str(asked.since),
            "until": asked and str(asked.until),
            "rows": [one.record() for one in self.shifts],
            "sentences": [one.record() for one in sentences(self.kind, self.shifts)],
        }


def compare_funnel(
    happened: Happened, question: FunnelQuestion, kind: str, by: str = "", where: Sequence[Condition] = ()
) -> Compared:
    """Return a funnel beside the period before (*previous*), or its groups beside each other (*groups*).

    The period before is as long, and ends the day before; without days, the last 28 on which entries are over count.
    Raises `UsageError` as `ask_funnel`, for another kind, and where there is nothing to compare with.
    """
    if kind == "groups":
        if not by:
            raise UsageError(
                "funnel.compare_by",
                Text("Groups to compare need something to split by.", "比较分组需要先指定拆分属性。"),
                Text(
                    "Add --by ATTRIBUTE, or compare with `previous`.",
                    "请加上 --by 属性，或改为与上一期间比较（previous）。",
                ),
            )
        found = ask_funnel(happened, question, by, where)
        return Compared(kind, found, None, against_others(found))
    if kind != "previous":
        raise UsageError(
            "funnel.unknown",
            Text("A funnel cannot be compared with “{kind}”.", "漏斗不能与“{kind}”比较。").fill(kind=kind),
            Text("Use previous or groups.", "可选：previous（上一期间）、groups（分组）。"),
        )
    now, before = _periods(question, happened.inputs.as_of)
    earlier = ask_funnel(happened, before, by, where)
    if not earlier.entered.count:
        raise UsageError(
            "funnel.no_before",
            Text(
                "From {first} to {last} nobody entered: there is nothing to compare with.",
                "{first} 至 {last} 无人进入，没有可比较的对象。",
            ).fill(first=before.since, last=before.until),
            Text("Choose other days with --from and --to.", "请用 --from 和 --to 选择其他日期。"),
        )
    found = ask_funnel(happened, now, by, where)
    return Compared(kind, found, earlier, against_before(found, earlier))


def _periods(question: FunnelQuestion, as_of: date) -> tuple[FunnelQuestion, FunnelQuestion]:
    """Return the question for its own days and for as many before them."""
    if question.window is None:
        raise UsageError(
            "funnel.compare_window",
            Text(
                "Without a window, the earlier period has had more time.",
                "不设窗口时，较早的期间有更长的时间完成转化。",
            ),
            Text("Give a window, such as 7d.", "请设置窗口，如 7d。"),
        )
    last = question.until or as_of - timedelta(days=-(-question.window // timedelta(days=1)))
    first = question.since or last - timedelta(days=USUAL_DAYS - 1)
    length = last - first + timedelta(days=1)
    before = replace(question, since=first - length, until=last - length)
    return replace(question, since=first, until=last), before


def _check_groups(found: Funnel) -> None:
    if not found.rows.split:
        return
    count = found.rows.engine.count(found.entered.entries.select("group").distinct())
    if count > MOST_GROUPS:
        raise UsageError(
            "funnel.too_many_groups",
            Text("“{name}” has {count} values: too many funnels.", "“{name}”有 {count} 个取值，漏斗过多。").fill(
                name=found.by, count=count
            ),
            Text("Split by one with at most {most}.", "请选择取值不超过 {most} 个的属性。").fill(most=MOST_GROUPS),
        )
