"""The score of a thing for a customer, and the best of them: one join and one window, for everybody at once.

score = rate + weight × Σ over what the customer buys: rate × excess, and a trace of how popular the thing is, which
decides where nothing else is known. `rate` is how often the customer buys it themselves, `excess` how much likelier it
is beside what they buy (item-to-item, as Linden, Smith & York 2003, Amazon.com recommendations, IEEE Internet
Computing 7; of the next baskets, the customer's own frequency is what is hard to beat: Li et al. 2023, A next basket
recommendation reality check, ACM TOIS 41).
"""

from dataclasses import dataclass
from typing import Literal

import ibis
from ibis.expr.types import Table

from liuke.engine import union
from liuke.explain.baskets.recommending.learning import Learnt

RECENT = 20
"""What a customer buys most: of so many things, others that go with them are looked for."""
TRACE = 1e-6
"""The weight of popularity: less than any visit's."""

type Kind = Literal["next", "new"]

KINDS: tuple[Kind, ...] = ("next", "new")
"""Of everything, or only of what the customer has never bought."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How a score is made: visits count half after so many days (0: all alike); the weight of what goes with it.

    `own` is false where what the customer buys counts for nothing: popularity alone.
    """

    half_life: int = 0
    beside: float = 0.0
    own: bool = True


def candidates(learnt: Learnt, half_life: int, step: int = 1, *, near: bool = True) -> Table:
    """Return customer, code, rate, beside and share of what may be next; held.

    That is what the customer bought, what goes with it (with `near`), and what everybody buys.
    """
    rates = learnt.engine.hold(learnt.rates(half_life, step), "rate")
    everybody = rates.select("customer").distinct().cross_join(learnt.popular.select("code"))
    nothing = ibis.literal(0.0)
    parts = [
        rates.select("customer", "code", "rate", beside=nothing),
        everybody.select("customer", "code", rate=nothing, beside=nothing),
    ]
    if near:
        added = beside(learnt, rates)
        added = added.group_by("customer", "code").agg(beside=added.part.sum())
        parts.append(added.mutate(rate=nothing))
    # An engine may take a number with a point for a decimal, and a union needs one type.
    numbers = [{name: part[name].cast("float64") for name in ("rate", "beside")} for part in parts]
    rows = union([part.select("customer", "code", **of) for part, of in zip(parts, numbers, strict=True)])
    summed = rows.group_by("customer", "code").agg(rate=rows.rate.sum(), beside=rows.beside.sum())
    found = summed.left_join(learnt.popular, "code").drop("code_right")
    held = learnt.engine.hold(found.mutate(share=found.share.fill_null(0.0)), "candidate")
    learnt.engine.drop(rates)
    return held


def beside(learnt: Learnt, rates: Table) -> Table:
    """Return customer, code, first, part: what each thing that a customer buys most adds to others."""
    order = ibis.window(group_by="customer", order_by=[ibis.desc("rate"), ibis.asc("code")])
    most = rates.mutate(place=ibis.row_number().over(order)).filter(lambda rows: rows.place < RECENT)
    near = most.inner_join(learnt.beside, most.code == learnt.beside.first)
    return near.select("customer", "first", code="then", part=near.rate * near.excess)


def reasons(learnt: Learnt, chosen: Table, half_life: int) -> Table:
    """Return customer, code and because: what a customer buys that a chosen thing goes with most."""
    near = beside(learnt, learnt.rates(half_life)).semi_join(chosen.filter(~chosen.known), ["customer", "code"])
    order = ibis.window(group_by=["customer", "code"], order_by=[ibis.desc("part"), ibis.asc("first")])
    ranked = near.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place == 0).select("customer", "code", because="first")


def best(found: Table, weights: Weights, kind: Kind, top: int) -> Table:
    """Return customer, code, place (from 1), score and known (bought before) of the `top` of each customer."""
    if kind == "new":
        found = found.filter(found.rate == 0)
    own = found.rate + weights.beside * found.beside if weights.own else ibis.literal(0.0)
    scored = found.mutate(score=own + TRACE * found.share, known=found.rate > 0)
    order = ibis.window(group_by="customer", order_by=[ibis.desc("score"), ibis.asc("code")])
    ranked = scored.mutate(place=ibis.row_number().over(order) + 1)
    chosen = ranked.filter((ranked.place <= top) & (ranked.score > 0))
    return chosen.select("customer", "code", "place", "score", "known")
