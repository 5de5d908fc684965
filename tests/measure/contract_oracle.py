"""Contracts once more, day by day and in plain Python: who is under contract on each day, and what they pay a month."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import dropwhile, pairwise

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

    @property
    def pause(self) -> tuple[date, date] | None:
        """The pause that the row tells of; one that ends before it begins is none."""
        if self.paused is None or (self.resumed is not None and self.resumed <= 0):
            return None
        begins = FIRST + (self.start + self.paused) * DAY
        return begins, (date.max if self.resumed is None else begins + self.resumed * DAY)


@dataclass(eq=False)
class Span:
    """What a row comes to: the days from `start` to `end`, which counts no more.

    `covered` is the first day that is not paid for, from which the grace period runs. `run` are the spans of its chain
    that it continues without a break, itself the last. `cut` is the start of the chain's next row, and `after` what
    that comes to; `follower` takes its place.
    """

    row: Row
    start: date
    covered: date | None
    end: date | None = None
    cut: date | None = None
    run: list["Span"] = field(default_factory=list)
    after: "Span | None" = None
    follower: "Span | None" = None

    def pays(self, day: date) -> Decimal:
        """Return what it brings a month, as things are on a day: the latest row that tells of a pause is right."""
        own, *earlier = [one.row.pause for one in reversed(self.run)]
        if own and own[0] <= day:
            return Decimal(0) if day < own[1] else self.row.monthly
        told = next(filter(None, earlier), None)
        return Decimal(0) if told and told[0] <= self.start and day < told[1] else self.row.monthly

    def day_of(self, days: int | None) -> date | None:
        """Return the day so many days after the start."""
        return None if days is None else self.start + days * DAY

    def gives_way(self, new: "Span", grace: int, at_once: bool, own: bool = True) -> bool:
        """Say whether another may take its place, by what is known of it on the day that one starts.

        Without `own`, whether it may though it were of another plan.
        """
        day = new.start
        if day <= self.start or (self.after and self.after.start <= day):
            return False
        due, cancelled = self.day_of(self.row.length), self.day_of(self.row.cancelled)
        if cancelled and cancelled > day:
            cancelled = None
        end = min(filter(None, (due, cancelled)), default=None) if at_once else due or cancelled
        if self.cut and self.cut <= day:
            end = min(end or date.max, self.cut)
        if end is None:
            return False
        if end <= day:
            return day <= end + grace * DAY
        same = own and (new.row.plan == self.row.plan)
        early = max(grace, (self.row.length or 0) // 12) if same else grace
        expected = due is not None and (due - day).days <= early
        renews_itself = self.row.chain is not None and len(self.run) > 1
        just_cancelled = cancelled is not None and (day - cancelled).days <= grace
        return just_cancelled or (expected and not renews_itself)


@dataclass
class Book:
    """All contracts as they are known at the end of a day."""

    rows: Sequence[Row]
    as_of: date
    grace: int
    at_once: bool = False

    @cached_property
    def spans(self) -> dict[str, list[Span]]:
        """The days that each customer's contracts count, their grace included."""
        known = [row for row in self.rows if FIRST + row.start * DAY <= self.as_of]
        chains: dict[tuple[str, ...], list[Row]] = {}
        for row in sorted(known, key=lambda one: one.start):
            chains.setdefault((row.chain,) if row.chain else (row.customer, row.plan), []).append(row)
        found: dict[str, list[Span]] = {}
        for name in sorted(chains, key=_as_sorted):
            for one in self._chain(chains[name]):
                found.setdefault(one.row.customer, []).append(one)
        for spans in found.values():
            spans.sort(key=lambda one: one.start)
            self._succeed(spans)
            for one in spans:
                if one.covered:
                    one.end = one.follower.start if one.follower else one.covered + self.grace * DAY
        return found

    def _chain(self, rows: list[Row]) -> list[Span]:
        """Return the spans of a chain: each until the next, and none before the first that is not free."""
        spans = [Span(row, FIRST + row.start * DAY, self._ends(row)) for row in rows]
        for one, following in pairwise(spans):
            one.cut = following.start
            one.covered = min(one.covered or date.max, one.cut)
        spans = [one for one in spans if one.covered is None or one.covered > one.start]
        spans = list(dropwhile(lambda one: not one.row.monthly, spans))
        for place, one in enumerate(spans):
            before = spans[place - 1] if place else None
            one.after = spans[place + 1] if one is not spans[-1] else None
            goes_on = before and before.covered and one.start <= before.covered + self.grace * DAY
            one.run = [*(before.run if before and goes_on else ()), one]
        return spans

    def _succeed(self, spans: list[Span]) -> None:
        """Give each what takes its place: one that begins anew, each to one; or else its own next, if in time."""
        starts = [one for one in spans if len(one.run) == 1]
        for turn in range(2 * len(spans)):
            wanted: dict[date, list[Span]] = {}
            for one in spans:
                may = [new for new in starts if one.gives_way(new, self.grace, self.at_once)]
                day = min((new.start for new in may), default=None)
                others = [n for n in may if one.gives_way(n, self.grace, self.at_once, own=False)]
                if day and not one.follower and (turn % 2 == 0 or any(new.start == day for new in others)):
                    wanted.setdefault(day, []).append(one)
            for day, waiting in wanted.items():
                for one in waiting:
                    fit = (n for n in starts if n.start == day and (n.row.plan == one.row.plan or turn % 2))
                    one.follower = next(fit, None)
                    starts = [new for new in starts if new is not one.follower]
        for one in spans:
            if not one.follower and one.after and len(one.after.run) > 1:
                one.follower = one.after

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
                    found.append((due, one.follower is not None, one.end <= self.as_of))
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


def _as_sorted(chain: tuple[str, ...]) -> str:
    """Return what the chains of a customer are ordered by: those without a number come first."""
    return "customer " + "\n".join(chain) if len(chain) > 1 else f"subscription {chain[0]}"


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
