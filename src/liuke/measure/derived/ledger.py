"""Contracts inferred from a ledger of bills: each bill stands for the period that it charges.

Nothing of a bill is known before it is billed, and what was known to be lost stays lost: a bill takes effect on the day
its service starts or the day it was billed, whichever is later.
"""

import ibis
from ibis.expr.types import BooleanValue, DateValue, Table

from liuke.engine import union
from liuke.measure.derived.known import Known
from liuke.measure.derived.paces import later, months_of_pace, with_paces
from liuke.measure.derived.periods import months_between

MONEY = "decimal(18, 4)"
_NOTHING = "void(ed)?|cancell?ed|draft|failed|uncollectible|作废|已作废|取消|已取消|草稿|失败"
NO_CONTRACT = rf"(?i)^\s*({_NOTHING})\s*$"
"""Statuses of bills that never charged anything. A refund gives money back; the customer was there all the same."""
VOID = rf"(?i)^\s*({_NOTHING}|refunded|已退款)\s*$"
"""Statuses of bills that charge nothing in the end."""
_SLACK = 7
"""Days before a bill is due in which another plan's bill may be its successor."""
_A_MONTH = 31
_NO_DAY = ibis.literal(None, "date")


def spans_of_bills(known: Known) -> Table | None:
    """Return contract periods from bills, in the columns that contracts are made from; None without bills.

    A bill covers the service period it states. Without one it covers the time to the next bill, by its pace. Where
    service is billed once it has run, it covers the time to the next bill as well. Bills of one day add up: a plan and
    what is booked beside it, under the name of the dearest. What never recurs, beside what does, is no contract.
    """
    rows = known.rows("bill", "billed_at")
    if rows is None:
        return None
    rows = _with_days(known, rows)
    bills = _bills(rows.filter(rows.amount > 0))
    told = bills.filter(bills.stated_end > bills.starts_on)
    paced = with_paces(known.engine.hold(bills.filter(bills.stated_end.isnull()), "unstated"))
    both = known.engine.hold(union([_stated(told), _reckoned(paced)]), "billed")
    spans = _cut_by_credits(_taking_effect(both), rows)
    return _with_due(_added_up(_without_fees(spans)))


def _with_days(known: Known, rows: Table) -> Table:
    """Return bills and credits that stand, with their days; `stated_end` is NULL where no period is said."""
    rows = rows.filter(~rows.status.re_search(NO_CONTRACT).fill_null(False))
    starts, ends = known.day(ibis.coalesce(rows.starts_at, rows.billed_at)), known.day(rows.ends_at)
    return rows.mutate(
        chain=ibis.coalesce("subscription " + rows.subscription_id, "customer " + rows.customer_id),
        place=rows.source + ":" + rows.source_row.cast("string").lpad(12, "0"),
        named_plan=rows.plan.fill_null(""),
        starts_on=starts,
        billed_on=known.day(rows.billed_at),
        stated_end=ibis.ifelse(ends > starts, ends, _NO_DAY),
    )


def _bills(rows: Table) -> Table:
    """Return what each chain was billed for a plan, from a day on."""
    keys = ("customer_id", "chain", "named_plan", "starts_on", "billed_on", "stated_end")
    return rows.group_by(*keys).agg(
        subscription_id=rows.subscription_id.max(),
        plan=rows.plan.max(),
        place=rows.place.min(),
        amount=rows.amount.sum().cast(MONEY),
    )


def _stated(bills: Table) -> Table:
    """Return bills with the period that they say, and `next_end`, when one as long after it would end."""
    days = bills.stated_end.delta(bills.starts_on, unit="day").cast("int32")
    months = months_between(days)
    whole = (months >= 1) & (months == months.round())
    pace = ibis.ifelse(whole, months.round().cast("int32"), -days).cast("int32")
    return _columns(
        bills,
        months=months,
        ends_on=bills.stated_end,
        next_end=later(bills.stated_end, pace, bills.stated_end.day().cast("int32")),
        reckoned=ibis.literal(False),
        recurs=ibis.literal(True),
    )


def _reckoned(bills: Table) -> Table:
    """Return bills with the period that their pace gives them."""
    ends = later(bills.starts_on, bills.pace, bills.anchor)
    bills = bills.mutate(ends_on=ends)
    return _columns(
        bills,
        months=months_of_pace(bills.pace),
        ends_on=bills.ends_on,
        next_end=later(bills.ends_on, bills.pace, bills.anchor),
        reckoned=ibis.literal(True),
        recurs=bills.recurs,
    )


def _columns(bills: Table, **more: ibis.Value) -> Table:
    own = ("customer_id", "subscription_id", "chain", "plan", "named_plan", "place", "starts_on", "billed_on", "amount")
    monthly = (bills.amount.cast("float64") / more.pop("months")).round(4).cast(MONEY)
    return bills.select(*own, monthly=monthly, **more)


def _taking_effect(bills: Table) -> Table:
    """Return bills with the days from which and until which they count, by what was known when they were billed.

    A chain whose bills mostly come once half of their period has run is billed in arrears: the customer is there still,
    and the next bill is a period away. A bill whose period is over when it comes says nothing about now.
    """
    length = bills.ends_on.delta(bills.starts_on, unit="day")
    late = (2 * bills.billed_on.delta(bills.starts_on, unit="day") > length).cast("int64")
    so_far = ibis.cumulative_window(group_by="chain", order_by=["billed_on", "starts_on", "named_plan", "place"])
    bills = bills.mutate(late=late)
    bills = bills.mutate(
        arrears=(bills.late == 1) & (2 * bills.late.sum().over(so_far) > bills.late.count().over(so_far))
    )
    spans = bills.mutate(
        served_on=bills.starts_on,
        starts_on=ibis.greatest(bills.starts_on, bills.billed_on),
        ends_on=ibis.ifelse(bills.arrears, bills.next_end, bills.ends_on),
        reckoned=bills.reckoned | bills.arrears,
    )
    return spans.filter(spans.ends_on > spans.starts_on).drop("late", "arrears", "next_end", "amount", "billed_on")


def _cut_by_credits(spans: Table, rows: Table) -> Table:
    """Return spans, ended by a credit for the rest of their period, as one gets when a plan changes midway."""
    credits_ = rows.filter((rows.amount < 0) & rows.stated_end.notnull()).select(
        "chain",
        "named_plan",
        credited_on=ibis.greatest(rows.starts_on, rows.billed_on),
        rest=(rows.stated_end + ibis.interval(days=1)).cast("date"),
    )
    keys = ("chain", "named_plan", "starts_on", "ends_on")
    paid = spans.select(*keys).distinct()
    met = paid.inner_join(credits_, ["chain", "named_plan"])
    met = met.filter((met.credited_on > met.starts_on) & (met.credited_on < met.ends_on) & (met.rest >= met.ends_on))
    cut = met.group_by(*keys).agg(cut_on=met.credited_on.min())
    joined = spans.left_join(cut, keys)
    joined = joined.drop(*(f"{key}_right" for key in keys))
    return joined.mutate(ends_on=ibis.coalesce(joined.cut_on, joined.ends_on)).drop("cut_on")


def _without_fees(spans: Table) -> Table:
    """Return spans without those of charges that never recur, where the customer has something that does.

    A setup fee comes while a plan runs or shortly before. One that comes when the plan is due may be the next plan's
    first, and is a fee only if the plan goes on.
    """
    days = spans.group_by("customer_id", "starts_on").agg(
        until=spans.ends_on.max(where=spans.recurs), recurring=spans.recurs.any()
    )
    so_far = ibis.cumulative_window(group_by="customer_id", order_by="starts_on")
    after = ibis.window(group_by="customer_id", order_by="starts_on", following=(1, None))
    days = days.mutate(
        running_until=days.until.max().over(so_far),
        next_recurring=ibis.ifelse(days.recurring, days.starts_on, _NO_DAY).min().over(after),
    )
    days = days.select("customer_id", "starts_on", "running_until", "next_recurring")
    joined = spans.left_join(days, ["customer_id", "starts_on"]).drop("customer_id_right", "starts_on_right")
    runs = _beyond(joined.running_until, joined.starts_on, _SLACK)
    goes_on = (joined.next_recurring.notnull() & ~_beyond(joined.next_recurring, joined.starts_on, _A_MONTH)).fill_null(
        False
    )
    return joined.filter(joined.recurs | ~(runs | goes_on)).drop("running_until", "next_recurring", "recurs")


def _beyond(day: DateValue, start: DateValue, days: int) -> BooleanValue:
    """Say whether a day is more than so many days after a start."""
    return (day > (start + ibis.interval(days=days)).cast("date")).fill_null(False)


def _added_up(spans: Table) -> Table:
    """Return one span for the bills of a chain that start on a day, and by plan the chains that have no number.

    Plans without numbers and periods may be several things that run beside each other: only those that end on the same
    day are taken as one.
    """
    apart = spans.subscription_id.isnull() & spans.reckoned
    spans = spans.mutate(until=ibis.ifelse(apart, spans.ends_on, _NO_DAY))
    keys = ("customer_id", "chain", "starts_on", "served_on", "until")
    dearest = ibis.window(group_by=keys, order_by=[ibis.desc("monthly"), "place"])
    spans = spans.mutate(first=ibis.row_number().over(dearest) == 0)
    added = spans.group_by(*keys).agg(
        subscription_id=spans.subscription_id.max(),
        plan=spans.plan.max(where=spans["first"]),
        place=spans.place.max(where=spans["first"]),
        ends_on=spans.ends_on.max(),
        monthly=spans.monthly.sum().cast(MONEY),
        reckoned=spans.reckoned.any(),
    )
    by_plan = added.chain + "\n" + added.plan.fill_null("")
    return added.mutate(
        chain=ibis.ifelse(added.until.notnull(), by_plan, added.chain),
        # Of services that take effect on one day, since they were billed together, the last is the one that goes on.
        place=added.served_on.cast("string") + " " + added.place,
    ).drop("until", "served_on")


def _with_due(spans: Table) -> Table:
    """Return spans with the day on which they fall due, in the columns that contracts are made from.

    A day that was only reckoned gives way to a bill that comes some days early; one replaced midway falls due no more.
    """
    chain = ibis.window(group_by="chain", order_by=["starts_on", "place"])
    spans = spans.mutate(next_on=spans.starts_on.lead().over(chain))
    early = spans.ends_on.delta(spans.next_on, unit="day")
    in_time = 5 * early <= spans.ends_on.delta(spans.starts_on, unit="day")
    due = ibis.cases(
        (~spans.reckoned | spans.next_on.isnull() | (spans.next_on >= spans.ends_on), spans.ends_on),
        (in_time, spans.next_on),
        else_=_NO_DAY,
    )
    return spans.mutate(due_on=due, end_reason=ibis.null("string"), paused_on=_NO_DAY, resumed_on=_NO_DAY).drop(
        "next_on", "reckoned"
    )
