"""Pauses of contracts: a subscription stays paused through the rows that continue it, until it is resumed."""

import ibis
from ibis.expr.types import Table

_NO_DAY = ibis.literal(None, "date")


def with_pauses(spans: Table) -> Table:
    """Return spans with the pauses in each: paused_on, resumed_on, paused_again_on, resumed_again_on.

    What the latest row says of a pause holds for those that continue it, until one of them says something else. A
    pause that ends before it begins is none.
    """
    told = (spans.paused_on.notnull() & (spans.resumed_on.isnull() | (spans.resumed_on > spans.paused_on))).fill_null(
        False
    )
    spans = spans.mutate(told=told, own_on=ibis.ifelse(told, spans.paused_on, _NO_DAY))
    spans = spans.mutate(own_until=ibis.ifelse(spans.told, spans.resumed_on, _NO_DAY))
    so_far = ibis.cumulative_window(group_by=["chain", "run"], order_by=["starts_on", "place"])
    spans = spans.mutate(telling=spans.told.cast("int32").sum().over(so_far))
    same = ibis.window(group_by=["chain", "run", "telling"])
    spans = spans.mutate(latest_on=spans.own_on.max().over(same), latest_until=spans.own_until.max().over(same))
    order = ibis.window(group_by=["chain", "run"], order_by=["starts_on", "place"])
    spans = spans.mutate(was_on=spans.latest_on.lag().over(order), was_until=spans.latest_until.lag().over(order))
    return _shown(spans)


def _shown(spans: Table) -> Table:
    start = spans.starts_on
    from_before = (
        (spans.was_on <= start)
        & (spans.was_until.isnull() | (spans.was_until > start))
        & (spans.own_on.isnull() | (spans.own_on > start))
    ).fill_null(False)
    own = (spans.own_on.notnull() & (spans.own_until.isnull() | (spans.own_until > start))).fill_null(False)
    until = ibis.least(ibis.coalesce(spans.was_until, spans.own_on), ibis.coalesce(spans.own_on, spans.was_until))
    own_on = ibis.ifelse(own, ibis.greatest(spans.own_on, start), _NO_DAY)
    own_until = ibis.ifelse(own, spans.own_until, _NO_DAY)
    return spans.mutate(
        paused_on=ibis.ifelse(from_before, start, own_on),
        resumed_on=ibis.ifelse(from_before, until, own_until),
        paused_again_on=ibis.ifelse(from_before, own_on, _NO_DAY),
        resumed_again_on=ibis.ifelse(from_before, own_until, _NO_DAY),
    )
