"""How broadly a customer buys: lines of orders reach the features of a run."""

from datetime import date, datetime, time, timedelta

import ibis
import polars as pl

from liuke.engine import Engine
from liuke.measure.derived import Known
from liuke.predict.features import build
from liuke.predict.features.sources.known import tables_for_features
from liuke.settings import Settings
from tests.measure.miniatures.worked import facts

SNAPSHOT = date(2024, 6, 1)


def _at(days: int) -> datetime:
    return datetime.combine(SNAPSHOT, time(9)) + timedelta(days=days)


def test_products_and_categories_are_counted_from_lines_and_channels_from_orders(engine: Engine) -> None:
    """Four products, one of them twice, one sent back, and one bought on the day of the snapshot."""
    bought = [
        (-200, "tea", "drinks", 10), (-50, "cake", "food", 9), (-40, "tea", "drinks", 8), (-30, "jam", "food", 7),
        (-20, "salt", "food", -7), (-10, "ink", None, 5), (0, "pen", "office", 3),
    ]  # fmt: skip
    lines = [
        {"order_id": str(at), "customer_id": "a", "ordered_at": _at(day), "product_id": product, "category": category,
         "amount": amount}
        for at, (day, product, category, amount) in enumerate(bought)
    ]  # fmt: skip
    orders = [
        {"order_id": str(at), "customer_id": "a", "ordered_at": _at(day), "channel": channel, "amount": 5}
        for at, (day, channel) in enumerate([(-200, "web"), (-9, "store"), (1, "app")])
    ]
    known = Known(engine, {}, Settings(), date(2023, 1, 1), date(2024, 12, 31), {})
    tables = tables_for_features(known, facts(engine, "order", orders), facts(engine, "order_line", lines))
    asked = engine.table(pl.DataFrame({"customer_id": ["a", "b"]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    found = engine.polars(build(tables, asked)).sort("customer_id").select(
        "customer_id", "channels", "products", "categories", "new_products_90"
    )  # fmt: skip
    assert found.rows() == [("a", 2, 4, 2, 3), ("b", 0, 0, 0, 0)]


def test_without_lines_only_channels_are_left(engine: Engine) -> None:
    known = Known(engine, {}, Settings(), date(2023, 1, 1), date(2024, 12, 31), {})
    order = facts(engine, "order", [{"order_id": "1", "customer_id": "a", "ordered_at": _at(-3), "amount": 5}])
    assert set(tables_for_features(known, order)) == {"order", "variety"}
    assert tables_for_features(known) == {}
