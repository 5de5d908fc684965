"""Baskets that cannot tell anything are refused, with what is needed; what is no purchase is in no basket."""

from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.baskets import ask_next, ask_together
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import Baskets, names
from tests.explain.baskets.made_up import day, line, lines, of_orders

BACK = {"returned": True, "amount": -1, "quantity": -1}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "baskets.no_lines"),
        ([line(at, "a", **BACK) for at in range(30)], "baskets.no_lines"),
        ([line(at, item, quantity=-1) for at in range(30) for item in "ab"], "baskets.no_lines"),
        ([line(at, " ") for at in range(30)], "baskets.no_items"),
        ([line(at, "a") for at in range(30)], "baskets.one_item"),
        ([line(at, "ab"[at % 2]) for at in range(60)], "baskets.single"),
        ([line(at, item) for at in range(9) for item in "ab"], "baskets.rare"),
    ],
)
def test_what_cannot_tell_is_refused(engine: Engine, rows: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(DataError) as caught:
        ask_together(engine, engine.table(lines(rows)))
    assert caught.value.code == code
    assert caught.value.hint.en
    assert caught.value.hint.zh


def test_categories_that_nobody_wrote_down_are_refused(engine: Engine) -> None:
    with pytest.raises(DataError) as caught:
        ask_together(engine, engine.table(of_orders([{"a", "b"}] * 30)), "category")
    assert (caught.value.code, caught.value.column) == ("baskets.no_items", "category")


def test_a_least_count_larger_than_anything_is_refused(engine: Engine) -> None:
    with pytest.raises(DataError) as caught:
        ask_together(engine, engine.table(of_orders([{"a", "b"}] * 30)), least=1_000)
    assert caught.value.code == "baskets.rare"
    assert "30 of 30" in caught.value.message.en


def test_one_customer_has_rules_but_none_is_sure(engine: Engine) -> None:
    rows = [line(at, item, customer_id="X", day=day(at)) for at in range(60) for item in ("ab" if at % 2 else "c")]
    found = ask_together(engine, engine.table(lines(rows)))
    assert (found.found, found.significant, found.customers) == (2, 0, 1)
    later = ask_next(engine, engine.table(lines(rows)), 1, day(59))
    assert later.significant == 0


def test_a_returned_line_is_in_no_basket_but_what_was_given_away_is(engine: Engine) -> None:
    rows = [line(1, "a"), line(1, "b", **BACK), line(1, "c", amount=0), line(2, "a", quantity=None)]
    baskets = Baskets.of(engine, engine.table(lines(rows)), "product", 1)
    assert dict(baskets.items.select("item", "count").iter_rows()) == {"a": 2, "c": 1}
    assert count_together(baskets, 1).pairs.height == 1


def test_a_product_without_a_number_goes_by_its_name(engine: Engine) -> None:
    rows = [line(at, item, product=name) for at in range(30) for item, name in ((None, "Tea"), ("P1", "Milk"))]
    found = ask_together(engine, engine.table(lines(rows)), least=5)
    (first, _) = found.record()["rules"]
    assert {first["if"][0]["name"], first["then"]["name"]} == {"Tea", "Milk"}
    assert {first["if"][0]["item"], first["then"]["item"]} == {"Tea", "P1"}


def test_products_of_one_name_are_told_apart_by_their_number(engine: Engine) -> None:
    given = (("P1", "Milk"), ("P2", "Milk"), ("P3", "Tea"))
    frame = lines(line(at, item, product=name) for at in range(3) for item, name in given)
    called = names(engine, engine.table(frame), pl.Series(["P1", "P2", "P3", "P4"]))
    assert called == {"P1": "Milk (P1)", "P2": "Milk (P2)", "P3": "Tea", "P4": "P4"}


def test_an_order_of_hundreds_of_lines_is_counted_whole(engine: Engine) -> None:
    """300 things in each of 5 orders are 44,850 pairs and 4,455,100 triples; pairs alone are asked for."""
    baskets = Baskets.of(engine, engine.table(of_orders([{f"i{at}" for at in range(300)}] * 5)), "product", 1)
    assert count_together(baskets, 5, triples=False).pairs.height == 300 * 299 // 2
