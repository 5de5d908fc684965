"""The whole stage on a few rows: every row is kept or set aside, and the report proves it."""

from datetime import date
from pathlib import Path

import pytest
from received import TODAY, Receive, Row, buy, cleaned_up, orders, store

from liuke.clean import clean, kept_orders
from liuke.engine import Engine
from liuke.errors import DataError
from liuke.settings import Settings
from liuke.workspace import Source


def test_it_keeps_fit_orders_and_sets_aside_the_rest(engine: Engine, receive: Receive) -> None:
    source = receive(
        buy("1", "ann", "2026-01-05"),
        buy("2", None, "2026-01-06"),
        buy("3", "bob", "2026-02-07"),
        buy("4", "bob", "2026-02-09", amount=-10),
        rejected=[(5, "ragged_row", "4;bob"), (6, "strange", "?")],
    )
    cleaned = cleaned_up(engine, source)
    assert orders(engine, cleaned, "order_id") == [{"order_id": "1"}, {"order_id": "3"}, {"order_id": "4"}]
    assert engine.rows(cleaned.quarantine.order_by("source_row").select("source_row", "rule")) == [
        {"source_row": 2, "rule": "missing_customer"},
        {"source_row": 5, "rule": "ragged_row"},
        {"source_row": 6, "rule": "unusable_row"},
    ]
    assert engine.rows(cleaned.reconciliation) == [
        {"source": "file1", "table": "order", "rows_in": 6, "rows_kept": 3, "rows_quarantined": 3}
    ]
    assert (cleaned.first_day, cleaned.last_day) == (date(2026, 1, 5), date(2026, 2, 7))


def test_it_gives_the_same_orders_again_from_a_stored_quarantine(engine: Engine, receive: Receive) -> None:
    source = receive(buy("1", " ann "), buy("1", "ann"))
    cleaned = cleaned_up(engine, source)
    again = kept_orders(
        engine, [source], cleaned.quarantine, Settings(), currency=cleaned.currency, quality=cleaned.quality
    )
    assert engine.rows(again) == engine.rows(cleaned.order)


def test_it_says_what_to_do_when_nothing_happened_yet(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(DataError) as fault:
        clean(engine, [Source("x", "customer", tmp_path, {})], Settings(), today=TODAY)
    assert fault.value.code == "clean.no_orders"


def test_it_names_the_main_reason_when_no_purchase_is_left(engine: Engine, receive: Receive) -> None:
    with pytest.raises(DataError) as fault:
        cleaned_up(engine, receive(buy("1", day="2027-01-05")))
    assert fault.value.code == "clean.nothing_left"
    assert "Date in the future" in fault.value.message.en
    assert "日期在未来" in fault.value.message.zh


def test_it_reads_files_by_whatever_path_leads_to_them(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = store(tmp_path / "订单 [1]" / "shop", [buy("1")])
    (tmp_path / "link").symlink_to(tmp_path / "订单 [1]")
    monkeypatch.chdir(tmp_path)
    for folder in ("订单 [1]/shop", "link/shop", "link/../订单 [1]/shop"):
        cleaned = cleaned_up(engine, Source("shop", "order", Path(folder), stored.about))
        assert engine.count(cleaned.order) == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [([buy("1", amount=-1)], "clean.only_returns"), ([], "clean.no_orders")],
    ids=["only returns", "no rows"],
)
def test_it_refuses_files_without_a_purchase(engine: Engine, receive: Receive, rows: list[Row], code: str) -> None:
    with pytest.raises(DataError) as fault:
        cleaned_up(engine, receive(*rows))
    assert fault.value.code == code
    assert fault.value.hint.zh


def test_what_was_bought_stays_known_beside_the_orders(engine: Engine, receive: Receive) -> None:
    """Lines of orders known as a whole too; none of those undone, be it by the order's status or by their own."""
    own = receive(
        buy("1", product_id="tea", category="drinks"),
        buy("2", product_id="cake"),
        buy("3", product_id="soap"),
        buy("4", product_id="salt", status="cancelled"),
        buy("5", product_id="rice", amount=-10),
        table="order_line",
    )
    cleaned = cleaned_up(engine, own, receive(buy("1"), buy("3", status="cancelled")))
    assert cleaned.line is not None
    rows = engine.rows(cleaned.line.order_by("order_id").select("order_id", "product_id", "amount", "returned"))
    assert [(row["product_id"], float(row["amount"]), row["returned"]) for row in rows] == [
        ("tea", 10, False),
        ("cake", 10, False),
        ("salt", 0, True),
        ("rice", -10, True),
    ]
    assert cleaned_up(engine, receive(buy("1"))).line is None


def test_a_status_without_a_day_does_not_undo_what_was_placed(engine: Engine, receive: Receive) -> None:
    """Beside the orders as they count are those as they were placed; a return with a row of its own stays one."""
    whole = receive(buy("1"), buy("2", status="cancelled"), buy("3", amount=-10, status="refunded"))
    own = receive(buy("4", product_id="tea", status="returned"), buy("4", product_id="rice"), table="order_line")
    cleaned = cleaned_up(engine, whole, own)
    assert cleaned.order is not None
    assert cleaned.placed is not None
    order, line = cleaned.placed
    assert line is not None
    counted, placed = (
        [(float(row["amount"]), row["returned"]) for row in engine.rows(table.order_by("order_id"))]
        for table in (cleaned.order, order)
    )
    assert counted == [(10, False), (0, True), (-10, True), (10, False)]
    assert placed == [(10, False), (10, False), (-10, True), (20, False)]
    assert [(float(row["amount"]), row["returned"]) for row in engine.rows(line)] == [(10, False), (10, False)]
    assert cleaned_up(engine, receive(buy("1", status="completed"))).placed is None
