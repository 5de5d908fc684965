"""A funnel asked of a run: its events and orders as steps, split by attributes or properties, of chosen customers."""

from collections.abc import Sequence
from datetime import timedelta

from liuke.errors import UsageError
from liuke.explain.funnel.count import count_funnel
from liuke.explain.funnel.happened import Happened
from liuke.explain.funnel.question import FunnelQuestion
from liuke.explain.funnel.result import Funnel
from liuke.language import Text
from liuke.measure import Condition
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names, check_somebody

MOST_GROUPS = 30


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
