"""Customer histories from `activity`: what models are fitted on, and what came after.

One pass over customer × day. Purchases are days with orders; money is net of returns, also of those on other days.
"""

from datetime import date

import ibis
from ibis.expr.types import IntegerScalar, NumericScalar, Table, Value

DAYS_A_WEEK = 7.0


def summarize(activity: Table, as_of: date) -> Table:
    """Return customer_id, first_on, x, t_x, T, monetary of customers who purchased by the end of `as_of`.

    Times in weeks. `monetary` is the mean net amount of a repeat purchase day, the first purchase day left out; NULL
    where there is none.
    """
    return histories(activity, as_of, as_of).drop("later", "later_t_x", "later_amount")


def histories(activity: Table, until: date, as_of: date) -> Table:
    """Return the summary of customers at the end of `until`, and what they did from then to the end of `as_of`.

    later: purchase days after `until`; later_t_x: weeks from the first purchase to the last by `as_of`;
    later_amount: net amount after `until`.
    """
    known = activity.filter(activity.day <= ibis.literal(as_of))
    early, bought = known.day <= ibis.literal(until), known.orders > 0
    before = early & bought
    totals = known.group_by("customer_id").agg(
        days=known.count(where=before),
        later=known.count(where=bought & ~early),
        first_on=known.day.min(where=before),
        last_on=known.day.max(where=before),
        later_on=known.day.max(where=bought),
        total=_float(known.amount.sum(where=early)),
        opening=_float(known.amount.argmin(known.day, where=before)),
        later_amount=_float(known.amount.sum(where=~early)),
    )
    rows = totals.filter(totals.days > 0)
    mean = (rows.total - rows.opening) / (rows.days - 1)
    return rows.select(
        "customer_id",
        "first_on",
        x=(rows.days - 1).cast("float64"),
        t_x=_weeks(rows.last_on, rows.first_on),
        T=_weeks(ibis.literal(until), rows.first_on),
        monetary=ibis.ifelse(rows.days > 1, mean, ibis.literal(None, "float64")),
        later=rows.later.cast("float64"),
        later_t_x=_weeks(rows.later_on, rows.first_on),
        later_amount=rows.later_amount.fill_null(0.0),
    )


def daily_purchases(activity: Table, until: date, as_of: date) -> Table:
    """Return by day, in order, the number of customers who purchased; of those who first did so by `until`."""
    bought = activity.filter((activity.orders > 0) & (activity.day <= ibis.literal(as_of)))
    early = bought.filter(bought.day <= ibis.literal(until))
    late = bought.filter(bought.day > ibis.literal(until)).semi_join(early, "customer_id")
    both = ibis.union(early.select("day"), late.select("day"))
    return both.group_by("day").agg(purchases=both.count()).order_by("day")


def _weeks(end: Value, start: Value) -> Value:
    return end.delta(start, unit="day") / DAYS_A_WEEK


def _float(amount: IntegerScalar | NumericScalar) -> Value:
    return amount.cast("float64")
