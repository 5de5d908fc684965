"""Contracts: what a customer pays a month, from which day to which, and what came before and after.

From contract rows, or inferred from a ledger of bills. Rows of one subscription follow each other: a later one ends the
one before. A contract that ended is renewed by the customer's next one, if that starts within the grace period.
"""

import ibis
from ibis.expr.types import DateValue, Table

from liuke.clean.periods import months_of
from liuke.measure.derived.known import Known
from liuke.measure.derived.ledger import spans_of_bills
from liuke.measure.derived.periods import months_between

MONEY = "decimal(18, 4)"
_NO_DAY = ibis.literal(None, "date")


def contract(known: Known) -> Table | None:
    """Return a row a contract period; `number` counts those of a customer from 1, `monthly` is the price a month.

    starts_on, ends_on (first day not covered; NULL while open), due_on (day it expires), paused_on, resumed_on;
    renewed_on (day the customer's next contract starts, if in time), lasts_until (day on which it counts no more:
    renewed, or the grace period over); from_plan and from_monthly are of the contract it follows without a break.
    """
    spans = _spans(known)
    if spans is None:
        return None
    grace = known.settings.lost.grace_days
    chain = ibis.window(group_by="chain", order_by=["starts_on", "place"])
    spans = spans.mutate(next_on=spans.starts_on.lead().over(chain))
    ended = ibis.least(ibis.coalesce(spans.ends_on, spans.next_on), ibis.coalesce(spans.next_on, spans.ends_on))
    spans = spans.mutate(ends_on=ended)
    spans = spans.filter(spans.ends_on.isnull() | (spans.ends_on > spans.starts_on))
    own = ibis.window(group_by="customer_id", order_by=["starts_on", "chain", "place"])
    held = known.engine.hold(
        spans.mutate(number=(ibis.row_number().over(own) + 1).cast("int32")).drop("next_on"), "span"
    )
    joined = held.left_join(_followers(held), ["customer_id", "number"]).drop("customer_id_right", "number_right")
    last = (joined.ends_on + ibis.interval(days=grace)).cast("date")
    renewed = ibis.ifelse(joined.follower_on <= last, joined.follower_on, _NO_DAY)
    joined = joined.mutate(renewed_on=renewed)
    joined = joined.mutate(lasts_until=ibis.coalesce(joined.renewed_on, last))
    return _with_before(joined)


def _spans(known: Known) -> Table | None:
    rows = known.rows("subscription", "started_at")
    if rows is None:
        return spans_of_bills(known)
    due, cancelled = known.day(rows.expires_at), known.known_day(rows.cancelled_at)
    starts = known.day(rows.started_at)
    days = due.delta(starts, unit="day")
    months = ibis.coalesce(
        months_of(rows.period), ibis.ifelse(days > 0, months_between(days), ibis.null("float64")), 1.0
    )
    paused = known.known_day(rows.paused_at)
    return rows.select(
        "customer_id",
        "subscription_id",
        "plan",
        "end_reason",
        chain=ibis.coalesce("subscription " + rows.subscription_id, "customer " + rows.customer_id),
        place=rows.source + ":" + rows.source_row.cast("string").lpad(12, "0"),
        starts_on=starts,
        ends_on=_end(due, cancelled, at_once=known.settings.lost.cancelled == "at_once"),
        due_on=due,
        monthly=(rows.price.cast("float64") / months).round(4).fill_null(0).cast(MONEY),
        paused_on=paused,
        resumed_on=ibis.ifelse(paused.notnull(), known.known_day(rows.resumed_at), _NO_DAY),
    )


def _end(due: DateValue, cancelled: DateValue, *, at_once: bool) -> DateValue:
    """Return the first day not covered: what was paid for is used up, unless a cancellation ends it at once.

    A contract that has expired has ended: cancelling it later changes nothing that was known.
    """
    if not at_once:
        return ibis.coalesce(due, cancelled)
    return ibis.least(ibis.coalesce(due, cancelled), ibis.coalesce(cancelled, due))


def _followers(spans: Table) -> Table:
    """Return customer_id, number, follower_on: the first start of a contract on or after the end of each."""
    starts = spans.select(
        "customer_id", on=spans.starts_on, turn=1, start_on=spans.starts_on, number=ibis.null("int32")
    )
    ends = spans.filter(spans.ends_on.notnull())
    ends = ends.select("customer_id", on=ends.ends_on, turn=0, start_on=_NO_DAY, number=ends.number)
    both = ibis.union(starts, ends)
    onward = ibis.window(group_by="customer_id", order_by=["on", "turn"], preceding=0, following=None)
    found = both.mutate(follower_on=both.start_on.min().over(onward))
    return found.filter(found.number.notnull()).select("customer_id", "number", "follower_on")


def _with_before(spans: Table) -> Table:
    """Return spans with plan and price of the contract that each follows without a break."""
    chain = ibis.window(group_by="chain", order_by=["starts_on", "place"])
    own = ibis.window(group_by="customer_id", order_by="number")
    spans = spans.mutate(
        chain_renewed=spans.renewed_on.lag().over(chain),
        chain_plan=spans.plan.lag().over(chain),
        chain_monthly=spans.monthly.lag().over(chain),
        own_renewed=spans.renewed_on.lag().over(own),
        own_plan=spans.plan.lag().over(own),
        own_monthly=spans.monthly.lag().over(own),
    )
    by_chain, by_own = spans.chain_renewed == spans.starts_on, spans.own_renewed == spans.starts_on
    return spans.select(
        *("customer_id", "number", "subscription_id", "plan", "starts_on", "ends_on", "due_on", "monthly"),
        *("paused_on", "resumed_on", "end_reason", "renewed_on", "lasts_until"),
        from_plan=ibis.cases((by_chain, spans.chain_plan), (by_own, spans.own_plan)),
        from_monthly=ibis.cases((by_chain, spans.chain_monthly), (by_own, spans.own_monthly)),
    ).order_by("customer_id", "number")
