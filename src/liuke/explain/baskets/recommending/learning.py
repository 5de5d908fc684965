"""What is known before a day: what each customer buys how often, what goes with it, and what everybody buys.

Nothing that happened on that day or later is looked at.
"""

from dataclasses import dataclass
from datetime import date

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.baskets.counting import count_together, usual_least
from liuke.explain.baskets.items import Baskets, Level
from liuke.explain.baskets.rules import rules_of

FEWEST_TOGETHER = 5
"""Baskets that two things are in together at least, before one is recommended for the other."""
NEIGHBOURS = 30
"""Things that are recommended for one thing at most."""
MOST_ITEMS = 1_000
"""Things, the most bought ones, that others are recommended for."""
POPULAR = 100
"""The most bought things: what is recommended where nothing better is known."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known before the day `before`, held in the engine until `close`.

    `bought` has customer, day, code once each, `visit` customer and day; `beside` first, then (codes) and excess, how
    much likelier `then` is in a basket with `first` than in any; `popular` has code and share, of all visits; `items`
    code and item. Customers are numbers; `people` has customer and customer_id.
    """

    engine: Engine
    before: date
    bought: Table
    visit: Table
    people: Table
    beside: Table
    popular: Table
    items: pl.DataFrame
    visits: int

    @staticmethod
    def of(engine: Engine, lines: Table, before: date, level: Level = "product") -> "Learnt":
        """Learn from the lines before a day."""
        known = lines.filter((lines.day < ibis.literal(before)) & lines.customer_id.notnull())
        baskets = Baskets.of(engine, known, level, 1)
        days = baskets.visit.select("basket", "customer", "day")
        visit = engine.hold(days.select("customer", "day").distinct(), "visit")
        listed = baskets.thing.inner_join(days, "basket").select("customer", "day", "code")
        bought = engine.hold(listed.distinct(), "bought")
        people = engine.hold(baskets.visit.select("customer", "customer_id").distinct(), "people")
        beside = engine.table(_beside(baskets), "beside")
        visits = engine.count(visit)
        counts = bought.group_by("code").agg(times=bought.count())
        top = engine.polars(counts).sort("times", "code", descending=[True, False]).head(POPULAR)
        popular = engine.table(top.select("code", share=pl.col("times") / max(1, visits)), "popular")
        items = baskets.items.select("code", "item")
        baskets.close()
        return Learnt(engine, before, bought, visit, people, beside, popular, items, visits)

    def close(self) -> None:
        """Forget what is held."""
        for table in (self.bought, self.visit, self.people, self.beside, self.popular):
            self.engine.drop(table)

    def rates(self, half_life: int, step: int = 1) -> Table:
        """Return customer, code and rate: on which share of the customer's visits it was bought.

        A visit counts half after `half_life` days (0: all count alike). With a `step`, of every so many-th customer.
        """
        weighed = self.visit.filter(self.visit.customer % step == 0).mutate(weight=self._weight(self.visit, half_life))
        whole = weighed.group_by("customer").agg(whole=weighed.weight.sum())
        each = self.bought.filter(self.bought.customer % step == 0)
        each = each.mutate(weight=self._weight(each, half_life)).group_by("customer", "code")
        counted = each.agg(weight=lambda rows: rows.weight.sum())
        rows = counted.inner_join(whole, "customer")
        return rows.select("customer", "code", rate=rows.weight / rows.whole)

    def _weight(self, rows: Table, half_life: int) -> ibis.Value:
        if not half_life:
            return ibis.literal(1.0)
        age = ibis.literal(self.before).delta(rows.day, unit="day").cast("float64")
        return ibis.literal(0.5) ** (age / float(half_life))


def _beside(baskets: Baskets) -> pl.DataFrame:
    """Return what goes with each thing, the NEIGHBOURS that gain most by it."""
    counted = count_together(baskets, _least(baskets), FEWEST_TOGETHER, triples=False, repeats=False)
    rules = rules_of(counted).with_columns(excess=pl.col("confidence") - pl.col("then_count") / max(1, baskets.baskets))
    rules = rules.filter(pl.col("excess") > 0).sort("first", "excess", "then", descending=[False, True, False])
    return rules.group_by("first", maintain_order=True).head(NEIGHBOURS).select("first", "then", "excess")


def _least(baskets: Baskets) -> int:
    """Return the least count of a thing that others are recommended for."""
    return max(FEWEST_TOGETHER, usual_least(baskets, MOST_ITEMS, FEWEST_TOGETHER))
