"""Association rules: who buys A buys B too; who buys A and B buys C too."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from liuke.explain.baskets.counting import Counted
from liuke.explain.baskets.measures import measured, with_interval
from liuke.explain.baskets.significance import SURE, Numbers, adjusted, effect, fisher

CODES = ("first", "second", "then")
"""The codes of a rule: {first} → then or {first, second} → then."""


def rules_of(counted: Counted) -> pl.DataFrame:
    """Return every rule with one item on its right: codes (second is null in a pair), counts and measures."""
    sets = _counts_of_sets(counted)
    pairs = [_turned(counted.pairs, ("first",), "second"), _turned(counted.pairs, ("second",), "first")]
    three = ("first", "second", "third")
    turns = [([name for name in three if name != then], then) for then in reversed(three)]
    triples = [_turned(counted.triples, before, then) for before, then in turns]
    rows = pl.concat([*pairs, *triples])
    single = counted.items.select(then="code", then_count="count")
    rows = rows.join(sets, on=["first", "second"], nulls_equal=True, how="left", maintain_order="left")
    return measured(rows.join(single, on="then", how="left", maintain_order="left"), counted.baskets)


def _counts_of_sets(counted: Counted) -> pl.DataFrame:
    """Return first, second, if_count of all that stands on the left of a rule."""
    single = counted.items.select(first="code", second=pl.lit(None, pl.Int64), if_count="count")
    return pl.concat([single, counted.pairs.select("first", "second", if_count="count")])


def _turned(rows: pl.DataFrame, before: Sequence[str], then: str) -> pl.DataFrame:
    second = pl.col(before[1]) if len(before) > 1 else pl.lit(None, pl.Int64)
    return rows.select(first=pl.col(before[0]), second=second, then=pl.col(then), count="count")


def checked(rules: pl.DataFrame, counted: Counted) -> pl.DataFrame:
    """Return rules with effect, p_value, adjusted, significant, low and high.

    A pair is tested against chance in all baskets. A rule of three must say more than each of its two pairs: of the
    baskets with A, more of those with B have C, and the same the other way round; the weaker of both counts (Webb
    2007: a productive rule). So a third item that only happens to be bought as well adds no rule.
    """
    pairs = _either_way(counted.pairs.with_columns(effect=effect(pl.col("count"), pl.col("squares"))))
    both = rules.filter(pl.col("second").is_null())
    both = both.join(pairs.select("first", "then", "effect"), on=["first", "then"], how="left", maintain_order="left")
    three = _with_pairs(rules.filter(pl.col("second").is_not_null()), pairs, counted)
    whole = both.with_columns(whole=pl.lit(counted.baskets))
    both = both.with_columns(p_value=_fisher(whole, "if_count", "then_count", "whole"))
    weaker = (_fisher(three, "if_count", f"with_{name}", f"{name}_count") for name in ("first", "second"))
    three = three.with_columns(p_value=np.maximum(*weaker)).select(both.columns)
    return with_interval(judged(pl.concat([both, three]), tried(counted)))


def tried(counted: Counted) -> int:
    """Return how many rules there could be: each frequent item with each other, and three of every triple counted."""
    items = counted.items.height
    return items * (items - 1) + 3 * counted.candidates


def judged(rules: pl.DataFrame, hypotheses: int) -> pl.DataFrame:
    """Return rules with adjusted, and whether they are significant: more than chance, among so many hypotheses."""
    rules = rules.with_columns(adjusted=adjusted(rules["p_value"].to_numpy(), hypotheses))
    return rules.with_columns(significant=(pl.col("adjusted") <= SURE) & (pl.col("lift") > 1))


def _fisher(rules: pl.DataFrame, one: str, other: str, whole: str) -> Numbers:
    count, a, b, n, swollen = (
        rules[name].cast(pl.Float64).to_numpy() for name in ("count", one, other, whole, "effect")
    )
    return fisher(count, a, b, n, swollen)


def _either_way(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return first, then, count and effect of each pair, both ways round."""
    there = pairs.select("first", "count", "effect", then="second")
    back = pairs.select("count", "effect", first="second", then="first")
    return pl.concat([there, back.select(there.columns)])


def _with_pairs(three: pl.DataFrame, pairs: pl.DataFrame, counted: Counted) -> pl.DataFrame:
    """Return rules of three with first_count and second_count, how many of them have `then`, and the effect.

    The effect is the largest of the three pairs': a triple is repeated no more often than they are.
    """
    effects = []
    for name in ("first", "second"):
        part = pairs.rename({"first": name, "count": f"with_{name}", "effect": f"effect_{name}"})
        single = counted.items.select(pl.col("code").alias(name), pl.col("count").alias(f"{name}_count"))
        three = three.join(part, on=[name, "then"], how="left", maintain_order="left")
        three = three.join(single, on=name, how="left", maintain_order="left")
        effects.append(f"effect_{name}")
    before = pairs.select("first", second="then", effect_before="effect")
    three = three.join(before, on=["first", "second"], how="left", maintain_order="left")
    return three.with_columns(effect=pl.max_horizontal(*effects, "effect_before"))
