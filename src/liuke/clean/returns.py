"""Matching returns to the purchases they undo."""

from dataclasses import dataclass

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.clean.orders import valued
from liuke.clean.report import FINDING
from liuke.clean.rows import together
from liuke.engine import Engine

MATCH = ("customer_id", "order_id", "returned_at", "purchase_order_id", "purchased_at", "amount")
"""The columns of table `return_match`."""

MOST_RETURNS = 1_000
"""A customer number with more returns than this is an account that many share; its returns are not matched."""

_PLACE = ("source", "source_row")


@dataclass(frozen=True, slots=True)
class Returns:
    """Returns with their purchase, and findings for those without one."""

    found: Table
    unmatched: list[Table]


def match_returns(engine: Engine, rows: Table | None, lines: Table | None, order: Table) -> Returns:
    """Match returned orders to orders of the customer, and returned lines to lines of the customer and product."""
    found, unmatched = [], []
    if rows is not None:
        back = valued(rows)
        matched = match(engine, back, order, "customer_id")
        found.append(matched)
        unmatched.append(_without(back, matched))
    if lines is not None:
        loose = valued(lines if rows is None else lines.anti_join(rows, "order_id"))
        matched = match(engine, loose, loose, "customer_id", "product_id")
        found.append(matched)
        unmatched.append(_without(loose, matched))
    pairs = together(found)
    summed = pairs.group_by(*MATCH[:-1]).aggregate(amount=pairs.amount.sum().cast(schema.MONEY))
    return Returns(engine.hold(summed.select(*MATCH), "return_match"), unmatched)


def no_match(engine: Engine) -> Table:
    """Return table `return_match` without rows."""
    times = {"returned_at": pl.Datetime("us"), "purchased_at": pl.Datetime("us"), "amount": pl.Decimal(18, 4)}
    return engine.table(pl.DataFrame(schema={name: times.get(name, pl.String()) for name in MATCH}), "return_match")


def match(engine: Engine, returned: Table, facts: Table, *keys: str) -> Table:
    """Match each negative row of `returned` to the latest purchase in `facts`, at or before it, that covers it.

    Both have the same `keys`. A purchase covers a return that is worth no more than itself. The result is held: MATCH
    (amount as in the return, negative), and source and source_row of the return.
    """
    back = returned.filter(returned.amount < 0)
    counted = back.group_by("customer_id").aggregate(times=back.count())
    back = back.semi_join(counted.filter(counted.times <= MOST_RETURNS), "customer_id").select(
        *_PLACE, *keys, "order_id", "amount", returned_at=back.ordered_at, worth=-back.amount
    )
    back = engine.hold(back)
    bought = facts.filter((facts.amount > 0) & ~facts.returned).semi_join(back, "customer_id")
    bought = engine.hold(
        bought.select(
            *keys,
            purchased_at=bought.ordered_at,
            purchase_order_id=bought.order_id,
            paid=bought.amount,
            bought_row=bought.source_row,
        )
    )
    same = [back[key] == bought[key] for key in keys]
    before = back.inner_join(bought, [*same, back.returned_at >= bought.purchased_at, back.worth <= bought.paid])
    latest = before.group_by(*_PLACE).aggregate(latest=before.purchased_at.max())
    timed = back.inner_join(latest, _PLACE)
    same = [timed[key] == bought[key] for key in keys]
    chosen = timed.inner_join(bought, [*same, timed.latest == bought.purchased_at, timed.worth <= bought.paid])
    chosen = chosen.mutate(
        turn=ibis.row_number().over(group_by=list(_PLACE), order_by=["purchase_order_id", "bought_row"])
    )
    result = engine.hold(chosen.filter(chosen.turn == 0).select(*MATCH, *_PLACE))
    engine.drop(back)
    engine.drop(bought)
    return result


def known_lines(rows: Table, lines: Table) -> Table:
    """Return findings for lines of orders that an order file has as a whole."""
    known = lines.semi_join(rows.select("order_id"), "order_id")
    return known.select("source", "source_row", rule=ibis.literal("known_order"), value=known.order_id)


def _without(returned: Table, matched: Table) -> Table:
    back = returned.filter(returned.amount < 0).anti_join(matched, _PLACE)
    return back.mutate(rule=ibis.literal("unmatched_return"), value=back.amount.cast("string")).select(*FINDING)
