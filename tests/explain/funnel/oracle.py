"""Funnels once more, customer by customer and event by event in plain Python: what the engine is held to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liuke.explain.funnel import FunnelQuestion

type Event = tuple[str, datetime, str, str | None]
"""Customer, naive UTC time, name, value held constant."""
type Reached = dict[str, list[datetime]]
"""For every entry, named by customer (and value, where each counts), when it reached its steps."""


@dataclass
class Oracle:
    asked: FunnelQuestion
    zone: str
    last: date

    def utc(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC).replace(tzinfo=None)

    @property
    def horizon(self) -> datetime:
        return self.utc(self.last + timedelta(days=1))

    def over(self, start: datetime) -> bool:
        return self.asked.window is None or start + self.asked.window < self.horizon

    def may_open(self, at: datetime) -> bool:
        since, until = self.asked.since, self.asked.until
        return (since is None or at >= self.utc(since)) and (until is None or at < self.utc(until + timedelta(days=1)))

    def walk(self, events: list[Event], start: datetime) -> list[datetime]:
        """Return when an entry reaches its steps: of any order, when the last of the first k was done."""
        end = self.horizon if self.asked.window is None else start + self.asked.window
        left = [at for _, at, name, _ in events if name in self.asked.exclude and at > start]
        end = min([end, *left])
        if self.asked.order == "any":
            return self.gather(events, start, end)
        reached = [start]
        for step in self.asked.steps[1:]:
            now = reached[-1]
            later = [
                at for _, at, name, _ in events
                if name == step and at <= end and (at > now if self.asked.repeats else at >= now)
            ]  # fmt: skip
            if not later:
                break
            reached.append(min(later))
        return reached

    def gather(self, events: list[Event], start: datetime, end: datetime) -> list[datetime]:
        reached: list[datetime] = []
        for step in self.asked.steps:
            done = [at for _, at, name, _ in events if name == step and start <= at <= end]
            if not done:
                break
            reached.append(max([*reached[-1:], min(done)]))
        return reached

    def answer(self, events: list[Event]) -> tuple[Reached, int]:
        """Return what every entry reaches, and how many entries are too young to tell."""
        units: dict[str, dict[str | None, list[Event]]] = defaultdict(lambda: defaultdict(list))
        for event in events:
            if event[1] < self.horizon and (not self.asked.hold or event[3] is not None):
                units[event[0]][event[3] if self.asked.hold else None].append(event)
        found: Reached = {}
        young = 0
        for customer, parts in units.items():
            whole = [{value: part} for value, part in parts.items()] if self.asked.each else [parts]
            for one in whole:
                starts = [
                    (at, value) for value, part in one.items() for _, at, name, _ in part
                    if name in self.asked.opens and self.may_open(at)
                ]  # fmt: skip
                if not starts:
                    continue
                chosen = self.choose(one, starts)
                if chosen is None:
                    young += 1
                    continue
                name = f"{customer} {chosen[1]}" if self.asked.each else customer
                found[name] = self.walk(one[chosen[1]], chosen[0])
        return found, young

    def choose(
        self, parts: dict[str | None, list[Event]], starts: list[tuple[datetime, str | None]]
    ) -> tuple[datetime, str | None] | None:
        if self.asked.entry == "first":
            first = min(starts, key=lambda start: (start[0], start[1] or ""))
            return first if self.over(first[0]) else None
        whole = sorted({start for start in starts if self.over(start[0])}, key=lambda start: start[1] or "")
        if not whole:
            return None
        return max(whole, key=lambda start: (len(self.walk(parts[start[1]], start[0])), start[0]))
