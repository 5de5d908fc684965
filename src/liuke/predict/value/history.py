"""Customer histories from `activity`: what models are fitted on, and what came after.

One pass over customer × day. Purchases are days with orders; money is net of returns, also of those on other days.
"""

from datetime import date

import ibis
from ibis.expr.types import NumericValue, Table, Value

from liuke.predict.value.counts import DAYS_A_WEEK


def summarize(activity: Table, as_of: date) -> Table:
    """Return customer_id, first_on, x, t_x, T, monetary of customers who purchased by the end of `as_of`.

    Times in weeks. `monetary` is the mean net amount of a repeat purchase day, the first purchase day left out; NULL
    where there is none.
    """
    return histories(activity, as_of, as_of).select("customer_id", "first_on", "x", "t_x", "T", "monetary")


def histories(activity: Table, until: date, as_of: date) -> Table:
    """Return the summary of customers at the end of `as_of`, and beside it what was known at the end of `until`.

    early_x, early_t_x, early_T and early_monetary are as of `until`, NULL for customers who came later; later is the
    purchase days after `until`, later_amount the net amount after it.
    """
    known = activity.filter(activity.day <= ibis.literal(as_of))
    early, bought = known.day <= ibis.literal(until), known.orders > 0
    totals = known.group_by("customer_id").agg(
        days=known.count(where=bought),
        early_days=known.count(where=bought & early),
        first_on=known.day.min(where=bought),
        last_on=known.day.max(where=bought),
        early_on=known.day.max(where=bought & early),
        opening=_float(known.amount.argmin(known.day, where=bought)),
        total=_float(known.amount.sum()),
        early_total=_float(known.amount.sum(where=early)).fill_null(0.0),
    )
    rows = totals.filter(totals.days > 0)
    there = rows.first_on <= ibis.literal(until)
    return rows.select(
        "customer_id",
        "first_on",
        x=(rows.days - 1).cast("float64"),
        t_x=_weeks(rows.last_on, rows.first_on),
        T=_weeks(ibis.literal(as_of), rows.first_on),
        monetary=_mean(rows.total - rows.opening, rows.days - 1),
        early_x=there.ifelse((rows.early_days - 1).cast("float64"), None),
        early_t_x=there.ifelse(_weeks(rows.early_on, rows.first_on), None),
        early_T=there.ifelse(_weeks(ibis.literal(until), rows.first_on), None),
        early_monetary=_mean(rows.early_total - rows.opening, rows.early_days - 1),
        later=(rows.days - rows.early_days).cast("float64"),
        later_amount=rows.total - rows.early_total,
    )


def daily_purchases(activity: Table, customers: Table, until: date, as_of: date) -> Table:
    """Return by day, in order, how many customers purchased, of those in `customers` who first did so by `until`."""
    bought = activity.filter((activity.orders > 0) & (activity.day <= ibis.literal(as_of)))
    early = bought.filter(bought.day <= ibis.literal(until))
    there = customers.filter(customers.first_on <= ibis.literal(until))
    late = bought.filter(bought.day > ibis.literal(until)).semi_join(there, "customer_id")
    both = ibis.union(early.select("day"), late.select("day"))
    return both.group_by("day").agg(purchases=both.count()).order_by("day")


def _mean(total: NumericValue, count: NumericValue) -> Value:
    return ibis.ifelse(count > 0, total / count, ibis.literal(None, "float64"))


def _weeks(end: Value, start: Value) -> Value:
    return end.delta(start, unit="day") / DAYS_A_WEEK


def _float(amount: Value) -> Value:
    return amount.cast("float64")
