"""How good recommendations are: learnt before a day, tried on what was bought from that day on.

Of customers known before who bought in the days after, the share for whom at least one of `top` recommendations was
among what they bought (hit rate at k). Of new things only, customers who bought something they had never bought before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.baskets.items import Level, item_of, purchases
from liuke.explain.baskets.recommending.learning import Learnt
from liuke.explain.baskets.recommending.scoring import Kind, Weights, best, candidates
from liuke.measure.intervals import net_share, wilson

type Name = Literal["chosen", "own", "popular"]

BASELINES: Mapping[Kind, Mapping[Name, Weights]] = {
    "next": {"own": Weights(), "popular": Weights(own=False)},
    "new": {"popular": Weights(own=False)},
}
"""What a person would do without us: what the customer buys most anyway, and what everybody buys."""
TRIED: Mapping[Kind, tuple[Weights, ...]] = {
    "next": tuple(Weights(days, beside) for days in (0, 60) for beside in (0.0, 0.1, 0.3)),
    "new": (Weights(0, 1.0), Weights(60, 1.0), Weights(own=False)),
}
"""What is tried on the days before those that judge: the first is taken unless another is better, beyond chance."""
SAMPLE = 1_000
"""Customers that it is tried on."""
JUDGES = 20_000
"""Customers that judge, at most."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way to recommend, and of how many customers it hit one of what they bought."""

    name: Name
    hits: int
    customers: int

    def record(self) -> dict[str, Any]:
        """Return the hit rate with its 95 % interval (Wilson)."""
        low, high = wilson(self.hits, self.customers)
        value = self.hits / self.customers if self.customers else None
        counts = {"method": self.name, "hits": self.hits, "customers": self.customers}
        return counts | {"value": value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Judged:
    """How recommendations of a kind did from `first` to `last`: the one chosen, and the baselines.

    `against` has, by baseline, the customers that only the chosen one hit, and those that only the baseline hit.
    """

    kind: Kind
    top: int
    first: date
    last: date
    weights: Weights
    methods: tuple[Method, ...]
    against: Mapping[Name, tuple[int, int]]

    @property
    def better(self) -> bool:
        """Whether it is better than every baseline, beyond chance."""
        ends = [_difference(self.methods[0].customers, *both)[1] for both in self.against.values()]
        return bool(ends) and all(low is not None and low > 0 for low in ends)

    def record(self) -> dict[str, Any]:
        """Return it for JSON; differences are of the same customers (Agresti & Min 2005)."""
        customers = self.methods[0].customers
        against = [
            dict(zip(("method", "difference", "low", "high"), (name, *_difference(customers, *both)), strict=True))
            for name, both in self.against.items()
        ]
        weights = {name: getattr(self.weights, name) for name in ("half_life", "beside", "own")}
        days = {"first": str(self.first), "last": str(self.last)}
        methods = [method.record() for method in self.methods]
        return {"kind": self.kind, "top": self.top, **days, "weights": weights, "methods": methods} | {
            "against": against,
            "better": self.better,
        }


def _difference(customers: int, ours: int, theirs: int) -> tuple[float | None, float | None, float | None]:
    if not customers:
        return None, None, None
    low, high = net_share(ours, theirs, customers)
    return (ours - theirs) / customers, None if low is None else low / 100, None if high is None else high / 100


def judge(engine: Engine, lines: Table, as_of: date, days: int, top: int, level: Level) -> dict[Kind, Judged]:
    """Choose weights on the days before the last `days`, and judge them on these; each learns only from before."""
    first = as_of - timedelta(days=days - 1)
    chosen = _choose(engine, lines, first - timedelta(days=days), days, top, level)
    learnt = Learnt.of(engine, lines, first, level)
    step = max(1, -(-engine.count(learnt.people) // JUDGES))
    found = {}
    for kind, weights in chosen.items():
        ways: dict[str, Weights] = {"chosen": weights} | dict(BASELINES[kind])
        hit = _hits(learnt, _truth(learnt, lines, first, days, level, kind, step), ways, kind, top, step)
        names: list[Name] = ["chosen", *BASELINES[kind]]
        methods = tuple(Method(name, int(hit[name].sum()), hit.height) for name in names)
        against = {name: _apart(hit["chosen"], hit[name]) for name in BASELINES[kind]}
        found[kind] = Judged(kind, top, first, as_of, weights, methods, against)
    learnt.close()
    return found


def _apart(ours: pl.Series, theirs: pl.Series) -> tuple[int, int]:
    return int((ours & ~theirs).sum()), int((theirs & ~ours).sum())


def _choose(engine: Engine, lines: Table, first: date, days: int, top: int, level: Level) -> dict[Kind, Weights]:
    """Return what hits most in the `days` from `first` on, learnt before them."""
    learnt = Learnt.of(engine, lines, first, level)
    step = max(1, engine.count(learnt.people) // SAMPLE)
    chosen: dict[Kind, Weights] = {}
    for kind, tried in TRIED.items():
        ways = {str(place): weights for place, weights in enumerate(tried)}
        hit = _hits(learnt, _truth(learnt, lines, first, days, level, kind, step), ways, kind, top, step)
        chosen[kind] = tried[_winner([hit[name] for name in ways])]
    learnt.close()
    return chosen


def _winner(hits: Sequence[pl.Series]) -> int:
    """Return the place of the first way, or of the best of those that are better than it, beyond chance.

    The best of several is the best partly by luck: what is simplest stays where nothing is clearly better.
    """
    first, found = hits[0], 0
    for place, other in enumerate(hits):
        _, low, _ = _difference(first.len(), *_apart(other, first))
        if low is not None and low > 0 and other.sum() > hits[found].sum():
            found = place
    return found


def _truth(
    learnt: Learnt, lines: Table, first: date, days: int, level: Level, kind: Kind, step: int
) -> Table:  # fmt: skip
    """Return customer and code of what known customers bought in the `days` from `first` on; held.

    What nobody had bought before has the code -1: nobody could have recommended it, and it is missed.
    """
    kept = purchases(lines)
    kept = kept.filter(kept.day >= ibis.literal(first), kept.day < ibis.literal(first + timedelta(days=days)))
    told = kept.select("customer_id", item=item_of(kept, level)).filter(lambda rows: rows.item.notnull()).distinct()
    coded = learnt.engine.table(learnt.items, "code")
    people = learnt.people.filter(learnt.people.customer % step == 0)
    rows = told.inner_join(people, "customer_id").select("customer", "item")
    rows = rows.left_join(coded, "item").select("customer", "code").mutate(code=lambda t: t.code.fill_null(-1))
    if kind == "new":
        rows = rows.anti_join(learnt.bought, ["customer", "code"])
    return learnt.engine.hold(rows.distinct(), "truth")


def _hits(
    learnt: Learnt, truth: Table, ways: Mapping[str, Weights], kind: Kind, top: int, step: int
) -> pl.DataFrame:  # fmt: skip
    """Return a row a customer with something to hit: whether each way hit it."""
    engine = learnt.engine
    hit = engine.polars(truth.select("customer").distinct()).sort("customer")
    for half_life, names in _by_half_life(ways).items():
        near = any(ways[name].beside > 0 for name in names)
        found = candidates(learnt, half_life, step, near=near)
        for name in names:
            chosen = best(found, ways[name], kind, top)
            right = chosen.semi_join(truth, ["customer", "code"]).select("customer").distinct()
            known = engine.polars(right)["customer"]
            hit = hit.with_columns(pl.col("customer").is_in(known.implode()).alias(name))
        engine.drop(found)
    engine.drop(truth)
    return hit


def _by_half_life(ways: Mapping[str, Weights]) -> dict[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for name, weights in ways.items():
        found.setdefault(weights.half_life, []).append(name)
    return dict(found)
