"""One row a customer: when, how often and for how much, up to a day."""

from datetime import date

import ibis
from ibis.expr.types import Table

MONEY = "decimal(18, 4)"


def summary(activity: Table, as_of: date) -> Table:
    """Return what is known of each customer who ever purchased, at the end of `as_of`, from one pass over `activity`.

    Amounts are net of returns; days are counted to `as_of`. Customers with returns only are left out.
    """
    bought = activity.orders > 0
    totals = activity.group_by("customer_id").agg(
        first_on=activity.day.min(where=bought),
        last_on=activity.day.max(where=bought),
        orders=activity.orders.sum().cast("int64"),
        purchase_days=activity.count(where=bought),
        returns=activity.returns.sum().cast("int64"),
        amount=activity.amount.sum().cast(MONEY),
        cost=activity.cost.sum().cast(MONEY),
    )
    end = ibis.literal(as_of)
    return totals.filter(totals.orders > 0).mutate(
        average_order=totals.amount.cast("float64") / totals.orders,
        recency_days=end.delta(totals.last_on, unit="day").cast("int32"),
        tenure_days=end.delta(totals.first_on, unit="day").cast("int32"),
    )


def first_channels(order: Table) -> Table:
    """Return customer_id and the channel of the first purchase: the acquisition channel where no other is known."""
    bought = order.filter(~order.returned & order.channel.notnull())
    return bought.group_by("customer_id").agg(acquisition_channel=bought.channel.argmin(bought.ordered_at))
