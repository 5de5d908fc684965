"""Counts of what is bought together: items, pairs and triples of at least so many baskets (Apriori).

A pair that is rare has only rare triples, so a triple is counted only where all three of its pairs are frequent
(Agrawal & Srikant 1994, Fast algorithms for mining association rules, VLDB).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.baskets.items import FEWEST, Baskets, Level

MOST_ITEMS = 2_000
"""Items that pairs are counted of unless asked otherwise: it bounds the memory, at half their square of pairs."""
ONE_IN: Mapping[Level, int] = {"product": 10_000, "category": 100}
"""One basket of so many at least: nearly all categories are bought together at some time."""

NO_PAIRS = pl.DataFrame(schema=dict.fromkeys(("first", "second", "count", "customers", "squares"), pl.Int64))
NO_TRIPLES = pl.DataFrame(schema=dict.fromkeys(("first", "second", "third", "count"), pl.Int64))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the `baskets` have each item, pair and triple, of those in `least` or more.

    `items` has code, item, count; `pairs` first < second (codes), count; `triples` first <
    second < third, count. `candidates` are the triples of which all pairs are frequent.
    """

    baskets: int
    least: int
    items: pl.DataFrame
    pairs: pl.DataFrame
    triples: pl.DataFrame
    candidates: int


def usual_least(baskets: Baskets, most: int = MOST_ITEMS, fewest: int | None = None) -> int:
    """Return the least count that is worth a rule: FEWEST, one basket in ONE_IN, and `most` items at most.

    `fewest` stands in for the first two where it is given.
    """
    counts = baskets.items["count"]
    least = fewest or max(FEWEST, -(-baskets.baskets // ONE_IN[baskets.level]))
    return least if counts.len() <= most else max(least, int(counts[most]) + 1)


def count_together(
    baskets: Baskets,
    least: int | None = None,
    least_pair: int | None = None,
    *,
    triples: bool = True,
    repeats: bool = True,
) -> Counted:
    """Count items, pairs and triples that are in `least` baskets or more (default: `usual_least`).

    Pairs and triples may be rarer, with `least_pair`. With `repeats`, `pairs` have customers, and squares, the sum over
    them of their own counts squared. Raises `ValueError` for a `least` below the floor of the baskets.
    """
    engine, least = baskets.engine, least or usual_least(baskets)
    if least < baskets.floor:
        raise ValueError(f"{least} < {baskets.floor}")
    items = baskets.items.filter(pl.col("count") >= least)
    wanted = engine.table(items.select("code"), "code")
    kept = engine.hold(baskets.thing.semi_join(wanted, "code"), "kept")
    size = 1 + max(items["code"], default=0)
    enough = least_pair or least
    pairs = _unpacked(engine.polars(_counted(_pairs(kept, size), enough)), size, ("first", "second"))
    found, candidates = NO_TRIPLES, 0
    if not pairs.height:
        pairs = NO_PAIRS if repeats else pairs
    elif triples or repeats:
        known = engine.table(pairs.select(key=pl.col("first") * size + pl.col("second")), "pair")
        seen = engine.hold(_pairs(kept, size).semi_join(known, "key"), "seen")
        if triples:
            found, candidates = _triples(engine, seen, known, size, enough), _candidates(pairs)
        if repeats:
            pairs = pairs.join(_repeats(engine, seen, baskets.visit, size), on=["first", "second"], how="left")
        engine.drop(seen)
        engine.drop(known)
    for table in (kept, wanted):
        engine.drop(table)
    return Counted(baskets.baskets, least, items, pairs, found, candidates)


def _pairs(kept: Table, size: int) -> Table:
    """Return a row for each pair in each basket: basket, first, second (codes), and both in one number."""
    one, other = kept.select("basket", first="code"), kept.select("basket", second="code")
    both = one.inner_join(other, [one.basket == other.basket, one.first < other.second])
    both = both.select("basket", "first", "second")
    return both.mutate(key=both.first * ibis.literal(size, "int64") + both.second)


def _counted(rows: Table, least: int) -> Table:
    counted = rows.group_by("key").agg(count=rows.count())
    return counted.filter(counted["count"] >= least)


def _unpacked(
    counted: pl.DataFrame, size: int, names: tuple[str, ...], values: tuple[str, ...] = ("count",)
) -> pl.DataFrame:
    """Return codes and values, in the order of the codes, from numbers that hold several codes."""
    powers = [size**place for place in reversed(range(len(names)))]
    codes = {name: (pl.col("key") // power % size).cast(pl.Int64) for name, power in zip(names, powers, strict=True)}
    return counted.select(**codes, **{name: pl.col(name).cast(pl.Int64) for name in values}).sort(*names)


def _triples(engine: Engine, seen: Table, known: Table, size: int, least: int) -> pl.DataFrame:
    """Count the triples whose three pairs are `known`: pairs of a basket that share their first, closed by a third."""
    one, other = seen.select("basket", "first", "key"), seen.select("basket", "first", third="second", last="key")
    joined = one.inner_join(other, [one.basket == other.basket, one.first == other.first, one.key < other.last])
    joined = joined.select("key", "third")
    ends = joined.mutate(pair=(joined.key % size) * ibis.literal(size, "int64") + joined.third)
    whole = ends.semi_join(known.rename(pair="key"), "pair")
    counted = _counted(whole.select(key=whole.key * ibis.literal(size, "int64") + whole.third), least)
    return _unpacked(engine.polars(counted), size, ("first", "second", "third"))


def _repeats(engine: Engine, seen: Table, visit: Table, size: int) -> pl.DataFrame:
    """Return first, second, customers who bought both together, and the sum of the squares of how often each did."""
    whose = seen.select("basket", "key").inner_join(visit.select("basket", "customer"), "basket")
    each = whose.group_by("key", "customer").agg(times=whose.count())
    counted = each.group_by("key").agg(customers=each.count(), squares=(each.times * each.times).sum())
    return _unpacked(engine.polars(counted), size, ("first", "second"), ("customers", "squares"))


def _candidates(pairs: pl.DataFrame) -> int:
    """Return how many triples have three frequent pairs."""
    other = pairs.select("first", third="second")
    open_ = pairs.select("first", "second").join(other, on="first").filter(pl.col("second") < pl.col("third"))
    closed = pairs.select(second="first", third="second")
    return open_.join(closed, on=["second", "third"], how="semi").height
