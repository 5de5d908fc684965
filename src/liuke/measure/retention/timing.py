"""Time as whole numbers: which period something happened in, how far apart two things are, what has fully elapsed.

All arithmetic after this is on integers, the same on every engine.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis.expr.types import DateValue, IntegerValue, Table, TimestampValue

from liuke.clock import local_time, next_start, start_of
from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.retention.question import DAYS, By, RetentionQuestion

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times in tables are naive UTC
_SECONDS = 86_400
_TICKS = {"none": 1_000_000 * _SECONDS, "hour": _SECONDS, "day": 1}
"""Ticks of a day: microseconds, seconds (whole clock hours) or days."""


def _number(day: date, by: By) -> int:
    """Return the number of the period that a day falls in, from some far one; weeks start on Monday."""
    days = day.toordinal() - date(1970, 1, 1).toordinal()
    numbers = {
        "day": days,
        "week": (days + 3) // 7,
        "month": day.year * 12 + day.month - 1,
        "quarter": day.year * 4 + (day.month - 1) // 3,
    }
    return numbers[by]


@dataclass(frozen=True, slots=True)
class Timing:
    """Reads times for one question. Everything from `first` to `last`, both included, is known, and nothing else.

    `zone` decides which day a timestamp falls on. With `daily`, only days are known and rolling windows count them.
    """

    question: RetentionQuestion
    zone: str
    first: date
    last: date
    daily: bool = False

    def instant(self, day: date) -> datetime:
        """Return the beginning of a local day as a naive UTC time."""
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)

    @property
    def unit(self) -> str:
        """What a tick is a part of: see `_TICKS`."""
        return "day" if self.daily else self.question.floor

    @property
    def width(self) -> int:
        """The ticks of a rolling window."""
        return DAYS[self.question.by] * _TICKS[self.unit]

    def known(self, table: Table) -> Table:
        """Return the rows of a table with column `at` that fall on known days."""
        at = table["at"]
        if at.type().is_date():
            return table.filter((at >= self.first) & (at <= self.last))
        end = self.instant(self.last + timedelta(days=1))
        return table.filter((at >= ibis.literal(self.instant(self.first))) & (at < ibis.literal(end)))

    def tick(self, at: TimestampValue | DateValue) -> IntegerValue:
        """Return a time as a whole number that rolling windows are measured in."""
        if self.unit == "day":
            return self._day(at).epoch_days().cast("int64")
        if self.unit == "none":
            return self.moment(at)
        seconds = at.delta(ibis.literal(_EPOCH), unit="second").cast("int64")
        return seconds - self._local(at).delta(ibis.literal(_EPOCH), unit="second").cast("int64") % 3600

    def moment(self, at: TimestampValue) -> IntegerValue:
        """Return a time as a whole number of microseconds, not rounded."""
        return at.delta(ibis.literal(_EPOCH), unit="microsecond").cast("int64")

    @property
    def rounds(self) -> bool:
        """Whether ticks are coarser than the times that are known."""
        return not self.daily and self.unit != "none"

    def tick_of(self, day: date) -> int:
        """Return the tick at which a local day begins."""
        if self.unit == "day":
            return _number(day, "day")
        return int((self.instant(day) - _EPOCH).total_seconds()) * (_TICKS[self.unit] // _SECONDS)

    @property
    def horizon(self) -> int:
        """The first tick that is not known."""
        return self.tick_of(self.last + timedelta(days=1))

    def period(self, at: TimestampValue | DateValue) -> IntegerValue:
        """Return the number of the period that a time falls in; that of the first known day is 0."""
        day, grain = self._day(at), self.question.by
        if grain in ("day", "week"):
            days = day.epoch_days().cast("int64")
            number = days if grain == "day" else (days + 3) // 7
        elif grain == "month":
            number = day.year() * 12 + day.month() - 1
        else:
            number = day.year() * 4 + day.quarter() - 1
        return (number - _number(self.first, grain)).cast("int64")

    def period_of(self, day: date) -> int:
        """Return the number of the period that a day falls in."""
        return _number(day, self.question.by) - _number(self.first, self.question.by)

    def starts(self) -> list[date]:
        """Return the first day of every period, from that of the first known day to that of the last."""
        found = [start_of(self.first, self.question.by)]
        while (following := next_start(found[-1], self.question.by)) <= self.last:
            found.append(following)
        return found

    def closed(self) -> int:
        """Return how many periods have fully elapsed."""
        return self.period_of(self.last + timedelta(days=1))

    def begun(self, start: date) -> int:
        """Return how many buckets could have begun for somebody in the cohort of the period that starts on `start`."""
        if not self.question.rolling:
            return self.period_of(self.last) - self.period_of(start) + 1
        return -((self.tick_of(start) - self.horizon) // self.width)

    def _day(self, at: TimestampValue | DateValue) -> DateValue:
        return at if at.type().is_date() else self._local(at).cast("date")

    def _local(self, at: TimestampValue) -> TimestampValue:
        return local_time(at, self.zone, self.instant(self.first), self.instant(self.last + timedelta(days=1)))


def days_if_no_hours(engine: Engine, table: Table, zone: str) -> Table:
    """Return a table with days in column `at` where every one of its times is a midnight of the zone."""
    if table["at"].type().is_date():
        return table
    span = engine.rows(table.aggregate(first=table["at"].min(), last=table["at"].max()))[0]
    if span["first"] is None:
        return table
    local = local_time(table["at"], zone, span["first"], span["last"])
    if engine.count(table.filter(local != local.truncate("D")).limit(1)):
        return table
    return table.mutate(at=local.cast("date"))


def check_times(question: RetentionQuestion, tables: list[Table]) -> bool:
    """Return whether only days are known; raises `UsageError` where hours are asked for and there are none."""
    daily = any(table["at"].type().is_date() for table in tables)
    if daily and question.floor == "hour":
        raise UsageError(
            "retention.no_times",
            Text("Only the days are known here, not the hours.", "这里只有日期，没有具体时刻。"),
            Text(
                "Leave the floor “hour” out: rolling windows then count days.", "请去掉按小时取整；滚动窗口将按天计算。"
            ),
        )
    return daily
