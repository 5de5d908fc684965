"""How lengths of time are told in a funnel: seconds, minutes, hours or days, whichever fit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from liuke.language import LANGUAGES, NOTHING, Text, number

_UNITS = (
    (86_400.0, Text("{n} days", "{n} 天"), Text("1 day", "1 天")),
    (3_600.0, Text("{n} hours", "{n} 小时"), Text("1 hour", "1 小时")),
    (60.0, Text("{n} minutes", "{n} 分钟"), Text("1 minute", "1 分钟")),
    (0.0, Text("{n} seconds", "{n} 秒"), Text("1 second", "1 秒")),
)


def length(seconds: float | None) -> Text:
    """Return a length of time in the largest unit of which there is one and a half or more; a dash for none."""
    if seconds is None:
        return Text(NOTHING, NOTHING)
    for size, many, one in _UNITS:
        if seconds >= 1.5 * size or seconds == size:
            count = seconds / (size or 1.0)
            if count == 1:
                return one
            digits = 0 if count >= 10 else 1
            return many.fill(n=Text(*(number(count, to, digits) for to in LANGUAGES)))
    raise AssertionError


def window_text(window: timedelta | None) -> Text:
    """Return in words how long after its entry a step counts."""
    if window is None:
        return Text("without a limit of time", "不限时间")
    return Text("within {time}", "{time}内").fill(time=length(window.total_seconds()))


HEADS: Mapping[str, Text] = {
    "step": Text("step", "步骤"),
    "customers": Text("reach it", "到达"),
    "of_previous": Text("of the step before (95%)", "占上一步（95%）"),
    "of_first": Text("of the first (95%)", "占首步（95%）"),
    "dropped": Text("go no further", "止步"),
    "excluded": Text("left by exclusion", "因排除事件离开"),
    "previous_median_seconds": Text("half take, from before", "距上一步中位用时"),
    "first_median_seconds": Text("half take, from the first", "距首步中位用时"),
    "anyone": Text("did it at all", "做过该步骤"),
}
"""The columns of a table of steps."""
YOUNG = Text(
    "{n} more have entered, but their window is not over: they are left out, whatever came of them.",
    "另有 {n} 位已进入但窗口尚未结束，无论结果如何均不计入。",
)
_ORDER = {
    "specific": Text("in this order, anything may lie between", "按此顺序，中间可有其他行为"),
    "any": Text("in any order", "不限顺序"),
}
_ENTRY = {
    "first": Text("from the first entry", "从首次进入算起"),
    "recent": Text("from the most recent entry that leads furthest", "从走得最远的最近一次进入算起"),
}


def question_text(asked: Mapping[str, Any]) -> Text:
    """Return in words how a funnel is counted, from the question's record."""
    path = " → ".join(asked["steps"])
    window = asked["window_seconds"]
    told = [Text(path, path), window_text(None if window is None else timedelta(seconds=window))]
    told += [_ORDER[asked["order"]], _ENTRY[asked["entry"]]]
    if asked["hold"]:
        told.append(Text("the same {name} on all steps", "各步骤的 {name} 相同").fill(name=asked["hold"]))
    if asked["each"]:
        told.append(Text("an entry for each {name}", "每个 {name} 计一次").fill(name=asked["hold"]))
    if asked["exclude"]:
        told.append(Text("without {names}", "排除 {names}").fill(names=", ".join(asked["exclude"])))
    if asked["since"] or asked["until"]:
        days = {"first": asked["since"] or NOTHING, "last": asked["until"] or NOTHING}
        told.append(Text("entered from {first} to {last}", "进入日期 {first} 至 {last}").fill(**days))
    return Text(*(" · ".join(one.say(to) for one in told) for to in LANGUAGES))
