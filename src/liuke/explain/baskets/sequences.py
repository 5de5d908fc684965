"""Sequential pairs: who buys A buys B on a later day, within so many days, more often than after any other purchase.

A visit is a customer on a day on which they bought. It counts once its window has fully elapsed: a purchase that may
still come is not one that did not. What is bought on the day itself is not later, so it is no other part of the same
order.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine, union
from liuke.explain.baskets.counting import usual_least
from liuke.explain.baskets.items import Baskets
from liuke.explain.baskets.measures import measured, with_interval
from liuke.explain.baskets.rules import judged
from liuke.explain.baskets.significance import effect, fisher

COUNTS = ("count", "if_count", "then_count")


@dataclass(frozen=True, slots=True)
class Followed:
    """How many of the `visits` had each item, were followed by each, and both; of pairs in `least` or more.

    `pairs` has first, then (codes), count, if_count, then_count, customers, and squares, the sum over customers of
    their own counts squared. `items` are those that pairs were counted of.
    """

    visits: int
    customers: int
    least: int
    days: int
    items: pl.DataFrame
    pairs: pl.DataFrame

    def rules(self) -> pl.DataFrame:
        """Return the pairs with their measures; confidence is the share of visits with the first that are followed."""
        rows = self.pairs.with_columns(second=pl.lit(None, pl.Int64), effect=effect(pl.col("count"), pl.col("squares")))
        rules = measured(rows.drop("squares"), self.visits)
        count, one, other, swollen = (rules[name].cast(pl.Float64).to_numpy() for name in (*COUNTS, "effect"))
        whole = pl.repeat(float(self.visits), rules.height, eager=True).to_numpy()
        rules = rules.with_columns(p_value=fisher(count, one, other, whole, swollen))
        items = self.items.height
        return with_interval(judged(rules, items * (items - 1)))


def count_followed(baskets: Baskets, days: int, as_of: date, least: int | None = None) -> Followed:
    """Count who bought what within `days` after what; `as_of` is the last day known."""
    engine, least = baskets.engine, least or usual_least(baskets)
    items = baskets.items.filter(pl.col("count") >= least)
    size = 1 + max(items["code"], default=0)
    wanted = engine.table(items.select("code"), "code")
    bought = engine.hold(_bought(baskets, wanted), "bought")
    visit = engine.hold(_visits(baskets, as_of - timedelta(days=days)), "visit")
    ahead = engine.hold(_ahead(visit, bought, days, size), "ahead")
    now = visit.inner_join(bought, ["customer", "day"]).select("number", "customer", first="code")
    now = engine.hold(now, "now")
    pairs = _pairs(engine, now, ahead, size, least)
    counts = engine.rows(visit.aggregate(visits=visit.count(), customers=visit.customer.nunique()))[0]
    for table in (wanted, bought, visit, ahead, now):
        engine.drop(table)
    return Followed(int(counts["visits"]), int(counts["customers"]), least, days, items, pairs)


def _number_of(day: ibis.Value) -> ibis.Value:
    return day.delta(ibis.literal(date(1970, 1, 1)), unit="day").cast("int64")


def _visits(baskets: Baskets, last: date) -> Table:
    """Return number, customer and day (counted from 1970) of the visits whose window has elapsed by `last`."""
    known = baskets.visit.filter(baskets.visit.customer_id.notnull())
    once = known.filter(known.day <= ibis.literal(last)).select("customer", day=_number_of(known.day)).distinct()
    return once.mutate(number=ibis.row_number().over(ibis.window(order_by=["customer", "day"])))


def _bought(baskets: Baskets, wanted: Table) -> Table:
    known = baskets.visit.filter(baskets.visit.customer_id.notnull())
    days = known.select("basket", "customer", day=_number_of(known.day))
    kept = baskets.thing.semi_join(wanted, "code")
    return kept.inner_join(days, "basket").select("customer", "day", "code").distinct()


def _ahead(visit: Table, bought: Table, days: int, size: int) -> Table:
    """Return number and then: what was bought within `days` after each visit, each thing once.

    Days are cut into stretches of that length, so that only the visit's own and the next one are looked at.
    """
    cut = ibis.literal(days, "int64")
    stretches = [visit.mutate(stretch=visit.day // cut + ibis.literal(step, "int64")) for step in (0, 1)]
    seen = union(stretches).select("number", "customer", "stretch", at="day")
    later = bought.select("customer", "day", "code", stretch=bought.day // cut)
    both = seen.inner_join(later, ["customer", "stretch"])
    both = both.filter((both.day > both["at"]) & (both.day <= both["at"] + cut)).select("number", "code")
    once = both.select(key=both.number * ibis.literal(size, "int64") + both.code).distinct()
    return once.select(number=once.key // size, then=once.key % size)


def _pairs(engine: Engine, now: Table, ahead: Table, size: int, least: int) -> pl.DataFrame:
    both = now.inner_join(ahead, "number")
    both = both.filter(both.first != both.then).select("customer", "first", "then")
    both = both.mutate(key=both.first * ibis.literal(size, "int64") + both.then)
    counted = both.group_by("key").agg(count=both.count())
    found = engine.hold(counted.filter(counted["count"] >= least), "found")
    each = both.semi_join(found, "key").group_by("key", "customer").agg(times=lambda rows: rows.count())
    repeats = each.group_by("key").agg(
        count=each.times.sum(), customers=each.count(), squares=(each.times * each.times).sum()
    )
    rows = engine.polars(repeats).select(
        first=pl.col("key") // size, then=pl.col("key") % size,
        **{name: pl.col(name).cast(pl.Int64) for name in ("count", "customers", "squares")},
    )  # fmt: skip
    engine.drop(found)
    firsts = engine.polars(now.group_by("first").agg(if_count=now.count()))
    thens = engine.polars(ahead.group_by("then").agg(then_count=ahead.count()))
    rows = rows.join(firsts, on="first", how="left").join(thens, on="then", how="left")
    return rows.sort("first", "then")
