"""Engagement: what customers did, one by one and on each day; and the contacts they had with us."""

import ibis
from ibis.expr.types import Table

from liuke.measure.derived.known import Known


def event(known: Known) -> Table | None:
    """Return a row an event, by customer and time: customer_id (else anonymous), at, day, name, session_id, properties.

    `at` is naive UTC, `properties` are JSON as text.
    """
    rows = known.rows("event", "occurred_at")
    if rows is None:
        return None
    rows = rows.mutate(person=ibis.coalesce(rows.customer_id, rows.anonymous_id), day=known.day(rows.occurred_at))
    rows = rows.filter(rows.person.notnull())
    told = rows.properties.cast("string")
    chosen = rows.select("day", "name", "session_id", properties=told, customer_id="person", at="occurred_at")
    return chosen.select("customer_id", "at", "day", "name", "session_id", "properties").order_by(
        "customer_id", "at", "name"
    )


def event_day(known: Known) -> Table | None:
    """Return customer × day × name: customer_id (the anonymous id where no customer is known), day, name, events."""
    rows = known.rows("event", "occurred_at")
    if rows is None:
        return None
    rows = rows.mutate(person=ibis.coalesce(rows.customer_id, rows.anonymous_id), day=known.day(rows.occurred_at))
    rows = rows.filter(rows.person.notnull())
    return rows.group_by(customer_id="person", day="day", name="name").agg(events=rows.count().cast("int32"))


def contact(known: Known) -> Table | None:
    """Return a row a contact: customer_id, day, channel, direction, kind, agent, outcome; first (nothing before it)."""
    rows = known.rows("interaction", "occurred_at")
    if rows is None:
        return None
    order = ibis.window(group_by="customer_id", order_by=["occurred_at", "source", "source_row"])
    rows = rows.mutate(day=known.day(rows.occurred_at), first=ibis.row_number().over(order) == 0)
    return rows.select("customer_id", "day", "channel", "direction", "kind", "agent", "outcome", "first").order_by(
        "customer_id", "day"
    )
