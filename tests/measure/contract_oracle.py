"""Contracts once more, day by day and in plain Python: who is under contract on each day, and what they pay a month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from liuke.clock import Grain, periods
from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.settings import LostSettings, Settings
from tests.measure.miniatures.worked import inputs_from

FIRST, LENGTH = date(2024, 1, 1), 200
LAST = FIRST + timedelta(days=LENGTH)
DAY = timedelta(days=1)
type State = tuple[int, Decimal]
NOBODY: State = (0, Decimal(0))


@dataclass(frozen=True)
class Row:
    """A contract row; days count from the first of January, and from the start where they are lengths."""

    customer: str
    chain: str | None
    start: int
    length: int | None
    cancelled: int | None
    monthly: Decimal
    plan: str
    paused: int | None
    resumed: int | None

    def facts(self) -> dict[str, object]:
        """Return the row as table `subscription` has it."""

        def at(days: int | None, since: int = 0) -> datetime | None:
            return None if days is None else datetime(2024, 1, 1, 9) + timedelta(days=since + days)  # noqa: DTZ001

        return {
            "subscription_id": self.chain, "customer_id": self.customer, "plan": self.plan, "period": "month",
            "started_at": at(self.start), "expires_at": at(self.length, self.start), "price": self.monthly,
            "cancelled_at": at(self.cancelled, self.start), "paused_at": at(self.paused, self.start),
            "resumed_at": at(self.resumed, self.start + (self.paused or 0)) if self.paused is not None else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Span:
    """What a row comes to: the days from `start` to `end`, which counts no more, and the pause in it.

    `covered` is the first day that is not paid for, from which the grace period runs.
    """

    row: Row
    start: date
    end: date | None
    pause: tuple[date, date] | None = None
    covered: date = date.max

    def pays(self, day: date) -> Decimal:
        """Return what it brings a month, as things are on a day."""
        still = self.pause is not None and self.pause[0] <= day < self.pause[1]
        return Decimal(0) if still else self.row.monthly


@dataclass
class Book:
    """All contracts as they are known at the end of a day."""

    rows: Sequence[Row]
    as_of: date
    grace: int
    at_once: bool = False
    _spans: dict[str, list[Span]] = field(default_factory=dict)

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """The days that each customer's contracts count, their grace included."""
        known = [(place, row) for place, row in enumerate(self.rows) if FIRST + row.start * DAY <= self.as_of]
        found: dict[str, list[Span]] = {}
        for place, row in known:
            start, end = FIRST + row.start * DAY, self._ends(row)
            same = [(r.start, p) for p, r in known if (r.chain or r.customer) == (row.chain or row.customer)]
            later = [other for other in same if other > (row.start, place)]
            if later:
                following = FIRST + min(later)[0] * DAY
                end = following if end is None else min(end, following)
            if end is None or end > start:
                found.setdefault(row.customer, []).append(Span(row, start, end, self._pause(row)))
        return {customer: [self._lasting(one, spans) for one in spans] for customer, spans in found.items()}

    def _ends(self, row: Row) -> date | None:
        """Return the first day that is not paid for, or the day of a cancellation that counts at once."""
        start = FIRST + row.start * DAY
        due = None if row.length is None else start + row.length * DAY
        cancelled = None if row.cancelled is None else start + row.cancelled * DAY
        if cancelled is not None and cancelled > self.as_of:
            cancelled = None
        days = [day for day in (due, cancelled) if day is not None]
        if not days:
            return None
        return min(days) if self.at_once else days[0]

    def _lasting(self, span: Span, others: Sequence[Span]) -> Span:
        """Return the span until the customer's next one where that starts in time, or else with the grace period."""
        if span.end is None:
            return span
        after = [other.start for other in others if span.end <= other.start <= span.end + self.grace * DAY]
        return Span(span.row, span.start, min(after, default=span.end + self.grace * DAY), span.pause, span.end)

    def _pause(self, row: Row) -> tuple[date, date] | None:
        if row.paused is None or row.paused < 0:
            return None
        begins = FIRST + (row.start + row.paused) * DAY
        ends = date.max if row.resumed is None else begins + row.resumed * DAY
        if begins > self.as_of:
            return None
        return begins, (date.max if ends > self.as_of else ends)

    @cached_property
    def states(self) -> dict[str, dict[date, State]]:
        """The number of contracts and what they bring a month, of each customer at the end of each day."""
        return {
            customer: {
                day: (len(there), sum((one.pays(day) for one in there), Decimal(0)))
                for day in _days(FIRST, self.as_of)
                for there in [[one for one in spans if one.start <= day and (one.end is None or day < one.end)]]
            }
            for customer, spans in self.spans.items()
        }

    def state(self, customer: str, day: date) -> State:
        """Return the state at the end of a day; nothing before the first."""
        return self.states[customer].get(day, NOBODY)

    def movements(self) -> list[tuple[str, date, str, Decimal, Decimal]]:
        """Return customer, day, kind, before and after of every day on which something changed."""
        found = []
        for customer in self.states:
            was = False
            for day in _days(FIRST, self.as_of):
                (held_before, before), (held, after) = self.state(customer, day - DAY), self.state(customer, day)
                kind = _kind(held_before, held, after - before, was)
                was = was or held > 0
                if kind:
                    found.append((customer, day, kind, before, after))
        return sorted(found)

    def due(self) -> list[tuple[date, bool, bool]]:
        """Return for each contract that fell due the day, whether it was renewed, and whether that is decided."""
        found = []
        for spans in self.spans.values():
            for one in spans:
                due = None if one.row.length is None else one.start + one.row.length * DAY
                if due is not None and due <= self.as_of and one.end is not None:
                    renewed = any(one.covered <= other.start <= one.covered + self.grace * DAY for other in spans)
                    found.append((due, renewed, one.end <= self.as_of))
        return found

    def retained(self, start: date, end: date) -> list[tuple[float, float]]:
        """Return what each customer of the opening paid then, and pays at the end of a period, net."""
        there = [one for one in sorted(self.states) if self.state(one, start - DAY)[0]]
        last = min(end - DAY, self.as_of)
        return [(float(self.state(one, start - DAY)[1]), float(self.state(one, last)[1])) for one in there]

    def bridge(self, grain: Grain) -> dict[date, dict[str, Decimal]]:
        """Return the bridge of each period since the first contract, added up from what each customer paid."""
        who, moved = set(self.states), self.movements()
        first = min(day for _, day, *_ in moved)
        found: dict[date, dict[str, Decimal]] = {}
        for start, end in periods(first, self.as_of, grain):
            last = min(end - DAY, self.as_of)
            opening = {one: self.state(one, start - DAY) for one in who}
            closing = {one: self.state(one, last) for one in who}
            there = [one for one in who if opening[one][0]]
            sums = {name: Decimal(0) for name in ("new", "returned", "expansion", "contraction", "churned")}
            times: Counter[str] = Counter()
            for _, day, kind, before, after in moved:
                if start <= day < end:
                    sums[kind] += abs(after - before)
                    times[kind] += 1
            left = {one for one, day, kind, *_ in moved if start <= day < end and kind == "churned" and one in there}
            found[start] = {
                **sums,
                "opening": sum((money for _, money in opening.values()), Decimal(0)),
                "closing": sum((money for _, money in closing.values()), Decimal(0)),
                "opening_customers": Decimal(len(there)),
                "closing_customers": Decimal(sum(held > 0 for held, _ in closing.values())),
                "new_customers": Decimal(times["new"]),
                "returned_customers": Decimal(times["returned"]),
                "churned_customers": Decimal(times["churned"]),
                "opening_lost": Decimal(len(left)),
                "net": sum((closing[one][1] for one in there), Decimal(0)),
                "gross": sum((min(closing[one][1], opening[one][1]) for one in there), Decimal(0)),
            }
        return found


def _kind(held_before: int, held: int, change: Decimal, was: bool) -> str | None:
    if held and not held_before:
        return "returned" if was else "new"
    if held_before and not held:
        return "churned"
    if change:
        return "expansion" if change > 0 else "contraction"
    return None


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def contract_inputs(
    engine: Engine, book: Sequence[Row], as_of: date = LAST, rule: LostSettings | None = None
) -> Inputs:
    """Return what the derived tables make of a book of contracts."""
    given = {"subscription": [row.facts() for row in book]}
    return inputs_from(engine, given, as_of, settings=Settings(lost=rule or LostSettings()))
