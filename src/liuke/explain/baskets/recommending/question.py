"""What to recommend to whom, and how good that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.baskets.items import Level, names
from liuke.explain.baskets.recommending.judging import Judged, judge
from liuke.explain.baskets.recommending.learning import Learnt
from liuke.explain.baskets.recommending.scoring import KINDS, Kind, Weights, best, candidates, reasons
from liuke.explain.baskets.words import verdict
from liuke.language import Text

LONGEST, SHORTEST = 30, 7
"""The days ahead that recommendations are judged on: a quarter of the data, within these bounds."""
FEWEST = 30
"""Customers who must have bought in those days, for a hit rate to mean something."""
TOP = 5


@dataclass(frozen=True, slots=True)
class Recommended:
    """The best things for each customer, and how such lists did when they were last tried.

    `rows` has customer_id, kind (next: of everything; new: never bought before), place, item, name, known, score,
    because and because_name (what it goes with; null where the customer buys it anyway, or everybody does).
    """

    level: Level
    days: int
    judged: Mapping[Kind, Judged]
    rows: Table

    def told(self) -> dict[str, Any]:
        """Return how good it is, for JSON."""
        return {"level": self.level, "days": self.days} | {
            kind: self.judged[kind].record() | {"verdict": verdict(self.judged[kind].record()).record()}
            for kind in KINDS
        }


def horizon(first: date, as_of: date) -> int:
    """Return the days ahead to judge on; raises `DataError` where the data are too short for two such stretches."""
    span = (as_of - first).days + 1
    days = min(LONGEST, span // 4)
    if days < SHORTEST:
        raise DataError(
            "recommend.too_short",
            Text(
                "{span} days of orders are too few to try recommendations.", "只有 {span} 天的订单，无法检验推荐效果。"
            ).fill(span=span),
            Text(
                "At least {least} are needed: to learn, to choose, and to judge on days that were not learnt from.",
                "至少需要 {least} 天：用于学习、选择，以及在未参与学习的日子上检验。",
            ).fill(least=4 * SHORTEST),
        )
    return days


def recommend(
    engine: Engine, lines: Table, first: date, as_of: date, level: Level = "product", top: int = TOP
) -> Recommended:
    """Recommend `top` things to every customer, as of the end of `as_of`; judged on the last days known.

    Raises `DataError` where the data are too short, or too few customers bought in those days.
    """
    days = horizon(first, as_of)
    judged = judge(engine, lines, as_of, days, top, level)
    customers = judged["next"].methods[0].customers
    if customers < FEWEST:
        raise DataError(
            "recommend.too_few",
            Text(
                "Only {n} known customers bought in the last {days} days: too few to tell how good a list is.",
                "最近 {days} 天内只有 {n} 位已知客户购买，不足以判断推荐效果。",
            ).fill(n=customers, days=days),
            Text("At least {n} are needed.", "至少需要 {n} 位。").fill(n=FEWEST),
        )
    chosen = {kind: one.weights for kind, one in judged.items()}
    return Recommended(level, days, judged, lists(engine, lines, as_of, level, top, chosen))


def lists(
    engine: Engine, lines: Table, as_of: date, level: Level, top: int, chosen: Mapping[Kind, Weights]
) -> Table:  # fmt: skip
    """Return the best things for every customer, from what is known at the end of `as_of`; held."""
    learnt = Learnt.of(engine, lines, as_of + timedelta(days=1), level)
    parts = []
    for kind, weights in chosen.items():
        found = candidates(learnt, weights.half_life, near=weights.beside > 0)
        chosen_ones = engine.hold(best(found, weights, kind, top), "best")
        parts.append(_explained(learnt, chosen_ones, weights).with_columns(kind=pl.lit(kind)))
        for table in (found, chosen_ones):
            engine.drop(table)
    rows = _named(learnt, lines, pl.concat(parts), level)
    learnt.close()
    return engine.table(rows, "recommendation")


def _explained(learnt: Learnt, best_ones: Table, weights: Weights) -> pl.DataFrame:
    """Return the best things with because, the code of what each goes with; null where that counted for nothing."""
    rows = learnt.engine.polars(best_ones)
    if not (weights.own and weights.beside):
        return rows.with_columns(because=pl.lit(None, pl.Int64))
    why = learnt.engine.polars(reasons(learnt, best_ones, weights.half_life))
    return rows.join(why, on=["customer", "code"], how="left")


def _named(learnt: Learnt, lines: Table, rows: pl.DataFrame, level: Level) -> pl.DataFrame:
    """Return rows with items and names in place of codes, and customers by their id."""
    used = pl.concat([rows["code"], rows["because"]]).unique()
    known = learnt.items.filter(pl.col("code").is_in(used.implode()))
    called = names(learnt.engine, lines, known["item"]) if level == "product" else {}
    known = known.with_columns(name=pl.Series([called.get(item, item) for item in known["item"]], dtype=pl.String))
    people = learnt.engine.polars(learnt.people)
    found = rows.join(known, on="code").join(people, on="customer")
    why = known.select(because="code", because_item="item", because_name="name")
    told = found.join(why, on="because", how="left")
    columns = ("customer_id", "kind", "place", "item", "name", "known", "score")
    return told.select(*columns, "because_name", because="because_item").sort("customer_id", "kind", "place")
