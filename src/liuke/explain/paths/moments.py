"""Moments: where a customer's steps are cut off, for those who left, and for those who stayed.

A leaver's last steps are by definition followed by nothing, a stayer's are not. So a stayer is cut off at a moment at
which he might as well have left, and did not. There are two kinds of leaving, and two of such moments:

* Somebody falls silent, or is lost by the run's definition. That happens after a visit. A leaver's moment is the end of
  the last visit (before the day on which the loss became known), a stayer's the end of a visit after which he is known
  to have come back. So both end where a visit ends, and nobody's steps are broken off halfway.
* An event says that somebody left, or reached a goal. It comes between two steps: a leaver's moment is just before it,
  a stayer's just before one of his events.

Who stayed at a moment may have left at a later one: to take only those who never left would compare with people of whom
we know the future (risk-set sampling, Lubin & Gail 1984). Of a goal the others are those who never reached it.

`times` says how often the customer could have left before: visits up to the moment, or steps before the event.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import ibis
from ibis.expr.types import DateValue, Table

MOMENT = ("customer_id", "cut", "day", "times")


class Leaving(Protocol):
    """How to tell who left. Moments are rows of customer_id, cut (steps before it), day, times."""

    def leavers(self, rows: Table, visits: Table) -> Table:
        """Return one moment of each customer who left."""
        ...

    def stayers(self, rows: Table, visits: Table) -> Table:
        """Return every moment at which somebody might have left and stayed."""
        ...

    @property
    def outcome(self) -> tuple[str, ...]:
        """The events that are the outcome itself."""
        ...


@dataclass(frozen=True, slots=True)
class ByStay:
    """Lost by the run's definition: the last of a customer's stays ended in a loss.

    `stay` is the table of a run. Where a stay lasts as long as purchases come (`bought`), a visit counts for stayers if
    a purchase came after it in the same stay; else (of contracts), if another visit did. `purchases` are events that
    are the purchase itself, whose absence is the loss.
    """

    stay: Table
    as_of: date
    bought: bool
    purchases: tuple[str, ...] = ()

    @property
    def outcome(self) -> tuple[str, ...]:
        """The purchases."""
        return self.purchases

    def leavers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the end of the last visit before the loss became known."""
        stay = self.stay
        last = stay.group_by("customer_id").agg(number=stay.number.max())
        lost = stay.filter(stay.lost_on.notnull()).semi_join(last, ["customer_id", "number"])
        seen = visits.inner_join(lost.select("customer_id", "lost_on"), "customer_id")
        return _latest(seen.filter(seen.day < seen.lost_on))

    def stayers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the ends of visits after which the customer is known to have stayed."""
        after = ibis.literal(self.as_of) + ibis.interval(days=1)
        end = self.stay.last_on if self.bought else ibis.coalesce(self.stay.lost_on, after.cast("date"))
        stays = self.stay.select("customer_id", "started_on", end=end)
        if not self.bought:
            order = ibis.window(group_by="customer_id", order_by="session")
            visits = visits.mutate(next_on=visits.day.lead().over(order))
        seen = visits.inner_join(stays.rename(since="started_on"), "customer_id")
        known = seen.day if self.bought else seen.next_on
        return seen.filter((seen.day >= seen.since) & (known < seen.end)).select(*MOMENT)


@dataclass(frozen=True, slots=True)
class BySilence:
    """No event for `days`: who has been silent for so long at the end of `as_of` has left."""

    days: int
    as_of: date

    @property
    def outcome(self) -> tuple[str, ...]:
        """None: silence is no event."""
        return ()

    def leavers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the end of the last visit of all."""
        last = _latest(visits)
        return last.filter(self._over(last.day) <= ibis.literal(self.as_of))

    def stayers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the ends of visits that another followed in time."""
        order = ibis.window(group_by="customer_id", order_by="session")
        following = visits.mutate(next_on=visits.started_on.lead().over(order))
        return following.filter(following.next_on < self._over(following.day)).select(*MOMENT)

    def _over(self, day: DateValue) -> DateValue:
        over: DateValue = (day + ibis.interval(days=self.days)).cast("date")
        return over


@dataclass(frozen=True, slots=True)
class ByEvent:
    """Who did the event `name` left; with `goal`, reached what was wanted."""

    name: str
    goal: bool = False

    @property
    def outcome(self) -> tuple[str, ...]:
        """The event itself."""
        return (self.name,)

    def leavers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the moment just before the first such event; what has the same time is not before it."""
        before = self._before(rows, rows.filter(rows.kept))
        found = before.group_by("customer_id").agg(
            cut=before.place.max() + 1, day=before.marked_on.max(), times=before.place.max() + 1
        )
        return found.select(*MOMENT)

    def stayers(self, rows: Table, visits: Table) -> Table:  # noqa: ARG002 - as the protocol says
        """Return the moments just before each event but this one; of a goal, of those who never reached it."""
        later = rows.filter(rows.kept & (rows.place > 0))
        found = later.anti_join(rows.filter(rows.name == self.name).select("customer_id").distinct(), "customer_id")
        moments = found.select("customer_id", "day", cut=found.place, times=found.place).select(*MOMENT)
        if self.goal:
            return moments
        before = self._before(rows, later)
        carried_on = before.select("customer_id", "day", cut=before.place, times=before.place).select(*MOMENT)
        return ibis.union(moments, carried_on)

    def _before(self, rows: Table, some: Table) -> Table:
        """Return those of some events that came before the customer's first of this one, with its time and day."""
        marks = rows.filter(rows.name == self.name)
        first = marks.group_by("customer_id").agg(marked_at=marks.at.min(), marked_on=marks.day.min())
        seen = some.inner_join(first, "customer_id")
        return seen.filter(seen.at < seen.marked_at)


def _latest(visits: Table) -> Table:
    """Return the last visit of each customer as a moment."""
    return visits.group_by("customer_id").agg(
        cut=visits.cut.argmax(visits.session), day=visits.day.argmax(visits.session), times=visits.times.max()
    )
