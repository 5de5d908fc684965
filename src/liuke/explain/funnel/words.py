"""How lengths of time are told in a funnel: seconds, minutes, hours or days, whichever fit."""

from collections.abc import Mapping
from datetime import timedelta

from liuke.language import LANGUAGES, NOTHING, Text, number

SECONDS: Mapping[str, float] = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
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
