"""Retention once more, customer by customer and bucket by bucket in plain Python: what the engine is held to."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from liuke.clock import next_start, start_of
from liuke.measure import RetentionQuestion

type Act = tuple[str, datetime, int]
"""Customer, naive UTC time, amount."""

DAYS = {"day": 1, "week": 7, "month": 30}


@dataclass
class Cell:
    so_far: Decimal = Decimal(0)
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)


@dataclass
class Cohort:
    size: int = 0
    waiting: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Customers for whom bucket k is not over, by k."""
    cells: dict[int, Cell] = field(default_factory=lambda: defaultdict(Cell))


@dataclass
class Oracle:
    asked: RetentionQuestion
    zone: str
    last: date

    def local(self, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))

    def utc(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)

    def cohort(self, at: datetime) -> date:
        return start_of(self.local(at).date(), self.asked.by)

    def floored(self, at: datetime) -> datetime:
        if self.asked.floor == "day":
            return datetime.combine(self.local(at).date(), time())
        if self.asked.floor == "hour":
            local = self.local(at)
            return at - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at

    def horizon(self) -> datetime:
        end = self.last + timedelta(days=1)
        return datetime.combine(end, time()) if self.asked.rolling and self.asked.floor == "day" else self.utc(end)

    def windows(self, start: datetime) -> list[tuple[datetime, datetime]]:
        """Return the buckets that begin before everything known ends; times are floored as asked."""
        found = []
        if self.asked.rolling:
            begin, width = self.floored(start), timedelta(days=DAYS[self.asked.by])
            while begin < self.horizon():
                found.append((begin, begin + width))
                begin += width
            return found
        day = self.cohort(start)
        while day <= self.last:
            following = next_start(day, self.asked.by)
            found.append((self.utc(day), self.utc(following)))
            day = following
        return found

    def entries(self, starts: list[Act]) -> list[tuple[str, date, datetime]]:
        firsts: dict[tuple[str, date | None], datetime] = {}
        for who, at, _ in sorted(starts, key=lambda act: act[1]):
            if self.local(at).date() <= self.last:
                firsts.setdefault((who, self.cohort(at) if self.asked.entry == "recurring" else None), at)
        return [(who, self.cohort(at), at) for (who, _), at in firsts.items()]

    def counts(self, starts: list[Act], returns: list[Act]) -> dict[date, Cohort]:
        found: dict[date, Cohort] = defaultdict(Cohort)
        for who, cohort, start in self.entries(starts):
            mine = [
                (self.floored(at), amount)
                for name, at, amount in returns
                if name == who and at >= start and self.local(at).date() <= self.last
            ]
            found[cohort].size += 1
            self._add(found[cohort], self.windows(start), mine)
        return found

    def _add(self, cohort: Cohort, windows: list[tuple[datetime, datetime]], mine: list[tuple[datetime, int]]) -> None:
        base = sum(amount for at, amount in mine if windows[0][0] <= at < windows[0][1])
        if self.asked.of == "gross":
            base = max(base, 0)
        for k, (begin, end) in enumerate(windows):
            inside = [amount for at, amount in mine if begin <= at < end]
            came = Decimal(bool([at for at, _ in mine if begin <= at < end]))
            if self.asked.returning == "on_or_after":
                came = Decimal(any(at >= begin for at, _ in mine))
            if self.asked.of == "net":
                came = Decimal(sum(inside))
            elif self.asked.of == "gross":
                came = Decimal(min(max(sum(inside), 0), base))
            over = end <= self.horizon()
            cohort.waiting[k] += not over
            cell = cohort.cells[k]
            cell.so_far += came
            if over:
                cell.numerator += came
                cell.denominator += base if self.asked.money else 1
