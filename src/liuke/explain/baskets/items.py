"""What is in a basket: the distinct things of an order, as products or as categories."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import ibis
import polars as pl
from ibis.expr.types import StringValue, Table

from liuke.engine import Engine

type Level = Literal["product", "category"]

FEWEST = 20
"""Baskets that something is in at least, unless asked otherwise: of fewer, a share means little."""
LEVELS: tuple[Level, ...] = ("product", "category")


def _filled(text: StringValue) -> StringValue:
    return text.strip().nullif("")


def item_of(lines: Table, level: Level) -> StringValue:
    """Return what a line is of: the product's number, else its name; or the category. NULL where nothing tells it."""
    if level == "category":
        return _filled(lines.category)
    return ibis.coalesce(_filled(lines.product_id), _filled(lines["product"]))


def purchases(lines: Table) -> Table:
    """Return the lines that are in a basket: no returns, and no quantity of zero or less; given away counts."""
    kept = lines.filter(~lines.returned, lines.amount >= 0)
    return kept.filter((kept.quantity > 0).fill_null(True))


@dataclass(frozen=True, slots=True)
class Baskets:
    """The orders as baskets, held in the engine until `close`.

    `visit` has a row a basket: basket and customer (numbers from 0), customer_id, day; `thing` basket and code, each
    pair once. `items` has code, item and count, in how many baskets it is, most first; those on fewer than `floor`
    lines are left out of it. A basket without a customer counts as of a customer of its own. `blank` of the `lines`
    name no item; `kinds` are all items there are.
    """

    engine: Engine
    level: Level
    visit: Table
    thing: Table
    items: pl.DataFrame
    baskets: int
    customers: int
    lines: int
    blank: int
    floor: int
    kinds: int

    @staticmethod
    def of(engine: Engine, lines: Table, level: Level = "product", floor: int = FEWEST) -> "Baskets":
        """Read baskets from table `order_line`."""
        kept = purchases(lines)
        told = kept.select("order_id", "customer_id", "day", item=item_of(kept, level))
        counted = engine.polars(told.group_by("item").agg(lines=told.count()))
        total, known = int(counted["lines"].sum()), counted.filter(pl.col("item").is_not_null())
        visit, customers = _visits(engine, told.filter(told.item.notnull()))
        coded = known.filter(pl.col("lines") >= floor).sort("item")
        coded = coded.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("code"), "item")
        thing = _things(engine, told, visit, engine.table(coded, "code"), max(1, coded.height))
        counts = engine.polars(thing.group_by("code").agg(count=thing.count()))
        items = coded.join(counts, on="code").sort("count", "item", descending=[True, False])
        blank = total - int(known["lines"].sum())
        visits = engine.count(visit)
        return Baskets(engine, level, visit, thing, items, visits, customers, total, blank, floor, known.height)

    def close(self) -> None:
        """Forget what is held."""
        for table in (self.visit, self.thing):
            self.engine.drop(table)


def _visits(engine: Engine, told: Table) -> tuple[Table, int]:
    """Return a row an order, with its number and that of its customer, and how many customers there are."""
    once = told.group_by("order_id").agg(customer_id=told.customer_id.min(), day=told.day.min())
    orders = engine.hold(once.mutate(basket=_numbered("order_id")), "order")
    whose = orders.mutate(who=ibis.coalesce(orders.customer_id, ibis.literal("\0") + orders.order_id))
    people = engine.hold(whose.select("who").distinct().mutate(customer=_numbered("who")), "buyer")
    joined = whose.inner_join(people, "who")
    visit = engine.hold(joined.select("basket", "customer", "order_id", "customer_id", "day"), "visit")
    customers = engine.count(people)
    for table in (people, orders):
        engine.drop(table)
    return visit, customers


def _things(engine: Engine, told: Table, visit: Table, coded: Table, size: int) -> Table:
    """Return basket and code, each pair once: both in one number, which is sooner told apart than two."""
    listed = told.inner_join(coded, "item").select("order_id", "code")
    placed = listed.inner_join(visit.select("order_id", "basket"), "order_id").select("basket", "code")
    once = placed.select(key=placed.basket * ibis.literal(size, "int64") + placed.code).distinct()
    held = engine.hold(once, "key")
    thing = engine.hold(held.select(basket=held.key // size, code=held.key % size), "thing")
    engine.drop(held)
    return thing


def _numbered(order: str) -> ibis.Value:
    return ibis.row_number().over(ibis.window(order_by=order))


def names(engine: Engine, lines: Table, items: pl.Series) -> dict[str, str]:
    """Return how products are called: the name that most of their lines have; their number where none has one.

    Where several of `items` have one name, their number is added to it.
    """
    wanted = engine.table(pl.DataFrame({"item": items}, schema={"item": pl.String}), "item")
    told = lines.select(item=item_of(lines, "product"), name=_filled(lines["product"]))
    told = told.filter(told.name.notnull()).semi_join(wanted, "item")
    counted = told.group_by("item", "name").agg(lines=told.count())
    rows = engine.polars(counted).sort("lines", "name", descending=[True, False])
    found = dict(rows.unique("item", keep="first", maintain_order=True).select("item", "name").iter_rows())
    shared = Counter(found.values())
    told = {item: f"{name} ({item})" if shared[name] > 1 else name for item, name in found.items()}
    return {item: told.get(item, item) for item in items}
