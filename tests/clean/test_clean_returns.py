"""Returns are kept as returns and find the purchase that they undo."""

from typing import Any

from received import Receive, Row, buy, cleaned_up, rules

from liuke.clean import Cleaned, returns
from liuke.engine import Engine


def pairs(engine: Engine, cleaned: Cleaned) -> dict[str, str]:
    return {row["order_id"]: row["purchase_order_id"] for row in engine.rows(cleaned.return_match)}


def line(order_id: str, product_id: str, amount: float, day: str, **cells: Any) -> Row:
    return buy(order_id, day=day, amount=amount, product_id=product_id, quantity=1 if amount > 0 else -1, **cells)


def test_it_matches_a_return_to_the_latest_purchase_that_covers_it(engine: Engine, receive: Receive) -> None:
    source = receive(
        buy("early", day="2026-01-01", amount=50), buy("late", day="2026-01-10", amount=20),
        buy("after", day="2026-01-20", amount=99), buy("other", "bob", day="2026-01-11", amount=99),
        buy("void", day="2026-01-11", amount=99, status="cancelled"),
        buy("r-all", day="2026-01-15", amount=-20), buy("r-part", day="2026-01-16", amount=-5),
        buy("r-big", day="2026-01-17", amount=-50), buy("r-none", day="2026-01-18", amount=-51),
        buy("r-first", "cid", day="2026-01-18", amount=-1), buy("r-same-time", "bob", day="2026-01-11", amount=-99),
    )  # fmt: skip
    cleaned = cleaned_up(engine, source)
    assert pairs(engine, cleaned) == {
        "r-all": "late",
        "r-part": "late",
        "r-big": "early",
        "r-same-time": "other",
    }
    found = rules(engine, cleaned)
    assert (found["return"], found["unmatched_return"]) == (6, 2)


def test_it_prefers_the_purchase_with_the_number_of_the_return(engine: Engine, receive: Receive) -> None:
    source = receive(
        buy("A0", day="2026-01-01"),
        buy("A1", day="2026-01-01"),
        buy("A2", day="2026-01-02"),
        buy("A1", day="2026-01-03", amount=-10),
    )
    match = engine.rows(cleaned_up(engine, source).return_match)
    assert [(row["order_id"], row["purchase_order_id"], row["amount"]) for row in match] == [("A1", "A1", -10)]


def test_it_matches_returned_lines_by_product(engine: Engine, receive: Receive) -> None:
    source = receive(
        line("1", "a", 10, "2026-01-01"),
        line("1", "b", 20, "2026-01-01"),
        line("2", "b", 20, "2026-01-02"),
        line("C3", "a", -10, "2026-01-03"),
        line("C3", "b", -20, "2026-01-03"),
        line("C3", "c", -20, "2026-01-03"),
        table="order_line",
    )
    cleaned = cleaned_up(engine, source)
    match = sorted((row["purchase_order_id"], row["amount"]) for row in engine.rows(cleaned.return_match))
    assert match == [("1", -10), ("2", -20)]
    assert rules(engine, cleaned) == {"returned_line": 3, "unmatched_return": 1}
    assert engine.rows(cleaned.order.filter(cleaned.order.returned).select("order_id")) == [{"order_id": "C3"}]


def test_it_takes_a_discount_line_for_a_part_of_its_purchase(engine: Engine, receive: Receive) -> None:
    source = receive(line("1", "a", 10, "2026-01-01"), line("1", "voucher", -3, "2026-01-01"), table="order_line")
    cleaned = cleaned_up(engine, source)
    assert engine.rows(cleaned.order.select("amount", "returned")) == [{"amount": 7, "returned": False}]
    assert rules(engine, cleaned) == {"deduction": 1}
    assert engine.count(cleaned.return_match) == 0


def test_it_takes_an_order_of_lines_worth_less_than_nothing_for_a_return(engine: Engine, receive: Receive) -> None:
    source = receive(
        line("1", "a", 10, "2026-01-01"),
        line("2", "a", -10, "2026-01-05"),
        line("2", "b", 4, "2026-01-05"),
        line("3", "a", 5, "2026-01-06", status="cancelled"),
        line("3", "b", 5, "2026-01-06", status="paid"),
        line("4", "a", 5, "2026-01-07", status="cancelled"),
        table="order_line",
    )
    order = cleaned_up(engine, source).order
    found = engine.rows(order.order_by("order_id").select("order_id", "amount", "returned"))
    assert [tuple(row.values()) for row in found] == [
        ("1", 10, False),
        ("2", -6, True),
        ("3", 5, False),
        ("4", 0, True),
    ]


def test_it_does_not_match_the_returns_of_an_account_that_many_share(
    engine: Engine, receive: Receive, monkeypatch: Any
) -> None:
    monkeypatch.setattr(returns, "MOST_RETURNS", 1)
    source = receive(
        buy("1"), buy("2", amount=-1, day="2026-02-01"), buy("3", amount=-2, day="2026-02-01"),
        buy("4", "bob"), buy("5", "bob", amount=-1, day="2026-02-01"),
    )  # fmt: skip
    cleaned = cleaned_up(engine, source)
    assert pairs(engine, cleaned) == {"5": "4"}
    assert rules(engine, cleaned)["unmatched_return"] == 2


def test_it_matches_returns_in_an_order_file_to_purchases_known_by_lines(engine: Engine, receive: Receive) -> None:
    lines = receive(line("1", "a", 10, "2026-01-01"), table="order_line")
    cleaned = cleaned_up(engine, lines, receive(buy("R1", day="2026-01-09", amount=-10)))
    assert pairs(engine, cleaned) == {"R1": "1"}


def test_of_purchases_at_one_moment_it_takes_the_last_number(engine: Engine, receive: Receive) -> None:
    source = receive(
        buy("A2", day="2026-01-01"),
        buy("A3", day="2026-01-01", amount=5),
        buy("A1", day="2026-01-01"),
        buy("r", day="2026-01-03", amount=-10),
    )
    assert pairs(engine, cleaned_up(engine, source)) == {"r": "A2"}
