"""Movements of recurring revenue: every day on which what a customer pays a month, or whether they do, changed.

A contract counts until it is renewed or its grace period is over; on that day, and never before it, the customer is
lost. A paused contract pays nothing, and its customer stays.
"""

import ibis
from ibis.expr.types import DateValue, DecimalValue, IntegerValue, Table

from liuke.engine import union
from liuke.measure.derived.known import Known

MONEY = "decimal(18, 4)"
KINDS = ("new", "returned", "expansion", "contraction", "churned")


def movement(known: Known) -> Table | None:
    """Return customer_id, day, kind, before and after (recurring revenue a month), since_on (day the customer came).

    A row a customer and day on which something changed. Kind is `new` and `returned` where a customer comes,
    `churned` where one leaves, `expansion` and `contraction` where one pays more or less, or `paused` in all ways the
    same.
    """
    if "contract" not in known.made:
        return None
    spans = known.made["contract"]
    end = ibis.literal(known.as_of)
    edges = union(
        [
            _edge(spans, spans.starts_on, spans.monthly, ibis.literal(1, "int32")),
            _edge(spans, spans.lasts_until, -spans.monthly, ibis.literal(-1, "int32")),
            *_pauses(spans),
        ]
    )
    edges = edges.filter(edges.day.notnull() & (edges.day <= end))
    days = edges.group_by("customer_id", "day").agg(
        change=edges.amount.sum().cast(MONEY), contracts=edges.contracts.sum().cast("int32")
    )
    so_far = ibis.cumulative_window(group_by="customer_id", order_by="day")
    days = days.mutate(after=days.change.sum().over(so_far).cast(MONEY), held=days.contracts.sum().over(so_far))
    days = days.mutate(before=(days.after - days.change).cast(MONEY), held_before=days.held - days.contracts)
    comes, goes = (days.held_before == 0) & (days.held > 0), (days.held_before > 0) & (days.held == 0)
    days = days.mutate(comes=comes, goes=goes)
    days = days.mutate(
        turn=days.comes.cast("int32").sum().over(so_far),
        since_on=ibis.ifelse(days.comes, days.day, None).max().over(so_far),
    )
    kind = ibis.cases(
        (days.comes & (days.turn == 1), "new"),
        (days.comes, "returned"),
        (days.goes, "churned"),
        (days.after > days.before, "expansion"),
        (days.after < days.before, "contraction"),
    )
    told = days.mutate(kind=kind)
    told = told.filter(told.kind.notnull())
    return told.select("customer_id", "day", "kind", "before", "after", "since_on").order_by("customer_id", "day")


def _edge(spans: Table, day: DateValue, amount: DecimalValue, contracts: IntegerValue) -> Table:
    return spans.select("customer_id", day=day, amount=amount.cast(MONEY), contracts=contracts)


def _pauses(spans: Table) -> list[Table]:
    """Return the edges of pauses, within the time that the contract counts."""
    nobody = ibis.literal(0, "int32")
    edges = []
    for paused_on, resumed_on in (("paused_on", "resumed_on"), ("paused_again_on", "resumed_again_on")):
        since = spans[paused_on]
        paused = spans.filter(since.notnull() & (spans.lasts_until.isnull() | (since < spans.lasts_until)))
        ended = ibis.least(
            ibis.coalesce(paused[resumed_on], paused.lasts_until), ibis.coalesce(paused.lasts_until, paused[resumed_on])
        )
        edges += [
            _edge(paused, paused[paused_on], -paused.monthly, nobody),
            _edge(paused, ended, paused.monthly, nobody),
        ]
    return edges


def contract_spells(movement_: Table) -> Table:
    """Return how long customers stayed, in the columns of table `spell`, from when they came and went."""
    edges = movement_.filter(movement_.kind.isin(["new", "returned", "churned"]))
    order = ibis.window(group_by="customer_id", order_by="day")
    paired = edges.mutate(lost_on=ibis.ifelse(edges.kind == "churned", edges.day, None).lead().over(order))
    paired = paired.filter(paired.kind != "churned")
    return paired.select(
        "customer_id",
        number=(ibis.row_number().over(order) + 1).cast("int32"),
        started_on=paired.day,
        last_on=paired.day,
        purchase_days=ibis.literal(1, "int32"),
        lost_on=paired.lost_on,
    )
