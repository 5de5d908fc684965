"""Sessions: the events of a customer cut into visits where nothing was done for a while.

A session ends when more than `gap` passes without an event (30 minutes by default, the usage of web analytics since
Catledge & Pitkow 1995 found 25.5 minutes). Where the source names the session itself, that name decides.
"""

from datetime import timedelta

import ibis
from ibis.expr.types import BooleanValue, Table

from liuke.engine import Engine

GAP = timedelta(minutes=30)
ORDER = ("at", "name", "named")
"""The order of a customer's events; those that agree in all of it are alike."""


def numbered(event: Table, gap: timedelta = GAP, *, has_ids: bool = True) -> Table:
    """Return events with their place and session: customer_id, at, day, name, named, place, session.

    `event` is the table of a run; `named` is its session_id, or ""; `place` counts the customer's events before (from
    0), `session` from 1 by their start. Sessions that overlap (on two devices, by their ids) stay two. With `has_ids`
    False no row names its session, and two windows are spared.
    """
    rows = event.select("customer_id", "at", "day", "name", named=event.session_id.fill_null(""))
    order = ibis.window(group_by="customer_id", order_by=ORDER)
    rows = rows.mutate(place=ibis.row_number().over(order).cast("int64"), before=rows.at.lag().over(order))
    if not has_ids:
        so_far = ibis.cumulative_window(group_by="customer_id", order_by="place")
        session = _begins(rows, gap).cast("int32").sum().over(so_far)
        return rows.mutate(session=session.cast("int32")).drop("before")
    rows = rows.mutate(has_id=rows.named != "")
    alike = ["customer_id", "has_id"]
    rows = rows.mutate(before=rows.at.lag().over(ibis.window(group_by=alike, order_by="place")))
    so_far = ibis.cumulative_window(group_by=alike, order_by="place")
    stretch = ibis.ifelse(rows.has_id, 0, _begins(rows, gap).cast("int32").sum().over(so_far))
    rows = rows.mutate(stretch=stretch)
    whole = ibis.window(group_by=["customer_id", "named", "stretch"])
    rows = rows.mutate(first=rows.place.min().over(whole))
    by_start = ibis.window(group_by="customer_id", order_by="first")
    found = rows.mutate(session=(ibis.dense_rank().over(by_start) + 1).cast("int32"))
    return found.drop("has_id", "before", "stretch", "first")


def _begins(rows: Table, gap: timedelta) -> BooleanValue:
    """Return whether more than `gap` passed since the time `before`."""
    return rows.before.isnull() | (rows.before + ibis.interval(seconds=int(gap.total_seconds())) < rows.at)


def has_ids(engine: Engine, event: Table) -> bool:
    """Say whether any event names its session."""
    return engine.count(event.filter(event.session_id.fill_null("") != "").limit(1)) > 0


def sessions(rows: Table) -> Table:
    """Return a row a session of events as `numbered` returns them.

    customer_id, session, started_at, ended_at, day (of the end), seconds, events, entry, exit (names of the first and
    the last event), last_place.
    """
    found = rows.group_by("customer_id", "session").agg(
        started_at=rows.at.min(),
        ended_at=rows.at.max(),
        day=rows.day.max(),
        events=rows.count().cast("int32"),
        entry=rows.name.argmin(rows.place),
        exit=rows.name.argmax(rows.place),
        last_place=rows.place.max(),
    )
    return found.mutate(seconds=found.ended_at.delta(found.started_at, unit="second").cast("int64"))


def sessions_by_day(found: Table) -> Table:
    """Return a row a day on which sessions ended: day, sessions, customers, events, seconds (of all together)."""
    return found.group_by("day").agg(
        sessions=found.count(),
        customers=found.customer_id.nunique(),
        events=found.events.sum(),
        seconds=found.seconds.sum(),
    )
