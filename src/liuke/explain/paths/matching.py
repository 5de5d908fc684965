"""Matching: as many stayers' moments as leavers' in every month and after every number of chances.

Leavers are newer than stayers, and leave in some months more than in others: a plain comparison would find the steps of
beginners and of those months. So each stayer gives one of his moments, drawn so that the moments lie where the leavers'
do, and of both as many count in each stratum (month × how often there was a chance before) as make m stayers a leaver:
frequency matching (Breslow & Day 1980, ch. 1.4; the moments are those of risk-set sampling, Lubin & Gail 1984).
After it the two groups have the same months and the same length of history, and their shares can be compared as they
are.
"""

from dataclasses import dataclass
from itertools import pairwise

import ibis
import polars as pl
from ibis.expr.types import FloatingValue, IntegerValue, StringValue, Table

from liuke.engine import Engine

MOST_A_LEAVER = 5
"""The most stayers for one leaver: more add next to nothing (Breslow & Day 1980, ch. 1.4)."""
STRATUM = ("month", "band")
BANDS = (5, 8, 12, 20, 40, 80)
"""Where a band of chances begins; below the first, every number is a band of its own."""
_HEX, _DIGITS = "0123456789abcdef", 6


@dataclass(frozen=True, slots=True)
class Matched:
    """The moments that are compared (customer_id, left, cut), held in the engine, and how many there were before.

    `ratio` is how many stayers count for a leaver; `all_stayers` are customers with any moment.
    """

    moments: Table
    leavers: int
    stayers: int
    all_leavers: int
    all_stayers: int
    ratio: int


def match(engine: Engine, leavers: Table, stayers: Table) -> Matched:
    """Return comparable moments of leavers (one a customer) and of stayers (all that there are; one is drawn)."""
    left = engine.hold(_in_strata(leavers), "left")
    stayed = engine.hold(_in_strata(stayers), "stayed")
    of_leavers = _counts(engine, left, "leavers")
    weights = of_leavers.join(_counts(engine, stayed, "moments"), on=STRATUM)
    weights = weights.select(*STRATUM, weight=pl.col("leavers") / pl.col("moments"))
    drawn = engine.hold(_drawn(stayed, engine.table(weights, "weights")), "drawn")
    ratio, kept = best_ratio(of_leavers.join(_counts(engine, drawn, "stayers"), on=STRATUM))
    most = engine.table(kept, "kept")
    both = [_thinned(left, most, "leavers"), _thinned(drawn, most, "stayers")]
    found = Matched(
        engine.hold(ibis.union(both[0].mutate(left=True), both[1].mutate(left=False)), "moments"),
        int(kept["leavers"].sum()),
        int(kept["stayers"].sum()),
        engine.count(left),
        engine.count(stayed.select("customer_id").distinct()),
        ratio,
    )
    for held in (left, stayed, drawn):
        engine.drop(held)
    return found


def _in_strata(moments: Table) -> Table:
    band = ibis.cases(
        (moments.times < BANDS[0], moments.times),
        *((moments.times < end, ibis.literal(start)) for start, end in pairwise(BANDS)),
        else_=ibis.literal(BANDS[-1]),
    )
    return moments.select("customer_id", "cut", month=moments.day.truncate("M").cast("date"), band=band.cast("int32"))


def _counts(engine: Engine, moments: Table, name: str) -> pl.DataFrame:
    return engine.polars(moments.group_by(*STRATUM).agg(**{name: moments.count()}))


def _drawn(moments: Table, weights: Table) -> Table:
    """Return one moment a customer: the winner of an exponential race (Efraimidis & Spirakis 2006), drawn by its id."""
    raced = moments.inner_join(weights, STRATUM)
    race = -_uniform(_digest(raced.customer_id + ":" + raced.cut.cast("string"))).ln() / raced.weight
    raced = raced.mutate(race=race)
    return raced.group_by("customer_id").agg(**{name: raced[name].argmin(raced.race) for name in ("cut", *STRATUM)})


def best_ratio(strata: pl.DataFrame) -> tuple[int, pl.DataFrame]:
    """Return how many stayers a leaver, and how many of both count in each stratum, given all that there are.

    The variance of a difference of two shares goes with 1/leavers + 1/stayers: chosen is the ratio that makes it least.
    """
    best: tuple[float, int, pl.DataFrame] | None = None
    for ratio in range(1, MOST_A_LEAVER + 1):
        leavers = pl.min_horizontal(pl.col("leavers"), pl.col("stayers") // ratio)
        kept = strata.select(*STRATUM, leavers=leavers, stayers=leavers * ratio).filter(pl.col("leavers") > 0)
        worth = int(kept["leavers"].sum()) * ratio / (1 + ratio)
        if best is None or worth > best[0]:
            best = worth, ratio, kept
    assert best is not None  # noqa: S101 - there is a ratio of one
    return best[1], best[2]


def _thinned(moments: Table, kept: Table, name: str) -> Table:
    """Return as many moments of each stratum as are kept, chosen by their customers' ids."""
    order = ibis.window(group_by=STRATUM, order_by=[_digest(moments.customer_id), "customer_id"])
    ranked = moments.mutate(rank=ibis.row_number().over(order))
    ranked = ranked.inner_join(kept.select(*STRATUM, most=kept[name]), STRATUM)
    return ranked.filter(ranked["rank"] < ranked.most).select("customer_id", "cut")


def _digest(text: StringValue) -> StringValue:
    """Return what looks random and is the same on every engine."""
    digest: StringValue = text.hexdigest("md5")
    return digest


def _uniform(digest: StringValue) -> FloatingValue:
    """Return a number between 0 and 1, both exclusive, from the first digits of a digest."""
    digits: list[IntegerValue] = [ibis.literal(_HEX).find(digest.substr(place, 1)) for place in range(_DIGITS)]
    parts = [digit.cast("float64") / float(16 ** (place + 1)) for place, digit in enumerate(digits)]
    return sum(parts[1:], parts[0]) + 0.5 / 16**_DIGITS
