"""Rows about orders that metrics are aggregated over. Asked together, metrics of one base need one pass."""

import ibis
from ibis.expr.types import Table

from liuke.measure.bridge import bridge
from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base
from liuke.measure.statistic import ranked
from liuke.measure.summary import MONEY


def _days(inputs: Inputs, frame: Frame) -> Table:
    return split(frame.within(inputs.activity, inputs.activity.day), inputs, frame)


def _buyers(inputs: Inputs, frame: Frame) -> Table:
    rows = frame.within(inputs.activity, inputs.activity.day)
    bought, again = rows.orders > 0, (rows.orders > 0) & rows.previous_on.notnull()
    each = rows.group_by("customer_id", "period").agg(
        orders=rows.orders.sum().cast("int64"),
        returns=rows.returns.sum().cast("int64"),
        amount=rows.amount.sum().cast(MONEY),
        coupons=rows.coupons.sum().cast("int64"),
        items=rows["items"].sum().cast("decimal(18, 3)"),
        costed=rows.costed.sum().cast(MONEY),
        cost=rows.cost.sum().cast(MONEY),
        purchase_days=rows.count(where=bought).cast("int64"),
        bought_amount=rows.amount.sum(where=bought).fill_null(0).cast(MONEY),
        later_amount=rows.amount.sum(where=again).fill_null(0).cast(MONEY),
        again=again.any(),
    )
    return split(each.mutate(present=each.orders > 0), inputs, frame)


def _gaps(inputs: Inputs, frame: Frame) -> Table:
    active = inputs.activity
    closed = active.filter((active.orders > 0) & active.previous_on.notnull())
    rows = split(frame.within(closed, closed.day), inputs, frame)
    return ranked(rows.mutate(days=rows.day.delta(rows.previous_on, unit="day")), frame.keys, "days")


def _bridge(inputs: Inputs, frame: Frame) -> Table:
    return ibis.memtable(bridge(inputs, frame).to_arrow())


def _firsts(inputs: Inputs, frame: Frame) -> Table:
    first = inputs.spell.filter(inputs.spell.number == 1)
    rows = frame.within(first, first.started_on)
    known = ibis.literal(inputs.as_of).delta(rows.started_on, unit="day") >= inputs.window_days
    return split(rows.mutate(ripe=known, again=rows.purchase_days > 1), inputs, frame)


def _customers(inputs: Inputs, frame: Frame) -> Table:
    return split(inputs.customer.mutate(period=ibis.literal(frame.first)), inputs, frame)


def _ranked(inputs: Inputs, frame: Frame) -> Table:
    customer = _customers(inputs, frame)
    order = ibis.window(group_by=frame.keys, order_by=[ibis.desc("amount"), "customer_id"])
    whole = ibis.window(group_by=frame.keys)
    return customer.mutate(
        place=ibis.row_number().over(order).cast("int64"), peers=customer.count().over(whole).cast("int64")
    )


DAYS = Base("days", ("activity",), "flow", _days)
"""Customer × day: orders, returns, amount."""
BUYERS = Base("buyers", ("activity",), "flow", _buyers)
"""Customer × period: orders, returns, amount, coupons, items, cost and costed amount, purchase_days, present
(purchased); bought_amount of purchase days, later_amount of those after the first, again (bought after the first)."""
GAPS = Base("gaps", ("activity",), "flow", _gaps)
"""Histogram of the days since the purchase day before: days, below, cases."""
BRIDGE = Base("bridge", ("stay",), "month", _bridge)
"""Period: opening, new, returned, lost, churned, closing."""
FIRSTS = Base("firsts", ("spell",), "flow", _firsts)
"""Customers by their first purchase: ripe (the window has elapsed since), again (purchased within it)."""
CUSTOMERS = Base("customers", ("customer",), "stock", _customers)
"""Customers as they are on the run's last day."""
RANKED = Base("ranked", ("customer",), "stock", _ranked)
"""The same in order of net amount: place from 0 among `peers`."""
SCORES = Base("scores", ("customer", "score"), "stock", _customers)
"""The same with their scores."""
