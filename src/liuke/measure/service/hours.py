"""Business hours: when the business is open, as intervals of UTC, from hours by weekday and a calendar of holidays.

Public holidays come from the package `holidays`, which knows China's working weekends (调休上班) from the State
Council's arrangements of each year; a year that has none published yet has weekends as ordinary ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from liuke.errors import DataError
from liuke.language import Text
from liuke.settings import ServiceSettings, read_hours

type Interval = tuple[datetime, datetime]
type Moments = NDArray[np.datetime64]

DAY = timedelta(days=1)
LONGEST = 60
"""Years that a calendar may span; moments further apart are a mistake in the data."""


@dataclass(frozen=True)
class BusinessHours:
    """The open intervals in naive UTC, in order, over the local days from `first` to `last`."""

    first: date
    last: date
    intervals: tuple[Interval, ...]

    @cached_property
    def _opens(self) -> Moments:
        return np.array([start for start, _ in self.intervals], dtype="datetime64[us]")

    @cached_property
    def _closes(self) -> Moments:
        return np.array([end for _, end in self.intervals], dtype="datetime64[us]")

    @cached_property
    def _before(self) -> NDArray[np.float64]:
        """The working seconds before each interval."""
        lengths = (self._closes - self._opens) / np.timedelta64(1, "s")
        return np.concatenate([[0.0], np.cumsum(lengths)])

    def worked(self, moments: Moments) -> NDArray[np.float64]:
        """Return the working seconds from the start of the calendar to each moment (naive UTC)."""
        place = np.searchsorted(self._opens, moments, side="right") - 1
        inside = np.maximum(place, 0)
        since = (np.minimum(moments, self._closes[inside]) - self._opens[inside]) / np.timedelta64(1, "s")
        return np.where(place < 0, 0.0, self._before[inside] + since)

    def due(self, moments: Moments, seconds: float | NDArray[np.float64]) -> Moments:
        """Return when so many working seconds have passed since each moment: the first such time.

        Raises `DataError` where the calendar ends before.
        """
        wanted = self.worked(moments) + seconds
        place = np.searchsorted(self._before, wanted, side="left") - 1
        if (place >= len(self.intervals)).any():
            raise _too_far(self.last)
        inside = np.maximum(place, 0)
        rest = np.round((wanted - self._before[inside]) * 1e6).astype("timedelta64[us]")
        return np.where(np.asarray(seconds) <= 0, moments, self._opens[inside] + rest)

    def due_at(self, created: datetime, seconds: float) -> datetime:
        """Return when so many working seconds have passed since a moment (naive UTC)."""
        found: datetime = self.due(np.array([created], dtype="datetime64[us]"), seconds)[0].item()
        return found

    def days(self) -> list[dict[str, object]]:
        """Return a row a UTC day: day, before (working seconds before it), and opens_i, closes_i in seconds of the day.

        Days that are closed are there too. All rows have the columns of the day with most intervals.
        """
        pieces: dict[date, list[tuple[int, int]]] = {}
        for start, end in self.intervals:
            for piece_start, piece_end in _by_day(start, end):
                midnight = datetime.combine(piece_start.date(), time())
                bounds = tuple(int((one - midnight).total_seconds()) for one in (piece_start, piece_end))
                pieces.setdefault(piece_start.date(), []).append((bounds[0], bounds[1]))
        most = max((len(found) for found in pieces.values()), default=1)
        rows: list[dict[str, object]] = []
        before, day = 0, self.first - 2 * DAY
        while day <= self.last + 2 * DAY:
            found = pieces.get(day, [])
            row: dict[str, object] = {"clock_day": day, "before": before}
            for place in range(most):
                row[f"opens_{place}"], row[f"closes_{place}"] = found[place] if place < len(found) else (0, 0)
            rows.append(row)
            before += sum(closes - opens for opens, closes in found)
            day += DAY
        return rows


def business_hours(settings: ServiceSettings, zone: str, first: date, last: date) -> BusinessHours:
    """Return when the business is open over the local days from `first` to `last`.

    `zone` is the workspace's, which the settings' own wins over. Raises `DataError` for a span of over sixty years.
    """
    if (last - first).days > LONGEST * 366:
        raise _too_long(first, last)
    rules = ZoneInfo(settings.timezone or zone)
    weekly = read_hours(settings.hours)
    off, on = _calendar(settings, first, last)
    found: list[Interval] = []
    day = first
    while day <= last:
        for opens, closes in _hours_of(day, weekly, off, on):
            start, end = (_utc(day, minutes, rules) for minutes in (opens, closes))
            if end > start:
                found.append((start, end))
        day += DAY
    return BusinessHours(first, last, tuple(found))


def _hours_of(
    day: date, weekly: Sequence[Sequence[tuple[int, int]]], off: frozenset[date], on: frozenset[date]
) -> Sequence[tuple[int, int]]:
    """Return the minutes of a local day between which the business is open."""
    if day in on:
        return weekly[day.weekday()] or weekly[0]
    return () if day in off else weekly[day.weekday()]


def _calendar(settings: ServiceSettings, first: date, last: date) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days off and the working days that are none by weekday."""
    off, on = set(settings.extra_holidays), set(settings.extra_working_days)
    if settings.holidays:
        from holidays import country_holidays  # noqa: PLC0415 - a fifth of a second that most commands do without

        country, _, part = settings.holidays.partition("-")
        known = country_holidays(country, subdiv=part or None, years=range(first.year, last.year + 1))
        off |= set(known)
        on |= set(known.weekend_workdays)
    return frozenset(off - set(settings.extra_working_days)), frozenset(on - set(settings.extra_holidays))


def _utc(day: date, minutes: int, rules: ZoneInfo) -> datetime:
    """Return a wall-clock time as naive UTC; an hour that a clock change skips begins when it is skipped."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=rules).astimezone(UTC).replace(tzinfo=None)


def _by_day(start: datetime, end: datetime) -> Iterator[Interval]:
    """Yield the parts of an interval that lie on one UTC day each."""
    while start < end:
        midnight = datetime.combine(start.date() + DAY, time())
        yield start, min(end, midnight)
        start = midnight


def _too_far(last: date) -> DataError:
    return DataError(
        "service.due",
        Text("The calendar of business hours ends on {last}.", "营业时间日历止于 {last}。").fill(last=last),
        Text("Make it longer, or look whether the business is ever open.", "请延长日历，或检查是否设有营业时间。"),
    )


def _too_long(first: date, last: date) -> DataError:
    return DataError(
        "service.span",
        Text(
            "The tickets are from {first} to {last}: that cannot be right.", "工单时间为 {first} 至 {last}，不合常理。"
        ).fill(first=first, last=last),
        Text("Look at the dates of the ticket file.", "请检查工单文件中的日期。"),
    )
