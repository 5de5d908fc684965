"""Rows about what customers do: active days, active customers, features used, contacts."""

from dataclasses import replace

import ibis
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base


def _event_days(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("event_day")
    return split(frame.within(rows, rows.day), inputs, frame)


def _users(inputs: Inputs, frame: Frame) -> Table:
    """Return customer × period with events: their days, and how many days of the period the data cover."""
    rows = frame.within(inputs.table("event_day"), inputs.table("event_day").day)
    # What was done is chosen before days are counted: who did two of the things chosen is one customer.
    done = tuple(condition for condition in frame.where if condition.name in frame.own)
    rows = split(rows, inputs, replace(frame, attributes=(), where=done))
    own = [name for name in frame.own if name in frame.attributes]
    each = rows.group_by("customer_id", "period", *own).agg(
        active_days=rows.day.nunique().cast("int64"), events=rows.events.sum().cast("int64")
    )
    first, end = inputs.first_day("event_day"), inputs.as_of
    covered = [
        (
            each.period == ibis.literal(start),
            (min(stop.toordinal() - 1, end.toordinal()) - max(start, first).toordinal()) + 1,
        )
        for start, stop in frame.spans
    ]
    days = ibis.cases(*covered, else_=1) if len(covered) < _MANY else _covered(each, frame, inputs)
    whom = tuple(condition for condition in frame.where if condition not in done)
    each = each.mutate(covered_days=days.cast("int64"), one=ibis.literal(1, "int64"))
    return split(each, inputs, replace(frame, where=whom))


_MANY = 40
"""More periods than this are joined rather than told apart one by one."""


def _covered(each: Table, frame: Frame, inputs: Inputs) -> ibis.Value:
    """Return the days of each row's period that the data cover."""
    first, last = ibis.literal(inputs.first_day("event_day")), ibis.literal(inputs.as_of)
    start = ibis.ifelse(each.period < first, first, each.period)
    length = {"day": 1, "week": 7}.get(frame.grain or "", 0)
    if length:
        stop = (each.period + ibis.interval(days=length - 1)).cast("date")
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[frame.grain or "month"]
        stop = ((each.period + ibis.interval(months=months)).cast("date") - ibis.interval(days=1)).cast("date")
    stop = ibis.ifelse(stop > last, last, stop)
    return stop.delta(start, unit="day") + 1


def _features(inputs: Inputs, frame: Frame) -> Table:
    """Return customer × period × name, and how many customers were active in the period in all."""
    rows = inputs.table("event_day")
    rows = frame.within(rows, rows.day).select("customer_id", "period", "name").distinct()
    chosen = [condition for condition in frame.where if condition.name == "name"]
    users = split(rows, inputs, replace(frame, where=tuple(one for one in frame.where if one.name != "name")))
    own = [name for name in frame.attributes if name != "name"]
    whole = users.group_by("period", *own).agg(users=users.customer_id.nunique().cast("int64"))
    keys = ["period", *own]
    shown = users.filter([condition.holds(users["name"]) for condition in chosen]) if chosen else users
    counted = shown.group_by(*keys, "name").agg(using=shown.count().cast("int64"))
    joined = counted.left_join(whole, [counted[key].identical_to(whole[key]) for key in keys])
    if "name" in frame.attributes:
        return joined.select(*keys, "name", "using", "users")
    return joined.group_by(*keys).agg(using=joined.using.max(), users=joined.users.max())


def _contacts(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("contact")
    return split(frame.within(rows, rows.day), inputs, frame)


EVENT_DAYS = Base("event_days", ("event_day",), "flow", _event_days, own=("name",))
"""Customer × day × name: events."""
USERS = Base("users", ("event_day",), "flow", _users, own=("name",))
"""Customer × period with events: active_days, events, covered_days (days of the period that the data cover)."""
FEATURES = Base("features", ("event_day",), "flow", _features, own=("name",))
"""Feature × period: using (customers who used it), users (customers with any event)."""
CONTACTS = Base("contacts", ("contact",), "flow", _contacts, own=("channel", "direction", "kind", "agent", "outcome"))
"""Contacts by day."""
