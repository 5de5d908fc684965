"""Activity: one row per customer and day, from one pass over the orders. Everything else derives from it."""

from datetime import date, datetime

from ibis.expr.types import Table

from liuke.clock import local_time

MONEY = "decimal(18, 4)"


def activity(order: Table, zone: str, first: datetime, last: datetime) -> Table:
    """Return customer × day: orders, returns, amount net of returns, cost and items.

    `order` is the cleaned order table; `first` and `last` bound its times (naive UTC); `zone` decides the day. Sums
    stay exact decimals of eight bytes.
    """
    bought = ~order.returned
    return order.group_by("customer_id", day=local_time(order.ordered_at, zone, first, last).cast("date")).agg(
        orders=order.count(where=bought).cast("int32"),
        returns=order.count(where=order.returned).cast("int32"),
        amount=order.amount.sum().cast(MONEY),
        cost=order.cost.sum().cast(MONEY),
        items=order["items"].sum().cast("decimal(18, 3)"),
    )


def until(activity_: Table, as_of: date) -> Table:
    """Return the activity known at the end of `as_of`."""
    return activity_.filter(activity_.day <= as_of)
