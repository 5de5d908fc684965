"""Matching returns to the purchases they undo."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.clean.orders import loose_lines, summed, valued
from liuke.clean.report import FINDING
from liuke.clean.rows import position, together
from liuke.engine import Engine

MATCH = ("customer_id", "order_id", "returned_at", "purchase_order_id", "purchased_at", "amount")
"""The columns of table `return_match`."""

MOST_RETURNS = 1_000
"""A customer number with more returns than this is an account that many share; its returns are not matched."""

_PLACE = ("source", "source_row")


@dataclass(frozen=True, slots=True)
class Returns:
    """Table `return_match`, and findings about the rows that are returns."""

    found: Table
    findings: list[Table]


def match_returns(engine: Engine, rows: Table | None, lines: Table | None, order: Table) -> Returns:
    """Match returned orders to orders of the customer, and returned lines to lines of the customer and product."""
    found, findings = [], []
    if rows is not None:
        back = _negative(valued(rows))
        matched = match(engine, back, order, "customer_id")
        found.append(matched)
        findings.append(_findings(back.anti_join(matched, _PLACE), "unmatched_return"))
    if lines is not None:
        loose = loose_lines(rows, lines)
        sums = summed(loose)
        undone_orders = engine.hold(sums.filter(sums.returned).select("order_id"))
        negative = _negative(valued(loose))
        back = negative.semi_join(undone_orders, "order_id")
        matched = match(engine, back, valued(loose), "customer_id", "product_id")
        found.append(matched)
        findings.append(_findings(back, "returned_line"))
        findings.append(_findings(negative.anti_join(undone_orders, "order_id"), "deduction"))
        findings.append(_findings(back.anti_join(matched, _PLACE), "unmatched_return"))
    pairs = together(found)
    summed_pairs = pairs.group_by(*MATCH[:-1]).aggregate(amount=pairs.amount.sum().cast(schema.MONEY))
    return Returns(engine.hold(summed_pairs.select(*MATCH), "return_match"), findings)


def no_match(engine: Engine) -> Table:
    """Return table `return_match` without rows."""
    times = {"returned_at": pl.Datetime("us"), "purchased_at": pl.Datetime("us"), "amount": pl.Decimal(18, 4)}
    return engine.table(pl.DataFrame(schema={name: times.get(name, pl.String()) for name in MATCH}), "return_match")


def match(engine: Engine, returned: Table, facts: Table, *keys: str) -> Table:
    """Match each row of `returned` to the latest purchase in `facts`, at or before it, that covers it.

    Both have the same `keys`. A purchase covers a return that is worth no more than itself; one with the return's own
    order number goes before others. The result is held: MATCH (amount as in the return, negative), and source and
    source_row of the return.
    """
    back = engine.hold(
        returned.select(
            *_PLACE,
            *keys,
            "order_id",
            "amount",
            place=position(returned),
            returned_at=returned.ordered_at,
            worth=-returned.amount,
        )
    )
    counted = back.group_by("customer_id").aggregate(times=back.count())
    people = engine.hold(back.semi_join(counted.filter(counted.times <= MOST_RETURNS), "customer_id"))
    engine.drop(back)
    best = _best(facts.filter((facts.amount > 0) & ~facts.returned), people, keys)
    matched = people.inner_join(best, "place")
    result = engine.hold(
        matched.mutate(
            purchased_at=matched.best["purchased_at"], purchase_order_id=matched.best["order_id"].nullif("")
        ).select(*MATCH, *_PLACE)
    )
    engine.drop(people)
    return result


def _best(bought: Table, back: Table, keys: Sequence[str]) -> Table:
    """Return the places of the returns that some purchase covers, and the `best` one: own, purchased_at and order_id.

    Purchases pass by the returns once and are never put down: there are many times more of them. Of several at one
    moment the one with the alphabetically last number is best.
    """
    bought = bought.select(*keys, "order_id", purchased_at=bought.ordered_at, paid=bought.amount)
    pairs = bought.inner_join(back, list(keys), rname="returned_{name}")
    pairs = pairs.filter((pairs.purchased_at <= pairs.returned_at) & (pairs.worth <= pairs.paid))
    best = ibis.struct(
        {
            "own": (pairs.order_id == pairs.returned_order_id).fill_null(False),
            "purchased_at": pairs.purchased_at,
            "order_id": pairs.order_id.fill_null(""),
        }
    )
    return pairs.mutate(best=best).group_by("place").aggregate(best=lambda pairs: pairs.best.max())


def known_lines(rows: Table, lines: Table) -> Table:
    """Return findings for lines of orders that an order file has as a whole."""
    return _findings(lines.semi_join(rows.select("order_id"), "order_id"), "known_order", "order_id")


def _negative(rows: Table) -> Table:
    return rows.filter(rows.amount < 0)


def _findings(rows: Table, rule: str, shown: str = "amount") -> Table:
    return rows.mutate(rule=ibis.literal(rule), value=rows[shown].cast("string")).select(*FINDING)
