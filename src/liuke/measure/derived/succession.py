"""What takes the place of a contract: the next of its own chain, or a new one that begins about when it ends.

A contract of the same customer under another number, or of another plan where there are no numbers, takes the place of
one that ends: from its end to the last day of grace; within the grace days after it was cancelled; or within the grace
days before it expires (of the same plan, also within the last twelfth of its term), unless it has renewed under its own
number before and so may do again. It takes one, and only where it begins anew: what continues its own chain replaces
nobody. Everything is decided on the day that the new one starts, from what is known by then.
"""

import ibis
from ibis.expr.types import DateValue, IntegerScalar, Table

from liuke.engine import Engine, union

_NO_DAY = ibis.literal(None, "date")
_KEY = ["customer_id", "number"]


def with_followers(engine: Engine, spans: Table, grace: int) -> Table:
    """Return spans with follower (number of the contract that takes its place) and renewed_on (when it does)."""
    ends = engine.settle(_windows(spans, grace), "ends")
    starts = engine.settle(spans.filter(~spans.goes_on).select(*_KEY, "plan", "starts_on"), "starts")
    starts = starts.mutate(plan=starts.plan.fill_null(""))
    found: list[Table] = []
    idle = 0
    # Turns by plan and by day, until neither of two finds anything.
    while idle < 2 and engine.count(ends):
        matched = engine.settle(_matched(ends, starts, same_plan=len(found) % 2 == 0), "matched")
        idle = 0 if engine.count(matched) else idle + 1
        found.append(matched)
        ends = engine.settle(ends.anti_join(matched, _KEY), "ends")
        starts = engine.settle(starts.anti_join(matched.select("customer_id", number="follower"), _KEY), "starts")
    return _joined(spans, union(found) if found else None, grace)


def _joined(spans: Table, others: Table | None, grace: int) -> Table:
    """Return spans with what follows: one of the others, or else the next of the chain if that is in time."""
    last = (spans.ends_on + ibis.interval(days=grace)).cast("date")
    in_time = (spans.next_on <= last).fill_null(False)
    spans = spans.mutate(
        own=ibis.ifelse(in_time, spans.next_number, None), own_on=ibis.ifelse(in_time, spans.next_on, None)
    )
    if others is None:
        return spans.rename(follower="own", renewed_on="own_on")
    joined = spans.left_join(others, _KEY).drop("customer_id_right", "number_right")
    return joined.mutate(
        follower=ibis.coalesce(joined.follower, joined.own), renewed_on=ibis.coalesce(joined.on, joined.own_on)
    ).drop("own", "own_on", "on")


def _windows(spans: Table, grace: int) -> Table:
    """Return customer_id, number, plan, since, until: the days on which another may take a contract's place.

    `own` says that only one of the same plan may. Never on the day that it starts itself, which would make two that
    were sold together replace each other, and not once the next of its own chain has begun.
    """

    def plus(day: DateValue, days: int) -> DateValue:
        return (day + ibis.interval(days=days)).cast("date")

    def window(rows: Table, since: DateValue, until: DateValue, *, own: bool = False) -> Table:
        first, before_own = plus(rows.starts_on, 1), ibis.coalesce(plus(rows.next_on, -1), until)
        return rows.select(
            *_KEY,
            plan=rows.plan.fill_null(""),
            own=ibis.literal(own),
            since=ibis.greatest(since, first),
            until=ibis.least(until, before_own),
        )

    ended = spans.filter(spans.ends_on.notnull())
    last = plus(ended.ends_on, grace)
    cancelled = ended.filter(ended.cancelled_on.notnull() & (ended.cancelled_on < ended.ends_on))
    expires = ended.filter(ended.due_on.notnull() & ~ended.renews_itself)
    twelfth = (expires.due_on.delta(expires.starts_on, unit="day") // 12).cast("int32").as_interval("D")
    recent = ibis.least(plus(cancelled.cancelled_on, grace), plus(cancelled.ends_on, -1))
    found = union(
        [
            window(ended, ended.ends_on, last),
            window(cancelled, cancelled.cancelled_on, recent),
            window(expires, plus(expires.due_on, -grace), plus(expires.ends_on, -1)),
            window(expires, (expires.due_on - twelfth).cast("date"), plus(expires.ends_on, -1), own=True),
        ]
    )
    return found.filter(found.since <= found.until)


def _matched(ends: Table, starts: Table, *, same_plan: bool) -> Table:
    """Return customer_id, number, follower, on: starts that contracts which wait for one get, one to one.

    Each waits for the first day in its windows on which something starts. Those of a day are served in order of
    number: with `same_plan` by starts of their own plan, else by any, where any may serve them.
    """
    offers = starts.select(
        "customer_id", "plan", on="starts_on", turn=ibis.literal(1, "int8"), start_on="starts_on",
        number=ibis.null("int32"), own=ibis.null("boolean"), until=_NO_DAY,
    )  # fmt: skip
    waits = ends.select(
        "customer_id", "plan", on="since", turn=ibis.literal(0, "int8"), start_on=_NO_DAY, number="number", own="own",
        until="until",
    )  # fmt: skip
    both = union([offers, waits])
    of_any, of_plan = (
        both.start_on.min().over(ibis.window(group_by=keys, order_by=["on", "turn"], preceding=0, following=None))
        for keys in (["customer_id"], ["customer_id", "plan"])
    )
    both = both.mutate(first_on=ibis.ifelse(both.own.fill_null(False), of_plan, of_any))
    both = both.filter(both.number.notnull() & (both.first_on <= both.until))
    wanted = both.group_by([*_KEY, "plan"]).agg(
        starts_on=both.first_on.min(), any_on=both.first_on.min(where=~both.own)
    )
    if not same_plan:
        wanted = wanted.filter(wanted.any_on == wanted.starts_on)
    keys = ["customer_id", "starts_on", *(["plan"] if same_plan else [])]
    wanted, offered = (rows.mutate(turn=_turn(keys)) for rows in (wanted, starts))
    offered = offered.select(*keys, "turn", follower="number")
    joined = wanted.inner_join(offered, [*keys, "turn"])
    return joined.select(*_KEY, "follower", on="starts_on")


def _turn(keys: list[str]) -> IntegerScalar:
    return ibis.row_number().over(ibis.window(group_by=keys, order_by="number"))
