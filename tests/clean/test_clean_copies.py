"""Rows that say again what another row says count once, and the right one counts."""

from collections import Counter
from typing import Any

from received import Receive, Row, buy, cleaned_up, orders, rules

from liuke.clean import Cleaned
from liuke.engine import Engine


def gone(engine: Engine, cleaned: Cleaned) -> dict[tuple[str, int], tuple[str, str]]:
    """Return rule and detail of each row in the quarantine, by source and row."""
    rows = engine.rows(cleaned.quarantine)
    assert len({(row["source"], row["source_row"]) for row in rows}) == len(rows)
    return {(row["source"], row["source_row"]): (row["rule"], row["detail"]) for row in rows}


def line(order_id: str, product_id: str | None, amount: float = 10, **cells: Any) -> Row:
    return buy(order_id, amount=amount, product_id=product_id, quantity=1, **cells)


def test_it_merges_copies_and_keeps_the_last_row_of_a_number_in_one_file(engine: Engine, receive: Receive) -> None:
    source = receive(
        buy("same"), buy("same"), buy("same"), buy("other", amount=1), buy("mix", amount=1), buy("mix", amount=2),
        buy("mix", amount=1), buy("once"),
    )  # fmt: skip
    cleaned = cleaned_up(engine, source)
    assert gone(engine, cleaned) == {
        ("file1", 1): ("exact_duplicate", "file1.csv:3"),
        ("file1", 2): ("exact_duplicate", "file1.csv:3"),
        ("file1", 5): ("exact_duplicate", "file1.csv:7"),
        ("file1", 6): ("key_duplicate", "file1.csv:7"),
    }
    assert orders(engine, cleaned, "order_id", "amount") == [
        {"order_id": "mix", "amount": 1},
        {"order_id": "once", "amount": 10},
        {"order_id": "other", "amount": 1},
        {"order_id": "same", "amount": 10},
    ]


def test_it_takes_an_order_from_the_latest_file_that_has_it(engine: Engine, receive: Receive) -> None:
    old = receive(buy("1", amount=1), buy("2", amount=1), buy("3", amount=1), buy("3", amount=2), buy("5", amount=8))
    new = receive(buy("2", amount=5), buy("3", amount=6), buy("4", amount=7), buy("5", amount=8))
    cleaned = cleaned_up(engine, old, new)
    assert gone(engine, cleaned) == {
        ("file1", 2): ("superseded", "file2.csv:1"),
        ("file1", 3): ("key_duplicate", "file2.csv:2"),
        ("file1", 4): ("superseded", "file2.csv:2"),
        ("file1", 5): ("superseded", "file2.csv:4"),
    }
    assert [row["amount"] for row in orders(engine, cleaned, "order_id", "amount")] == [1, 5, 6, 7, 8]


def test_it_does_not_take_a_refund_for_its_order_said_again(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(engine, receive(buy("1"), buy("1", amount=-10), buy("2")))
    assert [row["amount"] for row in orders(engine, cleaned, "order_id", "amount")] == [-10, 10, 10]
    assert gone(engine, cleaned) == {}


def test_it_recognises_one_number_written_in_two_ways(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(engine, receive(buy("A1", "ann"), buy("Ａ１ ", " ann"), buy("A2", "ann")))
    assert gone(engine, cleaned) == {("file1", 1): ("exact_duplicate", "file1.csv:2")}


def test_it_flags_only_the_rows_that_stay(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(engine, receive(buy("1 ", amount=0), buy("1", amount=0), buy("2", "bob")))
    assert rules(engine, cleaned) == {"exact_duplicate": 1, "zero_amount": 1}


def test_it_never_merges_rows_without_a_usable_number_by_their_number(engine: Engine, receive: Receive) -> None:
    rows = [buy(None, "ann"), buy("N/A", "bob"), buy("0", "cid"), buy("", "dan"), buy("-", "eve")]
    assert gone(engine, cleaned_up(engine, receive(*rows))) == {}


def test_it_keeps_same_rows_without_numbers_in_one_file_and_flags_them(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(engine, receive(buy(None), buy(None), buy(None, amount=3), buy(None)))
    assert len(orders(engine, cleaned, "amount")) == 4
    assert rules(engine, cleaned) == {"possible_duplicate": 2}
    assert rules(engine, cleaned_up(engine, receive(buy("N/A"), buy("-")))) == {
        "impossible_number": 2,
        "possible_duplicate": 1,
    }


def test_it_counts_a_purchase_without_number_as_often_as_the_file_that_has_it_most(
    engine: Engine, receive: Receive
) -> None:
    old = receive(
        buy(None, "1:1"), *[buy(None, "2:1")] * 2, buy(None, "1:2"), *[buy(None, "2:2")] * 2, buy(None, "1:0")
    )
    new = receive(
        buy(None, "1:1"), buy(None, "2:1"), *[buy(None, "1:2")] * 2, *[buy(None, "2:2")] * 2, buy(None, "0:1")
    )
    cleaned = cleaned_up(engine, old, new)
    kept = Counter(row["customer_id"] for row in orders(engine, cleaned, "customer_id"))
    assert kept == {"1:1": 1, "2:1": 2, "1:2": 2, "2:2": 2, "1:0": 1, "0:1": 1}
    assert set(gone(engine, cleaned)) == {("file1", row) for row in (1, 2, 4, 5, 6)}


def test_it_sums_lines_to_orders(engine: Engine, receive: Receive) -> None:
    source = receive(
        line("1", "a", 10, cost=4, day="2026-01-05T09:01", channel="web"),
        line("1", "b", 5.5, cost=1, day="2026-01-05T09:00"),
        line("2", "a", 7),
        table="order_line",
    )
    cleaned = cleaned_up(engine, source)
    first, second = engine.rows(cleaned.order.order_by("order_id"))
    assert (first["amount"], first["cost"], first["items"], first["channel"]) == (15.5, 5, 2, "web")
    assert str(first["ordered_at"]) == "2026-01-05 09:00:00"
    assert (first["source"], first["source_row"], second["source_row"]) == ("file1", 1, 3)
    assert second["cost"] is None


def test_it_drops_exact_copies_of_lines_and_sums_lines_that_differ(engine: Engine, receive: Receive) -> None:
    source = receive(line("1", "a"), line("1", "a"), line("1", "a", 4), line("1", "b"), table="order_line")
    cleaned = cleaned_up(engine, source)
    assert gone(engine, cleaned) == {("file1", 1): ("exact_duplicate", "file1.csv:2")}
    assert orders(engine, cleaned, "order_id", "amount") == [{"order_id": "1", "amount": 24}]


def test_it_replaces_an_order_of_lines_when_a_later_file_has_it_again(engine: Engine, receive: Receive) -> None:
    old = receive(line("1", "a"), line("1", "b"), line("2", "a"), line("3", "a"), line("3", "b", 5), table="order_line")
    new = receive(line("1", "a", 3), line("1", "c", 4), line("3", "a"), table="order_line")
    cleaned = cleaned_up(engine, old, new)
    assert gone(engine, cleaned) == {
        ("file1", 1): ("superseded", "file2.csv:1"),
        ("file1", 2): ("superseded", "file2.csv:1"),
        ("file1", 4): ("superseded", "file2.csv:3"),
        ("file1", 5): ("superseded", "file2.csv:3"),
    }
    assert [row["amount"] for row in orders(engine, cleaned, "order_id", "amount")] == [7, 10, 10]


def test_it_goes_on_with_an_order_that_the_end_of_a_file_cut_in_two(engine: Engine, receive: Receive) -> None:
    parts = [receive(line("1", "a"), table="order_line"), receive(line("1", "b", 5), table="order_line")]
    cleaned = cleaned_up(engine, *parts)
    assert gone(engine, cleaned) == {}
    assert orders(engine, cleaned, "order_id", "amount") == [{"order_id": "1", "amount": 15}]


def test_it_flags_an_order_whose_lines_name_several_customers(engine: Engine, receive: Receive) -> None:
    source = receive(
        line("1", "a", customer_id="bob"), line("1", "b", customer_id="ann"), line("2", "a"), table="order_line"
    )
    cleaned = cleaned_up(engine, source)
    assert rules(engine, cleaned) == {"conflicting_customers": 2}
    assert orders(engine, cleaned, "order_id", "customer_id")[0]["customer_id"] == "ann"


def test_it_does_not_add_lines_to_an_order_that_is_known_as_a_whole(engine: Engine, receive: Receive) -> None:
    whole = receive(buy("1", amount=9), buy("2", None, amount=9))
    parts = receive(line("1", "a"), line("2", "a"), line("3", "a"), table="order_line")
    cleaned = cleaned_up(engine, whole, parts)
    assert orders(engine, cleaned, "order_id", "amount") == [
        {"order_id": "1", "amount": 9},
        {"order_id": "2", "amount": 10},
        {"order_id": "3", "amount": 10},
    ]
    assert rules(engine, cleaned) == {"missing_customer": 1, "known_order": 1}
    by_source = engine.rows(cleaned.reconciliation.order_by("source"))
    assert [(row["rows_in"], row["rows_kept"]) for row in by_source] == [(2, 1), (3, 3)]


def test_it_drops_a_line_whose_order_number_is_none(engine: Engine, receive: Receive) -> None:
    source = receive(line("N/A", "a"), line("1", "a") | {"order_id": None}, line("1", "b"), table="order_line")
    found = {place: rule for place, (rule, _) in gone(engine, cleaned_up(engine, source)).items()}
    assert found == {("file1", 1): "impossible_order", ("file1", 2): "missing_order"}
