"""The rows that metrics are aggregated over. A metric names one; asked together, metrics of one base need one pass."""

import ibis
from ibis.expr.types import Table

from liuke.measure.bridge import bridge
from liuke.measure.inputs import Frame, Inputs, split
from liuke.measure.metric import Base
from liuke.measure.silence import visits
from liuke.measure.summary import MONEY


def _days(inputs: Inputs, frame: Frame) -> Table:
    return split(frame.within(inputs.activity, inputs.activity.day), inputs, frame)


def _buyers(inputs: Inputs, frame: Frame) -> Table:
    rows = frame.within(inputs.activity, inputs.activity.day)
    each = rows.group_by("customer_id", "period").agg(
        orders=rows.orders.sum().cast("int64"),
        returns=rows.returns.sum().cast("int64"),
        amount=rows.amount.sum().cast(MONEY),
    )
    each = each.mutate(present=each.orders > 0)
    return split(each, inputs, frame)


def _repeaters(inputs: Inputs, frame: Frame) -> Table:
    bought = frame.within(inputs.activity.filter(inputs.activity.orders > 0), inputs.activity.day)
    rows = bought.inner_join(inputs.customer.select("customer_id", "first_on"), "customer_id")
    later = rows.day > rows.first_on
    each = rows.group_by("customer_id", "period").agg(
        amount=rows.amount.sum().cast(MONEY),
        later_amount=rows.amount.sum(where=later).fill_null(0).cast(MONEY),
        again=rows.day.max() > rows.first_on.max(),
    )
    return split(each, inputs, frame)


def _gaps(inputs: Inputs, frame: Frame) -> Table:
    closed = visits(inputs.activity).filter(lambda t: t.previous.notnull())
    rows = split(frame.within(closed, closed.day), inputs, frame)
    days = rows.mutate(days=rows.day.delta(rows.previous, unit="day"))
    counted = days.group_by([*frame.keys, "days"]).agg(count=lambda t: t.count())
    so_far = ibis.cumulative_window(group_by=frame.keys, order_by="days")
    return counted.mutate(
        below=counted["count"].sum().over(so_far).cast("int64"),
        cases=counted["count"].sum().over(ibis.window(group_by=frame.keys)).cast("int64"),
    )


def _bridge(inputs: Inputs, frame: Frame) -> Table:
    return ibis.memtable(bridge(inputs, frame).to_arrow())


def _firsts(inputs: Inputs, frame: Frame) -> Table:
    first = inputs.spell.filter(inputs.spell.number == 1)
    rows = frame.within(first, first.started_on)
    known = ibis.literal(inputs.as_of).delta(rows.started_on, unit="day") >= inputs.window_days
    return split(rows.mutate(ripe=known, again=rows.purchase_days > 1), inputs, frame)


def _customers(inputs: Inputs, frame: Frame) -> Table:
    return inputs.customer.mutate(period=ibis.literal(frame.first), **inputs.derived(frame.attributes))


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
"""Customer × period: orders, returns, amount, present (purchased)."""
REPEATERS = Base("repeaters", ("activity", "customer"), "flow", _repeaters)
"""Customer × period with purchases: amount and later_amount (after the first purchase day), again (bought after it)."""
GAPS = Base("gaps", ("activity",), "flow", _gaps)
"""Histogram of the days since the purchase day before: days, below, cases."""
BRIDGE = Base("bridge", ("spell",), "month", _bridge)
"""Period: opening, new, returned, lost, churned, closing."""
FIRSTS = Base("firsts", ("spell",), "flow", _firsts)
"""Customers by their first purchase: ripe (the window has elapsed since), again (purchased within it)."""
CUSTOMERS = Base("customers", ("customer",), "stock", _customers)
"""Customers as they are on the run's last day."""
RANKED = Base("ranked", ("customer",), "stock", _ranked)
"""The same in order of net amount: place from 0 among `peers`."""
SCORES = Base("scores", ("score",), "stock", _customers)
"""The same with their scores."""
