"""Laws of baskets: counts are those of plain Python, and neither the order of rows nor a line twice changes them."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from liuke.engine import Engine
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import Baskets
from liuke.explain.baskets.rules import checked, rules_of
from liuke.explain.baskets.sequences import count_followed
from tests.explain.baskets import oracle
from tests.explain.baskets.made_up import day, line, lines

FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # to look for a smaller example asks the engine for minutes
)
LAST = day(9)

ORDERS = st.lists(
    st.tuples(st.sampled_from("XYZ"), st.integers(0, 9), st.lists(st.sampled_from("abcde"), min_size=1, max_size=5)),
    min_size=1,
    max_size=12,
)
ODD = st.sampled_from(
    [{}, {"returned": True, "amount": -1}, {"quantity": 0}, {"quantity": None}, {"amount": 0}, {"product_id": " "}]
)


@st.composite
def order_lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        line(at, item, customer_id=customer, day=day(after), **draw(ODD))
        for at, (customer, after, items) in enumerate(draw(ORDERS))
        for item in items
    ]


def read(engine: Engine, rows: list[dict[str, Any]]) -> Baskets:
    return Baskets.of(engine, engine.table(lines(rows)), "product", 1)


def told(baskets: Baskets, frame: pl.DataFrame, *codes: str) -> pl.DataFrame:
    """Return a frame with items in place of codes."""
    name = dict(baskets.items.select("code", "item").iter_rows())
    return frame.with_columns(pl.col(code).replace_strict(name, return_dtype=pl.String) for code in codes)


@FEW
@given(order_lines(), st.integers(1, 2))
def test_pairs_and_triples_are_those_of_plain_python(
    engine: Engine, rows: list[dict[str, Any]], least: int
) -> None:  # fmt: skip
    baskets = read(engine, rows)
    counted = count_together(baskets, least)
    assert baskets.baskets == len(oracle.baskets(rows))
    for size, frame in ((2, counted.pairs), (3, counted.triples)):
        names = ("first", "second", "third")[:size]
        found = {
            frozenset(row[:size]): row[size] for row in told(baskets, frame, *names).select(*names, "count").rows()
        }
        assert found == oracle.sets(rows, size, least)


@FEW
@given(order_lines(), st.integers(1, 5))
def test_what_follows_is_that_of_plain_python(engine: Engine, rows: list[dict[str, Any]], days: int) -> None:
    baskets = read(engine, rows)
    found = count_followed(baskets, days, LAST, 1)
    visits, firsts, thens, both = oracle.followed(rows, days, LAST)
    assert found.visits == visits
    pairs = told(baskets, found.pairs, "first", "then").to_dicts()
    assert {(row["first"], row["then"]): row["count"] for row in pairs} == both
    assert all((row["if_count"], row["then_count"]) == (firsts[row["first"]], thens[row["then"]]) for row in pairs)


@FEW
@given(order_lines(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_line_twice_changes_a_rule(
    engine: Engine, rows: list[dict[str, Any]], chance: Any
) -> None:
    other = [*rows, *chance.sample(rows, chance.randint(0, len(rows)))]
    chance.shuffle(other)
    answers = []
    for given_rows in (rows, other):
        baskets = read(engine, given_rows)
        counted = count_together(baskets, 1)
        rules = told(baskets, checked(rules_of(counted), counted), "first", "then")
        answers.append(rules.sort("first", "then", "count", "confidence", "p_value").drop("second"))
    assert_frame_equal(answers[0], answers[1], check_row_order=False)


@FEW
@given(order_lines())
def test_measures_keep_to_their_relations(engine: Engine, rows: list[dict[str, Any]]) -> None:
    """Support ≤ confidence ≤ 1; both ways round a pair share count, support, lift and leverage; P's are in 0 … 1."""
    baskets = read(engine, rows)
    counted = count_together(baskets, 1)
    rules = checked(rules_of(counted), counted)
    assert (rules["support"] <= rules["confidence"] + 1e-12).all()
    assert (rules["confidence"] <= 1).all()
    assert rules["p_value"].is_between(0, 1).all()
    assert (rules["adjusted"] >= rules["p_value"] - 1e-12).all()
    pairs = rules.filter(pl.col("second").is_null())
    turned = pairs.rename({"first": "then", "then": "first"})
    both = pairs.join(turned, on=["first", "then"], suffix="_turned", how="left")
    for name in ("count", "support", "lift", "leverage", "p_value"):
        assert both[name].to_list() == pytest.approx(both[f"{name}_turned"].to_list())
    assert (both["confidence"] * both["if_count"]).to_list() == pytest.approx(both["count"].to_list())


def test_a_window_that_has_not_elapsed_is_no_miss(engine: Engine) -> None:
    """Bought on day 0 and day 5, known up to day 9: within 5 days the first counts, the second may yet be followed."""
    rows = [line(1, "a", customer_id="X"), line(2, "a", customer_id="X", day=day(5))]
    rows += [line(3, "b", customer_id="X", day=day(4))]
    (row,) = count_followed(read(engine, rows), 6, LAST, 1).pairs.to_dicts()
    assert (row["count"], row["if_count"]) == (1, 1)
    assert count_followed(read(engine, rows), 6, LAST - timedelta(days=4), 1).visits == 0
