"""What a status tells of without a day: kept from features and labels, since nobody knows when it was learnt."""

from collections.abc import Mapping
from datetime import date

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import first_channels, visits
from liuke.measure.derived import Known
from liuke.measure.derived.ledger import NO_CONTRACT
from liuke.measure.lost import Contract, Definition, Material

ORDERS = Text(
    "Some orders are cancelled or sent back by their status alone, which has no day. Nobody knew when they were "
    "placed: for this model they are purchases, and returns are only those with a row of their own.",
    "部分订单仅以状态表明已取消或退货，而状态没有日期，下单时无从得知：对本模型而言它们仍是购买，只有单独成行的退货才计为退货。",
)
BILLS = Text(
    "Of many bills only a status without a day says that they are paid or void: nothing about payments in time was "
    "learnt. Map the day of payment (`paid_at`) to have it.",
    "许多账单仅以没有日期的状态表明已付或作废，因此未学习任何付款是否及时的信息。请映射付款日期（`paid_at`）。",
)
TICKETS = Text(
    "Of many tickets only a status without a day says that they are solved: nothing about open tickets was learnt. Map "
    "the day of the solution (`resolved_at`), or add the changes of status, to have it.",
    "许多工单仅以没有日期的状态表明已解决，因此未学习任何未解决工单的信息。请映射解决日期（`resolved_at`），或添加状态变更记录。",
)
LEDGER = Text(
    "Contracts are read from bills, without those that a status voids. It has no day: a bill that was voided later "
    "than a snapshot is missing from what was known there.",
    "合同由账单推断，不含状态为作废的账单。状态没有日期：快照日之后才作废的账单，也不在当时的已知信息之中。",
)


def as_placed(
    engine: Engine, made: Mapping[str, Table], active: Table, order: Table, lost: Definition, as_of: date
) -> dict[str, Table]:
    """Return the tables of a run with activity, first channels and spells of the orders as they were placed.

    `active` is the activity of `order`, the orders that no status undoes. Spells of contracts stay as they are.
    """
    active = engine.hold(active, "placed")
    found = {**made, "activity": active, "customer": first_channels(order)}
    if lost.kind != Contract.kind:
        visit = engine.hold(visits(active), "visit")
        found["stay"] = engine.hold(lost.spells(Material(as_of, visit)), "stay")
        engine.drop(visit)
    return found


def told_of(known: Known, tables: Mapping[str, Table], *, placed: bool) -> tuple[Text, ...]:
    """Return what the card of a model says of it; `tables` are those for features, `placed` says that orders differ."""
    facts = known.facts
    bills = tables.get("bill_known")
    unpaid = bills is not None and "late" not in bills.columns
    unsolved = "feedback" in facts and "ticket_turn" not in tables
    said = ((ORDERS, placed), (BILLS, unpaid), (TICKETS, unsolved), (LEDGER, _voided(known)))
    return tuple(text for text, holds in said if holds)


def _voided(known: Known) -> bool:
    if "bill" not in known.facts or "subscription" in known.facts:
        return False
    rows = known.facts["bill"]
    return bool(known.engine.count(rows.filter(rows.status.re_search(NO_CONTRACT).fill_null(False))))
