"""The events of a funnel in whole numbers: who did what at which microsecond, and what of it is known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table, TimestampValue

from liuke.engine import Engine
from liuke.explain.funnel.question import FunnelQuestion

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times in tables are naive UTC
_MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // _MICROSECOND
NEVER = 2**62
"""Later than every moment that there is."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The events that a question reads.

    `events` has customer_id, name and tick (microseconds since 1970, UTC; midnights where only days are known), and
    `held` where a property is held constant, without the rows on which it is unknown, and `trait` where the funnel is
    split by what events say. `people` has customer_id and group where it is split by what customers are. Nothing is
    known of `horizon` and after it.
    """

    engine: Engine
    question: FunnelQuestion
    events: Table
    horizon: int
    first: int
    last: int
    people: Table | None = None

    @staticmethod
    def of(
        question: FunnelQuestion, engine: Engine, events: Table, zone: str, last: date, people: Table | None = None
    ) -> "Rows":
        """Return the rows of a table with customer_id, at (a naive UTC time or a date), name; `held` and `trait`.

        `zone` decides at which moment a day begins; what is after the day `last` is not known.
        """
        at = events["at"]
        daily = at.type().is_date()

        def begins(day: date) -> int:
            return (datetime.combine(day, time()) - _EPOCH if daily else _instant(day, zone)) // _MICROSECOND

        horizon = begins(last + timedelta(days=1))
        tick = at.epoch_days().cast("int64") * DAY if daily else _tick(at)
        known = at <= ibis.literal(last) if daily else at < ibis.literal(_EPOCH + horizon * _MICROSECOND)
        rows = events.filter(known)
        kept = [name for name in ("held", "trait") if name in rows.columns and (name == "trait" or question.hold)]
        rows = rows.select("customer_id", "name", *kept, tick=tick)
        return Rows(
            engine,
            question,
            rows.filter(rows["held"].notnull()) if question.hold else rows,
            horizon,
            begins(question.since) if question.since else -NEVER,
            min(horizon, begins(question.until + timedelta(days=1))) if question.until else horizon,
            people,
        )

    @property
    def split(self) -> tuple[str, ...]:
        """The column that groups are in, where the funnel is split."""
        return ("group",) if self.people is not None or "trait" in self.events.columns else ()

    @property
    def keys(self) -> list[str]:
        """The columns that say whose entry it is."""
        return ["customer_id", "held"] if self.question.hold else ["customer_id"]

    @property
    def window(self) -> int:
        """The microseconds after its entry in which a step counts."""
        return NEVER if self.question.window is None else self.question.window // _MICROSECOND

    @property
    def latest(self) -> int:
        """The tick before which an entry must lie for its whole window to be known."""
        return NEVER if self.question.window is None else self.horizon - self.window

    def opening(self) -> Table:
        """Return the events with which customers may enter."""
        opens = self.events.filter(self.named(self.events, *self.question.opens))
        bounds = (opens["tick"] >= self.first) & (opens["tick"] < self.last)
        return opens.filter(bounds) if self.question.since or self.question.until else opens

    def deadline(self, start: IntegerValue) -> IntegerValue:
        """Return the last tick at which a step of an entry counts."""
        return ibis.literal(NEVER, "int64") if self.question.window is None else start + self.window

    def follows(self, tick: IntegerValue, before: IntegerValue) -> BooleanValue:
        """Say whether a step at `tick` comes after one at `before`."""
        return tick > before if self.question.repeats else tick >= before

    @staticmethod
    def named(events: Table, *names: str) -> BooleanValue:
        """Say whether an event is one of these."""
        return events["name"] == names[0] if len(names) == 1 else events["name"].isin(names)


def _instant(day: date, zone: str) -> timedelta:
    """Return the beginning of a local day, from 1970 in UTC on."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) - _EPOCH


def _tick(at: TimestampValue) -> IntegerValue:
    return at.delta(ibis.literal(_EPOCH), unit="microsecond").cast("int64")


def moment(tick: IntegerValue) -> TimestampValue:
    """Return a tick as a naive UTC time."""
    return ibis.literal(_EPOCH) + tick.as_interval("us")
