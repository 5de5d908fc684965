"""Rows about contracts and bills: recurring revenue by period, contracts that fall due, plans that change, bills."""

from datetime import timedelta

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base

MONEY = "decimal(18, 4)"
MOVES = ("new", "returned", "expansion", "contraction", "churned")
COUNTS = ("new_customers", "returned_customers", "churned_customers", "opening_lost")
_SQUARES = ("squares", "net_change", "gross_change", "net_xy", "net_yy", "gross_xy", "gross_yy")


def _movements(inputs: Inputs, frame: Frame) -> Table:
    """Return customer × period: what moved, and what of it belongs to those who were there at the opening."""
    moved = split(inputs.table("movement"), inputs, frame)
    moved = moved.mutate(period=frame.period(moved.day)).filter(lambda t: t.period.notnull())
    sums = {
        "new": moved.after.sum(where=moved.kind == "new"),
        "returned": moved.after.sum(where=moved.kind == "returned"),
        "expansion": (moved.after - moved.before).sum(where=moved.kind == "expansion"),
        "contraction": (moved.before - moved.after).sum(where=moved.kind == "contraction"),
        "churned": moved.before.sum(where=moved.kind == "churned"),
    }
    each = moved.group_by("customer_id", *frame.keys).agg(
        **{name: total.fill_null(0).cast(MONEY) for name, total in sums.items()},
        new_customers=moved.count(where=moved.kind == "new"),
        returned_customers=moved.count(where=moved.kind == "returned"),
        churned_customers=moved.count(where=moved.kind == "churned"),
        opening_lost=moved.count(where=(moved.kind == "churned") & (moved.since_on < moved.period)),
        first=moved.before.argmin(moved.day),
        last=moved.after.argmax(moved.day),
        came=moved.kind.argmin(moved.day).isin(["new", "returned"]),
    )
    opening, closing = each["first"].cast("float64"), each["last"].cast("float64")
    there = ibis.ifelse(each.came, 0.0, 1.0)
    kept = ibis.least(opening, closing)
    return each.mutate(
        squares=closing * closing - opening * opening,
        net_change=there * (closing - opening),
        gross_change=there * (kept - opening),
        net_xy=there * opening * (closing - opening),
        net_yy=there * (closing * closing - opening * opening),
        gross_xy=there * opening * (kept - opening),
        gross_yy=there * (kept * kept - opening * opening),
    )


def recurring(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    """Return period, the frame's attributes, and the bridges of recurring revenue and of its customers.

    opening + new + returned + expansion − contraction − churned = closing, in money to the last digit, and
    opening_customers + new_customers + returned_customers − churned_customers = closing_customers. `opening_lost` are
    those of the opening set who left. For retention of the opening set: net and gross (each customer's own opening at
    most), and the sums of squares that their intervals need.
    """
    each = _movements(inputs, frame)
    names = (*MOVES, *COUNTS, *_SQUARES)
    summed = inputs.engine.polars(
        each.group_by(frame.keys).agg(
            **{name: each[name].sum().cast(MONEY) for name in MOVES},
            **{name: each[name].sum().cast("int64") for name in COUNTS},
            **{name: each[name].sum() for name in _SQUARES},
        )
    )
    spans = frame.spans
    starts = [spans[0][0] - timedelta(days=1), *(start for start, _ in spans)]
    grid = pl.DataFrame({"period": starts}, schema={"period": pl.Date})
    if frame.attributes:
        grid = summed.select(frame.attributes).unique().join(grid, how="cross")
    rows = grid.join(summed, on=frame.keys, how="left", nulls_equal=True).with_columns(pl.col(names).fill_null(0))
    money = pl.col("new") + pl.col("returned") + pl.col("expansion") - pl.col("contraction") - pl.col("churned")
    people = pl.col("new_customers") + pl.col("returned_customers") - pl.col("churned_customers")
    rows = rows.sort(frame.keys[::-1])
    for closing, change in (("closing", money), ("closing_customers", people), ("closing_squares", pl.col("squares"))):
        so_far = change.cum_sum()
        rows = rows.with_columns((so_far.over(frame.attributes) if frame.attributes else so_far).alias(closing))
    rows = rows.with_columns(
        opening=pl.col("closing") - money,
        opening_customers=pl.col("closing_customers") - people,
        opening_squares=pl.col("closing_squares") - pl.col("squares"),
    )
    return rows.filter(pl.col("period") >= spans[0][0]).with_columns(
        net=pl.col("opening").cast(pl.Float64) + pl.col("net_change"),
        gross=pl.col("opening").cast(pl.Float64) + pl.col("gross_change"),
    )


def _recurring(inputs: Inputs, frame: Frame) -> Table:
    return ibis.memtable(recurring(inputs, frame).to_arrow())


def _due(inputs: Inputs, frame: Frame) -> Table:
    spans = inputs.table("contract")
    fallen = spans.filter(spans.due_on.notnull() & (spans.due_on <= ibis.literal(inputs.as_of)))
    # Many systems write one row a contract, however often it is renewed, and an expiry once it has ended.
    told = ibis.literal(inputs.knows("contract", "renewed_on"))
    decided = told & (ibis.coalesce(fallen.renewed_on, fallen.lasts_until) <= ibis.literal(inputs.as_of))
    rows = fallen.mutate(renewed=fallen.renewed_on.notnull(), decided=decided)
    own = rows.drop("plan") if "plan" in frame.attributes and "plan" not in frame.own else rows
    return split(frame.within(own, own.due_on), inputs, frame)


def _plan_moves(inputs: Inputs, frame: Frame) -> Table:
    spans = inputs.table("contract")
    moved = spans.filter(spans.from_plan.notnull() & (spans.from_plan != spans.plan))
    rows = moved.mutate(up=moved.monthly > moved.from_monthly, down=moved.monthly < moved.from_monthly)
    return split(frame.within(rows, rows.starts_on), inputs, frame)


def _subscribers(inputs: Inputs, frame: Frame) -> Table:
    """Return the customers with a contract on the last day: when they came, and whether all they pay for is paused."""
    moved, end = inputs.table("movement"), ibis.literal(inputs.as_of)
    latest = moved.group_by("customer_id").agg(
        kind=moved.kind.argmax(moved.day), monthly=moved.after.argmax(moved.day), since_on=moved.since_on.max()
    )
    there = latest.filter(latest.kind != "churned")
    spans = inputs.table("contract")
    first, second = (
        (spans[paused_on] <= end) & (spans[resumed_on].isnull() | (spans[resumed_on] > end))
        for paused_on, resumed_on in (("paused_on", "resumed_on"), ("paused_again_on", "resumed_again_on"))
    )
    active = spans.filter(
        (spans.starts_on <= end)
        & (spans.lasts_until.isnull() | (spans.lasts_until > end))
        & (first.fill_null(False) | second.fill_null(False))
    )
    paused = active.select("customer_id").distinct().mutate(paused=ibis.literal(True))
    rows = there.left_join(paused, "customer_id").drop("customer_id_right")
    months = end.delta(rows.since_on, unit="day").cast("float64") / 30.4375
    rows = rows.mutate(paused=rows.paused.fill_null(False), tenure_months=months, period=ibis.literal(frame.first))
    return split(rows, inputs, frame)


def _bills(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("bill")
    return split(frame.within(rows, rows.billed_on), inputs, frame)


RECURRING = Base("recurring", ("movement",), "month", _recurring)
"""Period: the bridges of recurring revenue and of its customers, and what the opening set pays at the end."""
DUE = Base("due", ("contract",), "flow", _due, own=("plan",))
"""Contracts by the day they fall due: renewed, and decided (renewed, or the grace period is over)."""
PLAN_MOVES = Base("plan_moves", ("contract",), "flow", _plan_moves, own=("plan", "from_plan"))
"""Contracts that follow one of another plan: up (costs more a month), down."""
SUBSCRIBERS = Base("subscribers", ("movement", "contract"), "stock", _subscribers)
"""Customers with a contract on the last day: monthly, tenure_months, paused."""
BILLS = Base("bills", ("bill",), "flow", _bills, own=("plan",))
"""Bills by the day they were made: amount, due, paid, in_time."""
