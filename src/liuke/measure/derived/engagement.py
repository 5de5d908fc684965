"""Engagement: what customers did on each day, from one pass over events; and the contacts they had with us."""

import ibis
from ibis.expr.types import Table

from liuke.measure.derived.known import Known


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
