"""Days, periods and time zones.

Facts are stored in UTC; the workspace's time zone decides which day they fall on. Zone rules become a few constant
offsets between changes, so that every engine does the same plain arithmetic.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import ibis
from ibis.expr.types import DateValue, TimestampValue

from liuke.errors import UsageError
from liuke.language import Text

type Grain = Literal["day", "week", "month", "quarter", "year"]

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
_TRUNCATE: dict[Grain, Literal["D", "W", "M", "Q", "Y"]] = {
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""The days that a question may name: no business has data beyond, and the calendar has an end of its own."""
_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


def read_day(text: str, name: str) -> date:
    """Read the date given as `name`; raises `UsageError` that shows the form, or for a day of no calendar of today."""
    try:
        found = date.fromisoformat(text)
    except ValueError as fault:
        raise UsageError(
            "usage.date",
            Text("{name} {text} is not a date.", "{name} {text} 不是有效日期。").fill(name=name, text=text),
            Text("Write it as 2026-03-31.", "请写成 2026-03-31 的形式。"),
        ) from fault
    if not EARLIEST <= found <= LATEST:
        raise UsageError(
            "usage.date",
            Text("{name} {text} is out of reach.", "{name} {text} 超出范围。").fill(name=name, text=text),
            Text("Name a day from {first} to {last}.", "请填写 {first} 至 {last} 之间的日期。").fill(
                first=EARLIEST, last=LATEST
            ),
        )
    return found


_LENGTHS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_length(text: str) -> timedelta | None:
    """Return the length of time that words such as 7d, 1h or 30m state; None for `none`. Raises `ValueError`."""
    if text.strip().lower() == "none":
        return None
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*([smhdw])\s*", text.lower())
    if not found:
        raise ValueError(text)
    return timedelta(**{_LENGTHS[found[2]]: float(found[1])})


def offsets(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, timedelta]]:
    """Return (UTC instant, offset in force from there on) for `zone` between two naive UTC instants, in order."""
    rules = ZoneInfo(zone)

    def offset(moment: datetime) -> timedelta:
        return moment.replace(tzinfo=UTC).astimezone(rules).utcoffset() or timedelta()

    found = [(first, offset(first))]
    moment = first
    while moment < last:
        following = moment + timedelta(days=1)
        if offset(following) != found[-1][1]:
            low, high = moment, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if offset(middle) == found[-1][1] else (low, middle)
            found.append((high.replace(microsecond=0), offset(following)))
        moment = following
    return found


def _shift(moment: TimestampValue, changes: list[tuple[datetime, timedelta]]) -> TimestampValue:
    def moved(offset: timedelta) -> TimestampValue:
        seconds = int(offset.total_seconds())
        return moment + ibis.interval(seconds=seconds) if seconds else moment

    shifted = moved(changes[0][1])
    for instant, offset in changes[1:]:
        shifted = ibis.ifelse(moment >= ibis.literal(instant), moved(offset), shifted)
    return shifted


def local_time(moment: TimestampValue, zone: str, first: datetime, last: datetime) -> TimestampValue:
    """Return a naive UTC timestamp as wall-clock time in `zone`; `first` and `last` bound the values."""
    return _shift(moment, offsets(zone, first - timedelta(days=2), last + timedelta(days=2)))


def utc_time(wall: TimestampValue, zone: str, first: datetime, last: datetime) -> TimestampValue:
    """Return wall-clock time in `zone` as a naive UTC timestamp; `first` and `last` bound the values.

    An hour that a clock change repeats is read as its first pass; one that it skips, with the offset before the change.
    """
    changes = offsets(zone, first - timedelta(days=2), last + timedelta(days=2))
    walls = [
        (instant + max(offset, before), -offset)
        for (instant, offset), (_, before) in zip(changes, [changes[0], *changes], strict=False)
    ]
    return _shift(wall, walls)


def period_start(day: DateValue, grain: Grain) -> DateValue:
    """Return the first day of the period a date falls in; weeks start on Monday (ISO 8601)."""
    return day if grain == "day" else day.truncate(_TRUNCATE[grain]).cast("date")


def start_of(day: date, grain: Grain) -> date:
    """Return the first day of the period that `day` falls in."""
    if grain in ("day", "week"):
        return day - timedelta(days=day.weekday() if grain == "week" else 0)
    return date(day.year, day.month - (day.month - 1) % _MONTHS[grain], 1)


def next_start(start: date, grain: Grain) -> date:
    """Return the first day of the period after the one that starts on `start`."""
    if grain in ("day", "week"):
        return start + timedelta(days=7 if grain == "week" else 1)
    months = start.month + _MONTHS[grain]
    return date(start.year + (months - 1) // 12, (months - 1) % 12 + 1, 1)


def periods(first: date, last: date, grain: Grain) -> Iterator[tuple[date, date]]:
    """Yield (first day, first day of the next) of each period from the one with `first` to the one with `last`."""
    start = start_of(first, grain)
    while start <= last:
        end = next_start(start, grain)
        yield start, end
        start = end


def local_zone() -> str:
    """Return the machine's time zone as an IANA name; UTC where it has none."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = Path("/etc/localtime")
    for name in (named, str(linked.resolve()).partition("zoneinfo/")[2] if linked.exists() else ""):
        if name in available_timezones():
            return name
    return "UTC"
