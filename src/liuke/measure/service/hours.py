"""Business hours: when the business is open, as intervals of UTC, from hours by weekday and a calendar of holidays.

Public holidays come from the package `holidays`: one calendar for every country, and for China the State Council's
arrangement of each year with its working weekends (调休上班), checked against the notices of 2024 to 2026. A year that
has no arrangement yet has the statutory days off and no working weekend. It is imported where a calendar is asked for.
"""

from bisect import bisect_left
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
YEARS = range(1900, 2200)
"""Years that a calendar may have; 9999 and the like stand for something else."""
_MICROSECOND, _SECOND = np.timedelta64(1, "us"), 1_000_000


@dataclass(frozen=True)
class BusinessHours:
    """The open intervals in naive UTC, in order and apart, over the local days from `first` to `last`.

    Nothing is known of moments before `begins` and after `ends` (naive UTC).
    """

    first: date
    last: date
    begins: datetime
    ends: datetime
    intervals: tuple[Interval, ...]

    @cached_property
    def _opens(self) -> Moments:
        """The openings, after one of no length where the calendar begins: every moment has an opening before it."""
        return np.array([self.begins, *(start for start, _ in self.intervals)], dtype="datetime64[us]")

    @cached_property
    def _closes(self) -> Moments:
        return np.array([self.begins, *(end for _, end in self.intervals)], dtype="datetime64[us]")

    @cached_property
    def _before(self) -> NDArray[np.int64]:
        """The working microseconds before each interval, and those of the whole calendar."""
        return np.concatenate([[0], np.cumsum((self._closes - self._opens) // _MICROSECOND)])

    def require(self, first: datetime | None, last: datetime | None) -> None:
        """Raise `DataError` unless the calendar covers both moments (naive UTC), where there are any."""
        for moment in (first, last):
            if moment is not None and not self.begins <= moment <= self.ends:
                raise _outside(self, moment)

    def worked(self, moments: Moments) -> NDArray[np.float64]:
        """Return the working seconds from the start of the calendar to each moment (naive UTC); NaN for NaT.

        Raises `DataError` for moments that the calendar does not cover.
        """
        return np.where(np.isnat(moments), np.nan, self._microseconds(moments) / _SECOND)

    def _microseconds(self, moments: Moments) -> NDArray[np.int64]:
        """Return the working microseconds to each moment; 0 for NaT."""
        known = moments[~np.isnat(moments)].astype("datetime64[us]")
        if len(known):
            self.require(known.min().item(), known.max().item())
        moments = np.where(np.isnat(moments), self._opens[0], moments)
        place = np.searchsorted(self._opens, moments, side="right") - 1
        since = np.minimum(moments, self._closes[place]) - self._opens[place]
        found: NDArray[np.int64] = self._before[place] + since // _MICROSECOND
        return found

    def due(self, moments: Moments, seconds: float | NDArray[np.float64]) -> Moments:
        """Return when so many working seconds have passed since each moment: the first such time.

        That is the moment itself for no seconds or fewer, and NaT where either is missing. Raises `DataError` where a
        moment is outside the calendar, or the calendar ends before.
        """
        missing = np.isnat(moments) | np.isnan(seconds)
        more = np.rint(np.where(missing, 0, seconds) * _SECOND).astype(np.int64)
        wanted = self._microseconds(moments) + more
        place = np.searchsorted(self._before, wanted, side="left") - 1
        if (place[more > 0] >= len(self._opens)).any():
            raise _too_far(self.last)
        inside = np.clip(place, 0, len(self._opens) - 1)
        found = self._opens[inside] + (wanted - self._before[inside]) * _MICROSECOND
        return np.where(missing, np.datetime64("NaT", "us"), np.where(more > 0, found, moments))

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
            for day, opens, closes in _by_day(start, end):
                pieces.setdefault(day, []).append((opens, closes))
        most = max((len(found) for found in pieces.values()), default=1)
        rows: list[dict[str, object]] = []
        before, day = 0, self.begins.date()
        while day <= self.ends.date():
            found = pieces.get(day, [])
            row: dict[str, object] = {"day": day, "before": before}
            for place in range(most):
                row[f"opens_{place}"], row[f"closes_{place}"] = found[place] if place < len(found) else (0, 0)
            rows.append(row)
            before += sum(closes - opens for opens, closes in found)
            day += DAY
        return rows


def business_hours(settings: ServiceSettings, zone: str, first: date, last: date) -> BusinessHours:
    """Return when the business is open over the days from `first` to `last`, and a day on either side.

    So it covers those days as UTC has them, too. `zone` is the workspace's, which the settings' own wins over. Raises
    `DataError` for a span of over sixty years, and for years that are none.
    """
    if (last - first).days > LONGEST * 366 or first.year not in YEARS or last.year not in YEARS:
        raise _too_long(first, last)
    first, last = first - DAY, last + DAY
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
    return BusinessHours(first, last, _utc(first, 0, rules), _utc(last + DAY, 0, rules), tuple(found))


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
    """Return a wall-clock time as naive UTC.

    A time that a clock change skips is the moment of the change, and one that it repeats is the first of the two: so
    times in order stay in order, and what opens and closes while the clock jumps was never open.
    """
    wall = datetime.combine(day, time(), rules) + timedelta(minutes=minutes)
    found = wall.astimezone(UTC)
    if found.astimezone(rules).replace(tzinfo=None) != wall.replace(tzinfo=None):
        # Skipped: `found` is by the offset before the change, and by the one after it the moment lies before it.
        early = wall.replace(fold=1).astimezone(UTC)
        after = found.astimezone(rules).utcoffset()
        found = early + timedelta(
            seconds=bisect_left(
                range(int((found - early).total_seconds())),
                x=True,
                key=lambda second: (early + timedelta(seconds=second)).astimezone(rules).utcoffset() == after,
            )
        )
    return found.replace(tzinfo=None)


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[date, int, int]]:
    """Yield the parts of an interval that lie on one UTC day each, in seconds of that day."""
    while start < end:
        midnight = datetime.combine(start.date(), time())
        until = min(end, midnight + DAY)
        yield start.date(), int((start - midnight).total_seconds()), int((until - midnight).total_seconds())
        start = until


def _outside(hours: BusinessHours, moment: datetime) -> DataError:
    return DataError(
        "service.outside",
        Text(
            "No business hours are known for {moment} (UTC): the calendar is from {first} to {last}.",
            "营业时间日历为 {first} 至 {last}，不含 {moment}（UTC）。",
        ).fill(moment=moment.isoformat(" ", "seconds"), first=hours.first, last=hours.last),
        Text("Ask for a calendar that has all moments to be measured.", "请使用覆盖全部待计算时间的日历。"),
    )


def _too_far(last: date) -> DataError:
    return DataError(
        "service.due",
        Text("The calendar of business hours ends on {last}.", "营业时间日历止于 {last}。").fill(last=last),
        Text(
            "Ask for a later last day; where service.hours never opens, give it hours.",
            "请延后日历的最后一天；若 service.hours 未设任何营业时段，请补充。",
        ),
    )


def _too_long(first: date, last: date) -> DataError:
    return DataError(
        "service.span",
        Text(
            "The tickets are from {first} to {last}: that cannot be right.", "工单时间为 {first} 至 {last}，不合常理。"
        ).fill(first=first, last=last),
        Text("Look at the dates of the ticket file.", "请检查工单文件中的日期。"),
    )
