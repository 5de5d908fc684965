"""Rows about orders that metrics are aggregated over. Asked together, metrics of one base need one pass."""

import ibis
from ibis.expr.types import Table

from liuke.measure.bridge import bridge, exposure
from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base
from liuke.measure.statistic import ranked
from liuke.measure.summary import MONEY

_SHORTEST = 30
"""Days that a lost customer has at least to come back, before the loss counts as final."""


def _days(inputs: Inputs, frame: Frame) -> Table:
    return split(frame.within(inputs.activity, inputs.activity.day), inputs, frame)


def _buyers(inputs: Inputs, frame: Frame) -> Table:
    rows = frame.within(inputs.activity, inputs.activity.day)
    bought, again = rows.orders > 0, (rows.orders > 0) & rows.previous_on.notnull()
    each = rows.group_by("customer_id", "period").agg(
        orders=rows.orders.sum().cast("int64"),
        returns=rows.returns.sum().cast("int64"),
        amount=rows.amount.sum().cast(MONEY),
        coupons=rows.coupons.sum().cast("int64") if inputs.knows("activity", "coupons") else ibis.null("int64"),
        items=rows["items"].sum().cast("decimal(18, 3)"),
        costed=rows.costed.sum().cast(MONEY),
        cost=rows.cost.sum().cast(MONEY),
        purchase_days=rows.count(where=bought).cast("int64"),
        bought_amount=rows.amount.sum(where=bought).fill_null(0).cast(MONEY),
        later_amount=rows.amount.sum(where=again).fill_null(0).cast(MONEY),
        again=again.any(),
        newcomer=(bought & rows.previous_on.isnull()).any(),
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


def _mix(inputs: Inputs, frame: Frame) -> Table:
    """Return one row for each group of customers asked for: its members, and everybody."""
    customer = _customers(inputs, frame)
    counted = customer.group_by(frame.keys).agg(members=customer.count().cast("int64"))
    return counted.mutate(everybody=counted.members.sum().over(ibis.window()).cast("int64"))


def _returns_to(inputs: Inputs, frame: Frame) -> Table:
    """Return losses by the day they became known: whether the customer came back within as long a window again."""
    stay = inputs.table("stay")
    onward = ibis.window(group_by="customer_id", order_by="number")
    stay = stay.mutate(back_on=stay.started_on.lead().over(onward))
    lost = stay.filter(stay.lost_on.notnull())
    days = max(inputs.warm_up, _SHORTEST)
    wait = lost.back_on.delta(lost.lost_on, unit="day")
    rows = lost.mutate(
        ripe=ibis.literal(inputs.as_of).delta(lost.lost_on, unit="day") >= days,
        back=(wait <= days).fill_null(False),
    )
    return split(frame.within(rows, rows.lost_on), inputs, frame)


def _exposure(inputs: Inputs, frame: Frame) -> Table:
    return ibis.memtable(exposure(inputs, frame).to_arrow())


def _ranked(inputs: Inputs, frame: Frame) -> Table:
    customer = _customers(inputs, frame)
    order = ibis.window(group_by=frame.keys, order_by=[ibis.desc("amount"), "customer_id"])
    whole = ibis.window(group_by=frame.keys)
    return customer.mutate(
        place=ibis.row_number().over(order).cast("int64"), peers=customer.count().over(whole).cast("int64")
    )


BUYERS = Base("buyers", ("activity",), "flow", _buyers)
"""Customer × period: orders, returns, amount, coupons (NULL where no order has one), items, cost and costed amount,
purchase_days, present (purchased); bought_amount of purchase days, later_amount of those after the first, again (bought
after the first), newcomer (the first is in the period)."""
DAYS = Base("days", ("activity",), "flow", _days, summed=BUYERS)
"""Customer × day: orders, returns, amount, costed, cost."""
GAPS = Base("gaps", ("activity",), "flow", _gaps)
"""Histogram of the days since the purchase day before: days, below, cases."""
BRIDGE = Base("bridge", ("stay",), "month", _bridge)
"""Period: opening, new, returned, lost, churned, closing."""
FIRSTS = Base("firsts", ("spell",), "flow", _firsts)
"""Customers by their first purchase: ripe (the window has elapsed since), again (purchased within it)."""
RETURNS_TO = Base("returns_to", ("stay",), "flow", _returns_to)
"""Losses by the day they became known: ripe (the window to come back is over), back (came back in it)."""
EXPOSURE = Base("exposure", ("stay",), "month", _exposure)
"""Period: lost, and days that customers were there."""
CUSTOMERS = Base("customers", ("customer",), "stock", _customers)
"""Customers as they are on the run's last day."""
MIX = Base("mix", ("customer",), "stock", _mix)
"""Groups of customers: members, everybody."""
RANKED = Base("ranked", ("customer",), "stock", _ranked)
"""The same in order of net amount: place from 0 among `peers`."""
SCORES = Base("scores", ("customer", "score"), "stock", _customers)
"""The same with their scores."""
