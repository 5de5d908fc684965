"""Spells: how long a customer stayed, from a first purchase to the day the loss became known.

A customer whose last purchase day is d is lost on d + N when no purchase follows in the N days after it. The loss is
never back-dated, and a purchase after it is a return, which starts the next spell.
"""

from datetime import date

import ibis
from ibis.expr.types import Table


def spells(visit: Table, days: int, as_of: date) -> Table:
    """Return customer_id, number (from 1), started_on, last_on, purchase_days, lost_on (NULL while not lost).

    `visit` is `silence.visits`; `days` is the inactivity window N. Only visits at a spell's edge are ordered again.
    """
    first = visit.previous.isnull() | (visit.day.delta(visit.previous, unit="day") > days)
    last = visit.following.isnull() | (visit.following.delta(visit.day, unit="day") > days)
    edges = visit.select("customer_id", "day", "place", first=first, last=last).filter(lambda t: t.first | t.last)
    order = ibis.window(group_by="customer_id", order_by="day")
    so_far = ibis.cumulative_window(group_by="customer_id", order_by="day")
    paired = edges.mutate(
        number=edges.first.cast("int32").sum().over(so_far).cast("int32"),
        last_on=ibis.ifelse(edges.last, edges.day, edges.day.lead().over(order)),
        last_place=ibis.ifelse(edges.last, edges.place, edges.place.lead().over(order)),
    ).filter(lambda t: t.first)
    lost_on = (paired.last_on + ibis.interval(days=days)).cast("date")
    return paired.select(
        "customer_id",
        "number",
        started_on=paired.day,
        last_on=paired.last_on,
        purchase_days=(paired.last_place - paired.place + 1).cast("int32"),
        lost_on=ibis.ifelse(lost_on <= ibis.literal(as_of), lost_on, ibis.literal(None, "date")),
    )
