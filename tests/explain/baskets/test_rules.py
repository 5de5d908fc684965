"""Rules equal mlxtend's on the same baskets, rule for rule, and a plain count's on tiny ones."""

import warnings
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import Baskets
from liuke.explain.baskets.rules import rules_of
from tests.explain.baskets.made_up import of_orders

MEASURES = ("support", "confidence", "lift", "leverage")

type Rule = tuple[frozenset[str], str]


def orders(seed: int, count: int, items: int = 12) -> list[set[str]]:
    """Return baskets in which some items follow others."""
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        basket = {f"item {item}" for item in range(items) if chance.random() < 0.5 / (1 + item % 4)}
        if "item 0" in basket and chance.random() < 0.6:
            basket |= {"item 1", "item 2"}
        found.append(basket)
    return found


def ours(engine: Engine, baskets: list[set[str]], least: int) -> dict[Rule, dict[str, float]]:
    read = Baskets.of(engine, engine.table(of_orders(baskets)), "product", 1)
    counted = count_together(read, least)
    name = dict(read.items.select("code", "item").iter_rows())
    rows = rules_of(counted).to_dicts()
    sides = [frozenset(name[row[at]] for at in ("first", "second") if row[at] is not None) for row in rows]
    found = {(side, name[row["then"]]): row for side, row in zip(sides, rows, strict=True)}
    assert len(found) == len(rows), "no rule is listed twice"
    return found


def theirs(baskets: list[set[str]], least: int) -> dict[Rule, dict[str, float]]:
    frequent = pytest.importorskip("mlxtend.frequent_patterns")
    pandas = pytest.importorskip("pandas")
    names = sorted(set().union(*baskets))
    table = pandas.DataFrame([[name in basket for name in names] for basket in baskets], columns=names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sets = frequent.apriori(table, min_support=(least - 0.5) / len(baskets), use_colnames=True, max_len=3)
        rules: Any = frequent.association_rules(sets, num_itemsets=len(baskets), metric="support", min_threshold=0.0)
    rows = rules.to_dict("records")
    return {(row["antecedents"], *row["consequents"]): row for row in rows if len(row["consequents"]) == 1}


@pytest.mark.parametrize(("seed", "least"), [(1, 5), (2, 20), (3, 60)])
def test_rules_equal_mlxtends_rule_for_rule(engine: Engine, seed: int, least: int) -> None:
    baskets = [basket for basket in orders(seed, 400) if basket]
    found, expected = ours(engine, baskets, least), theirs(baskets, least)
    assert set(found) == set(expected)
    assert {len(side) for side, _ in found} == {1, 2}
    for rule, row in expected.items():
        assert [found[rule][name] for name in MEASURES] == pytest.approx([row[name] for name in MEASURES], rel=1e-12)


def test_the_measures_of_a_miniature(engine: Engine) -> None:
    """Ten baskets: four with tea and milk, two more with tea, one more with milk."""
    baskets = [{"tea", "milk"}] * 4 + [{"tea"}] * 2 + [{"milk"}] + [{"bread"}] * 3
    found = ours(engine, baskets, 3)
    assert set(found) == {(frozenset({"tea"}), "milk"), (frozenset({"milk"}), "tea")}
    row = found[frozenset({"tea"}), "milk"]
    assert (row["count"], row["if_count"], row["then_count"], row["expected"]) == (4, 6, 5, 3.0)
    assert (row["support"], row["confidence"]) == (0.4, 4 / 6)
    assert row["lift"] == pytest.approx(4 / 6 / 0.5)
    assert row["leverage"] == pytest.approx(0.4 - 0.6 * 0.5)


def test_a_triple_needs_all_its_pairs(engine: Engine) -> None:
    """Three pairs in four baskets each make candidates, but only the triple that is there often is counted."""
    baskets = [set(pair) for pair in combinations("abc", 2)] * 4 + [set("xyz")] * 4
    read = Baskets.of(engine, engine.table(of_orders(baskets)), "product", 1)
    counted = count_together(read, 4)
    name = dict(read.items.select("code", "item").iter_rows())
    triples = [{name[code] for code in row[:3]} for row in counted.triples.iter_rows()]
    assert triples == [set("xyz")]
    assert counted.candidates == 2
    assert counted.triples["count"].to_list() == [4]


def test_no_rule_is_left_where_the_least_count_is_larger_than_all(engine: Engine) -> None:
    assert ours(engine, [{"a", "b"}] * 5, 6) == {}
    assert isinstance(
        rules_of(count_together(Baskets.of(engine, engine.table(of_orders([])), "product", 1), 1)), pl.DataFrame
    )
