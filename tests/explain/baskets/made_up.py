"""Order lines for the tests of baskets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

FIRST = date(2026, 1, 1)
TYPES = {
    "customer_id": pl.String, "order_id": pl.String, "day": pl.Date, "product_id": pl.String, "product": pl.String,
    "category": pl.String, "quantity": pl.Decimal(18, 3), "amount": pl.Decimal(18, 4), "returned": pl.Boolean,
}  # fmt: skip


def line(order: object, item: str | None, **more: Any) -> dict[str, Any]:
    """Return a line: of a customer of the order's own, on the first day, one piece for 1, unless told otherwise."""
    known = {"customer_id": f"C{order}", "order_id": f"O{order}", "day": FIRST, "product_id": item, "product": None}
    return known | {"category": None, "quantity": 1, "amount": 1, "returned": False} | more


def lines(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TYPES, orient="row")


def of_orders(orders: Sequence[Iterable[str]]) -> pl.DataFrame:
    """Return the lines of orders, each of a customer of its own."""
    return lines(line(at, item) for at, items in enumerate(orders) for item in items)


def day(after: int) -> date:
    return FIRST + timedelta(days=after)
