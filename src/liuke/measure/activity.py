"""Activity: one row per customer and day, from one pass over the orders. Everything else derives from it."""

from datetime import date, datetime

import ibis
from ibis.expr.types import Table

from liuke.clock import local_time

MONEY = "decimal(18, 4)"


def activity(order: Table, zone: str, first: datetime, last: datetime) -> Table:
    """Return customer × day: orders, returns, amount net of returns, cost and items, and what has a cost or a coupon.

    `order` is the cleaned order table; `first` and `last` bound its times (naive UTC); `zone` decides the day. Sums
    stay exact decimals of eight bytes. `costed` is the amount of those orders whose cost is known.
    """
    bought = ~order.returned
    return order.group_by("customer_id", day=local_time(order.ordered_at, zone, first, last).cast("date")).agg(
        orders=order.count(where=bought).cast("int32"),
        returns=order.count(where=order.returned).cast("int32"),
        amount=order.amount.sum().cast(MONEY),
        cost=order.cost.sum().cast(MONEY),
        costed=order.amount.sum(where=order.cost.notnull()).cast(MONEY),
        items=order["items"].sum().cast("decimal(18, 3)"),
        coupons=order.count(where=bought & order.coupon.notnull()).cast("int32"),
    )


def with_previous(active: Table) -> Table:
    """Return activity with `previous_on`, the customer's purchase day before; NULL up to the first.

    It looks back only, so that activity cut off on any day says of that day what was known then.
    """
    before = ibis.window(group_by="customer_id", order_by="day", preceding=(None, 1))
    return active.mutate(previous_on=ibis.ifelse(active.orders > 0, active.day, None).max().over(before))


def until(activity_: Table, as_of: date) -> Table:
    """Return the activity known at the end of `as_of`."""
    return activity_.filter(activity_.day <= as_of)
