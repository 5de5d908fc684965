"""Contracts inferred from a ledger of bills: each bill stands for the period that it charges."""

import ibis
from ibis.expr.types import Table

from liuke.measure.derived.known import Known
from liuke.measure.derived.periods import DAYS_A_MONTH, months_between, usual_months

MONEY = "decimal(18, 4)"
VOID = (
    r"(?i)^\s*(void(ed)?|cancell?ed|draft|failed|uncollectible|refunded|作废|已作废|取消|已取消|草稿|失败|已退款)\s*$"
)
"""Statuses of bills that charge nothing."""


def spans_of_bills(known: Known) -> Table | None:
    """Return contract periods from bills, in the columns that contracts are made from; None without bills.

    A bill covers the service period it states. Without one it covers the time to the next bill: a week, month, quarter,
    half-year or year, whichever is nearest to the median of the plan's gaps. Bills of one day add up: a plan and what
    is booked beside it, under the name of the dearest.
    """
    rows = known.rows("bill", "billed_at")
    if rows is None:
        return None
    rows = rows.filter((rows.amount > 0) & ~rows.status.re_search(VOID).fill_null(False))
    chain = ibis.coalesce("subscription " + rows.subscription_id, "customer " + rows.customer_id)
    rows = rows.select(
        "customer_id",
        "subscription_id",
        "plan",
        "amount",
        chain=chain,
        place=rows.source + ":" + rows.source_row.cast("string").lpad(12, "0"),
        starts_on=known.day(ibis.coalesce(rows.starts_at, rows.billed_at)),
        stated_end=known.day(rows.ends_at),
    )
    rows = rows.mutate(named_plan=rows.plan.fill_null(""))
    paced = rows.left_join(_paces(known, rows), "named_plan").drop("named_plan_right")
    stated = paced.stated_end.delta(paced.starts_on, unit="day")
    months = ibis.ifelse(stated > 0, months_between(stated), paced.months)
    length = (months * DAYS_A_MONTH).round().cast("int32")
    spans = paced.mutate(
        ends_on=ibis.ifelse(stated > 0, paced.stated_end, (paced.starts_on + length.as_interval("D")).cast("date")),
        monthly=(paced.amount.cast("float64") / months).round(4).cast(MONEY),
    )
    return _added_up(spans)


def _added_up(spans: Table) -> Table:
    """Return one span for the bills of a chain that start on a day."""
    dearest = ibis.window(group_by=["customer_id", "chain", "starts_on"], order_by=[ibis.desc("monthly"), "place"])
    spans = spans.mutate(first=ibis.row_number().over(dearest) == 0)
    added = spans.group_by("customer_id", "chain", "starts_on").agg(
        subscription_id=spans.subscription_id.max(),
        plan=spans.plan.max(where=spans["first"]),
        place=spans.place.max(where=spans["first"]),
        ends_on=spans.ends_on.max(),
        monthly=spans.monthly.sum().cast(MONEY),
    )
    no_day = ibis.null("date")
    return added.mutate(end_reason=ibis.null("string"), due_on=added.ends_on, paused_on=no_day, resumed_on=no_day)


def _paces(known: Known, rows: Table) -> Table:
    """Return named_plan, months: how far apart the bills of a plan usually are; a month where none was billed twice."""
    order = ibis.window(group_by="chain", order_by=["starts_on", "place"])
    gaps = rows.mutate(gap=rows.starts_on.delta(rows.starts_on.lag().over(order), unit="day"))
    gaps = gaps.filter(gaps.gap > 1).group_by("named_plan", "gap").agg(bills=lambda t: t.count())
    counts = known.engine.polars(gaps.order_by("named_plan", "gap"))
    plans = known.engine.polars(rows.select("named_plan").distinct().order_by("named_plan"))
    found = []
    for plan in plans["named_plan"]:
        own = counts.filter(counts["named_plan"] == plan)
        total, seen, median = own["bills"].sum(), 0, DAYS_A_MONTH
        for gap, bills in zip(own["gap"], own["bills"], strict=True):
            seen += bills
            if 2 * seen >= total:
                median = float(gap)
                break
        found.append({"named_plan": plan, "months": usual_months(median)})
    return ibis.memtable(found, schema={"named_plan": "string", "months": "float64"})
