"""Purchases: totals of customer × day that several families share."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import Table

from liuke.measure import with_previous
from liuke.predict.features.feature import Total
from liuke.predict.features.sources.facts import Facts

WINDOWS = (30, 90, 180, 365)


def _rows(tables: Mapping[str, Table]) -> Table:
    rows = tables["activity"]
    rows = rows.mutate(bought=rows.orders > 0)
    if "recorded_on" in rows.columns:  # the purchase before may have become known after this one
        return rows
    if "previous_on" not in rows.columns:
        rows = with_previous(rows)
    gap = ibis.ifelse(rows.bought, rows.day.delta(rows.previous_on, unit="day"), None)
    return rows.mutate(gap=gap.cast("int32"))


ACTIVITY = Facts("activity", ("activity",), _rows)
"""Customer × day with `bought` and `gap`, the days from the purchase day before."""

FIRST_ON = Total(ACTIVITY, "first_on", lambda t: t.day.min(where=t.bought))
LAST_ON = Total(ACTIVITY, "last_on", lambda t: t.day.max(where=t.bought))
PURCHASE_DAYS = Total(ACTIVITY, "purchase_days_made", lambda t: t.count(where=t.bought), empty=0)
ORDERS = Total(ACTIVITY, "orders_made", lambda t: t.orders.sum(), empty=0)
RETURNS = Total(ACTIVITY, "returns_made", lambda t: t.returns.sum(), empty=0)
AMOUNT = Total(ACTIVITY, "amount_made", lambda t: t.amount.sum().cast("float64"), empty=0)


def days(window: int) -> Total:
    """Return the purchase days of the last `window` days."""
    return Total(ACTIVITY, f"days_{window}", lambda t: t.count(where=t.bought & (t.age <= window)), empty=0)


def amount(window: int) -> Total:
    """Return the amount of the last `window` days, net of returns."""
    return Total(
        ACTIVITY, f"amount_in_{window}", lambda t: t.amount.sum(where=t.age <= window).cast("float64"), empty=0
    )


DAYS = {window: days(window) for window in WINDOWS}
AMOUNTS = {window: amount(window) for window in WINDOWS}
"""By window; each is one object, so that features which share a total share its column."""


def tenure(t: Table) -> ibis.Value:
    """Return days from the first purchase to the last known day."""
    return t.snapshot.delta(t.first_on, unit="day") - 1


def silence(t: Table) -> ibis.Value:
    """Return days from the last purchase to the last known day."""
    return t.snapshot.delta(t.last_on, unit="day") - 1


def usual_gap(t: Table) -> ibis.Value:
    """Return the mean days between purchase days; NULL of who bought once."""
    return t.last_on.delta(t.first_on, unit="day") / (t.purchase_days_made - 1).nullif(0)
