"""Contracts: what a customer pays a month, from which day to which, and what came before and after.

From contract rows, or inferred from a ledger of bills. Rows of one subscription number follow each other: a later one
ends the one before. Rows without a number follow those of the customer's same plan; other plans run beside them. What
takes the place of a contract under another number or plan is told in `succession`.
"""

import ibis
from ibis.expr.types import DateValue, Table

from liuke.clean.periods import months_of
from liuke.measure.derived.known import Known
from liuke.measure.derived.ledger import spans_of_bills
from liuke.measure.derived.pauses import with_pauses
from liuke.measure.derived.periods import months_between
from liuke.measure.derived.succession import with_followers

MONEY = "decimal(18, 4)"
_NO_DAY = ibis.literal(None, "date")
_CHAIN = ibis.window(group_by="chain", order_by=["starts_on", "place"])


def contract(known: Known) -> Table | None:
    """Return a row a contract period; `number` counts those of a customer from 1, `monthly` is the price a month.

    starts_on, ends_on (first day not covered; NULL while open), due_on (day it expires), cancelled_on (day of the
    notice); paused_on, resumed_on, and paused_again_on, resumed_again_on where there is a second pause in it;
    renewed_on (day the contract starts that takes its place, if in time), lasts_until (day on which it counts no more:
    renewed, or the grace period over); from_plan and from_monthly are of the contract whose place it takes. Trials are
    left out: a contract begins with its first row that is not free.
    """
    spans = _spans(known)
    if spans is None:
        return None
    grace = known.settings.lost.grace_days
    spans = spans.mutate(next_on=spans.starts_on.lead().over(_CHAIN))
    spans = spans.mutate(ends_on=_earlier(spans.ends_on, spans.next_on))
    spans = spans.filter(spans.ends_on.isnull() | (spans.ends_on > spans.starts_on))
    so_far = ibis.cumulative_window(group_by="chain", order_by=["starts_on", "place"])
    spans = spans.mutate(sold=(~spans.free).cast("int32").max().over(so_far))
    spans = spans.filter(spans.sold > 0).drop("sold", "free", "next_on")
    held = known.engine.hold(_numbered(spans, grace), "span")
    followed = with_followers(known.engine, held, grace)
    last = (followed.ends_on + ibis.interval(days=grace)).cast("date")
    followed = followed.mutate(lasts_until=ibis.coalesce(followed.renewed_on, last))
    return _with_before(with_pauses(followed))


def _earlier(one: DateValue, other: DateValue) -> DateValue:
    """Return the earlier of two days, or the one that there is."""
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))


def _numbered(spans: Table, grace: int) -> Table:
    """Return spans with number, next_on, goes_on (it continues the one before in its chain) and run.

    A run is what continues without a break longer than the grace period.
    """
    before = (spans.ends_on.lag().over(_CHAIN) + ibis.interval(days=grace)).cast("date")
    own = ibis.window(group_by="customer_id", order_by=["starts_on", "chain", "place"])
    spans = spans.mutate(
        number=(ibis.row_number().over(own) + 1).cast("int32"),
        next_on=spans.starts_on.lead().over(_CHAIN),
        goes_on=(spans.starts_on <= before).fill_null(False),
    )
    spans = spans.mutate(renews_itself=spans.renews_itself | (spans.goes_on & spans.subscription_id.notnull()))
    so_far = ibis.cumulative_window(group_by="chain", order_by=["starts_on", "place"])
    return spans.mutate(
        next_number=spans.number.lead().over(_CHAIN), run=(~spans.goes_on).cast("int32").sum().over(so_far)
    )


def _spans(known: Known) -> Table | None:
    rows = known.rows("subscription", "started_at")
    if rows is None:
        bills = spans_of_bills(known)
        if bills is None:
            return None
        # When a bill's time is up the next is expected under the same number, so that no other replaces it before.
        return bills.mutate(cancelled_on=_NO_DAY, free=ibis.literal(False), renews_itself=ibis.literal(True))
    rows = _with_months(known, rows)
    due, cancelled = known.day(rows.expires_at), known.known_day(rows.cancelled_at)
    starts = known.day(rows.started_at)
    days = due.delta(starts, unit="day")
    months = ibis.coalesce(rows.months, ibis.ifelse(days > 0, months_between(days), ibis.null("float64")), 1.0)
    paused = known.known_day(rows.paused_at)
    unnumbered = "customer " + rows.customer_id + "\n" + rows.plan.fill_null("")
    return rows.select(
        "customer_id",
        "subscription_id",
        "plan",
        "end_reason",
        chain=ibis.coalesce("subscription " + rows.subscription_id, unnumbered),
        place=rows.source + ":" + rows.source_row.cast("string").lpad(12, "0"),
        starts_on=starts,
        ends_on=_end(due, cancelled, at_once=known.settings.lost.cancelled == "at_once"),
        due_on=due,
        cancelled_on=cancelled,
        monthly=(rows.price.cast("float64") / months).round(4).fill_null(0).cast(MONEY),
        # Where no price is written down it is not known, which does not make a trial.
        free=(rows.price == 0).fill_null(False),
        renews_itself=ibis.literal(False),
        paused_on=paused,
        resumed_on=ibis.ifelse(paused.notnull(), known.known_day(rows.resumed_at), _NO_DAY),
    )


def _with_months(known: Known, rows: Table) -> Table:
    """Return rows with the months that each pays for; every period that is written is read once, not in every row."""
    words = rows.filter(rows.period.notnull()).select("period").distinct()
    words = known.engine.hold(words.mutate(months=months_of(words.period)), "period")
    return rows.left_join(words, "period").drop("period_right")


def _end(due: DateValue, cancelled: DateValue, *, at_once: bool) -> DateValue:
    """Return the first day not covered: what was paid for is used up, unless a cancellation ends it at once.

    A contract that has expired has ended: cancelling it later changes nothing that was known.
    """
    return _earlier(due, cancelled) if at_once else ibis.coalesce(due, cancelled)


def _with_before(spans: Table) -> Table:
    """Return spans with plan and price of the contract whose place each takes."""
    taken = spans.filter(spans.follower.notnull())
    before = taken.select("customer_id", number="follower", from_plan="plan", from_monthly="monthly")
    joined = spans.left_join(before, ["customer_id", "number"])
    return joined.select(
        *("customer_id", "number", "subscription_id", "plan", "starts_on", "ends_on", "due_on", "monthly"),
        *("cancelled_on", "paused_on", "resumed_on", "paused_again_on", "resumed_again_on"),
        *("end_reason", "renewed_on", "lasts_until", "from_plan", "from_monthly"),
    ).order_by("customer_id", "number")
