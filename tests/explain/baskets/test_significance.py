"""What is called more than chance: Fisher's test, what was tried, who witnesses it, and nothing where nothing is."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from liuke.engine import Engine
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import Baskets
from liuke.explain.baskets.rules import checked, rules_of
from liuke.explain.baskets.significance import adjusted, effect, fisher
from tests.explain.baskets.made_up import line, lines, of_orders

SEEDS = range(20)
ALLOWED = 1
"""Of 20 seeds, 5 % may call something."""


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def judged(engine: Engine, frame: pl.DataFrame, least: int = 5) -> pl.DataFrame:
    """Return checked rules with items in place of codes."""
    baskets = Baskets.of(engine, engine.table(frame), "product", 1)
    counted = count_together(baskets, least)
    rules = checked(rules_of(counted), counted)
    name = dict(baskets.items.select("code", "item").iter_rows())
    baskets.close()
    codes = [pl.col(code).replace_strict(name, default=None, return_dtype=pl.String) for code in ("first", "second")]
    return rules.with_columns(*codes, pl.col("then").replace_strict(name, return_dtype=pl.String))


@pytest.mark.parametrize(("both", "one", "other", "whole"), [(8, 10, 20, 50), (3, 10, 20, 50), (0, 5, 5, 30)])
def test_the_p_value_is_fishers(both: int, one: int, other: int, whole: int) -> None:
    """scipy.stats.fisher_exact of the table, greater."""
    table = [[both, one - both], [other - both, whole - one - other + both]]
    expected = stats.fisher_exact(table, alternative="greater").pvalue
    found = fisher(*(numbers(value) for value in (both, one, other, whole, 1)))
    assert found[0] == pytest.approx(expected, rel=1e-9)


def test_adjusting_counts_what_was_tried_and_not_listed() -> None:
    """As Benjamini and Hochberg's procedure of SciPy with a p of 1 for each hypothesis that is not listed."""
    p = numbers(0.001, 0.04, 0.012, 0.5)
    assert adjusted(p, 4) == pytest.approx(stats.false_discovery_control(p))
    padded = stats.false_discovery_control(np.concatenate([p, np.ones(16)]))
    assert adjusted(p, 20) == pytest.approx(padded[:4])
    assert adjusted(numbers(), 3).size == 0


def test_one_customer_who_repeats_is_one_witness() -> None:
    """Ten baskets of one customer weigh as one; of ten customers, as ten; of five with two each, as five."""
    counts = pl.DataFrame({"count": [10, 10, 10], "squares": [100, 10, 20]})
    assert counts.select(e=effect(pl.col("count"), pl.col("squares")))["e"].to_list() == [10.0, 1.0, 2.0]


def test_a_pair_that_one_customer_repeats_is_not_sure(engine: Engine) -> None:
    """The same baskets are sure evidence from thirty customers, and none from a single one."""
    orders = [{"a", "b"}] * 30 + [{"c"}, {"c", "d"}] * 30
    many = judged(engine, of_orders(orders))
    own = lines(
        line(at, item, customer_id="one" if at < 30 else f"C{at}")
        for at, things in enumerate(orders)
        for item in things
    )
    single = judged(engine, own)
    pair = (pl.col("first") == "a") & (pl.col("then") == "b") & pl.col("second").is_null()
    assert many.filter(pair)["significant"].to_list() == [True]
    assert single.filter(pair)["significant"].to_list() == [False]
    assert many.filter(pair)["count"].to_list() == single.filter(pair)["count"].to_list() == [30]


def independent(seed: int) -> pl.DataFrame:
    chance = np.random.default_rng(seed)
    shares = chance.uniform(0.05, 0.4, 15)
    return of_orders([{f"i{at}" for at in range(15) if chance.random() < shares[at]} for _ in range(300)])


def tastes(seed: int) -> pl.DataFrame:
    """Return baskets of 60 customers, each of whom likes things of their own: likings of two things are independent."""
    chance = np.random.default_rng(seed)
    rows = []
    for customer in range(60):
        likes = chance.beta(0.3, 2.0, 15)
        for visit in range(10):
            things = [f"i{at}" for at in range(15) if chance.random() < likes[at]]
            rows += [line(f"{customer}-{visit}", item, customer_id=f"C{customer}") for item in things]
    return lines(rows)


@pytest.mark.slow
@pytest.mark.parametrize("made", [independent, tastes])
def test_nothing_is_called_significant_where_nothing_is_planted(engine: Engine, made: object) -> None:
    called = [bool(judged(engine, made(seed))["significant"].any()) for seed in SEEDS]  # type: ignore[operator]
    assert sum(called) <= ALLOWED


def test_what_is_planted_is_found(engine: Engine) -> None:
    chance = np.random.default_rng(3)
    orders = [{f"i{at}" for at in range(10) if chance.random() < 0.2} for _ in range(600)]
    for basket in orders:
        if "i0" in basket and chance.random() < 0.5:
            basket.add("i1")
        if {"i2", "i3"} <= basket and chance.random() < 0.9:
            basket.add("i4")
    sure = judged(engine, of_orders(orders)).filter("significant")
    found = {frozenset(name for name in row[:3] if name) for row in sure.select("first", "second", "then").rows()}
    assert frozenset({"i0", "i1"}) in found
    assert frozenset({"i2", "i3", "i4"}) in found


def test_a_third_thing_that_adds_nothing_makes_no_rule(engine: Engine) -> None:
    """C goes with A; B is bought by half of everybody. That A and B have C too says no more than A alone."""
    chance = np.random.default_rng(11)
    orders = []
    for _ in range(800):
        basket = {"b"} if chance.random() < 0.5 else set()
        if chance.random() < 0.4:
            basket |= {"a", "c"} if chance.random() < 0.8 else {"a"}
        orders.append(basket | {"d"})
    rules = judged(engine, of_orders([basket - {"d"} for basket in orders if basket - {"d"}]))
    three = rules.filter(pl.col("second").is_not_null() & (pl.col("then") == "c"))
    assert three.height == 1
    assert not three["significant"].any()
    assert rules.filter((pl.col("first") == "a") & (pl.col("then") == "c"))["significant"].any()
