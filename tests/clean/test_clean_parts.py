"""The parts of the stage by themselves: limits, books, labels of files, and orders from rows and lines."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from received import Receive, buy, cleaned_up, store

from liuke import schema
from liuke.clean import Cleaned, kept_orders, report
from liuke.clean.currency import foreign
from liuke.clean.limits import customer_pattern, limits_for, midnight
from liuke.clean.orders import COLUMNS
from liuke.clean.rows import FILE_SPAN, position, read_rows, without
from liuke.clean.survey import look
from liuke.engine import Engine
from liuke.settings import CleanSettings, Settings, WorkspaceSettings
from liuke.workspace import Source

SOURCES = [Source("b", "order", Path(), {}), Source("a", "order_line", Path(), {})]


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2026, 3, 1), "UTC", datetime.fromisoformat("2026-03-01T00:00")),
        (date(2026, 3, 1), "Asia/Shanghai", datetime.fromisoformat("2026-02-28T16:00")),
        (date(2026, 7, 1), "Europe/London", datetime.fromisoformat("2026-06-30T23:00")),
        (date(2026, 1, 1), "America/New_York", datetime.fromisoformat("2026-01-01T05:00")),
    ],
)
def test_a_day_starts_at_midnight_of_the_workspace(day: date, zone: str, moment: datetime) -> None:
    assert midnight(day, zone) == moment


def test_no_pattern_for_test_customers_matches_nobody(engine: Engine) -> None:
    pattern = customer_pattern(Settings(clean=CleanSettings(test_customers=())))
    table = engine.table(pl.DataFrame({"text": ["", "test", "\n"]}))
    assert engine.count(table.filter(table.text.re_search(pattern))) == 0


def test_the_limits_come_from_settings_and_from_amounts_in_the_own_currency(engine: Engine, tmp_path: Path) -> None:
    rows = [buy(str(number), amount=1) for number in range(30)]
    rows += [buy(f"x{number}", amount=1_000_000, currency="JPY") for number in range(30)]
    survey = look(engine, [store(tmp_path / "shop", rows)], "x")
    settings = Settings(
        clean=CleanSettings(business_started=date(2020, 1, 1), outlier_factor=5),
        workspace=WorkspaceSettings(timezone="Asia/Shanghai"),
    )
    limits = limits_for(survey, settings, table="order", today=date(2026, 6, 30), test_customers="x", currency="CNY")
    assert (limits.too_early, limits.too_late) == (
        datetime.fromisoformat("2019-12-31T16:00"),
        datetime.fromisoformat("2026-06-30T16:00"),
    )
    assert (limits.foreign, limits.outlier) == (("JPY",), Decimal(5))


def test_spellings_of_the_own_currency_and_of_none_are_not_foreign() -> None:
    assert foreign(["CNY", "元", "", "usd", "¥", "EUR "], "CNY") == ("usd", "EUR ")


def test_the_quality_table_follows_the_order_of_files_and_of_rules() -> None:
    counts = [
        {"source": "a", "rule": "zero_amount", "rows": 2, "first_row": 5, "value": "0"},
        {"source": "b", "rule": "superseded", "rows": 1, "first_row": 9, "value": "x:"},
        {"source": "b", "rule": "missing_time", "rows": 3, "first_row": 1, "value": None},
    ]
    table = report.quality(counts, SOURCES)
    assert table.select("source", "table", "rule", "action", "example").rows() == [
        ("b", "order", "missing_time", "dropped", "1"),
        ("b", "order", "superseded", "merged", "9: x:"),
        ("a", "order_line", "zero_amount", "flagged", "5: 0"),
    ]
    assert report.quality([], SOURCES).schema == report.QUALITY


def test_the_books_show_each_count_as_it_was_counted() -> None:
    table = report.reconciliation(SOURCES, {"a": 3, "b": 2}, {"a": 1}, {"a": 1, "b": 2})
    assert table.rows() == [("b", "order", 2, 0, 2), ("a", "order_line", 3, 1, 1)]


def test_each_row_knows_its_file_and_its_place_among_all_rows(engine: Engine, tmp_path: Path) -> None:
    sources = [store(tmp_path / name, [buy("1"), buy("2")]) for name in ("late", "early")]
    rows = read_rows(engine, sources)
    found = engine.rows(rows.mutate(place=position(rows)).order_by("place").select("source", "source_row", "place"))
    assert [(row["source"], row["source_row"]) for row in found] == [
        ("late", 1), ("late", 2), ("early", 1), ("early", 2),
    ]  # fmt: skip
    assert found[2]["place"] == FILE_SPAN + 1
    assert set(schema.TABLES["order"].names) | {"file", "source", "source_row", "unread"} == set(rows.columns)


def test_an_empty_quarantine_leaves_the_rows_as_they_are(engine: Engine, tmp_path: Path) -> None:
    rows = read_rows(engine, [store(tmp_path / "shop", [buy("1")])])
    nothing = engine.table(pl.DataFrame(schema={"source": pl.String, "source_row": pl.Int64}))
    assert without(engine, rows, nothing) is rows


@pytest.fixture
def mixed(engine: Engine, receive: Receive) -> tuple[Cleaned, list[Source]]:
    """Order rows and lines with something to tidy, to drop and to merge in each."""
    whole = receive(buy("Ａ1", "ann"), buy("A2", None), buy("A3", "bob", amount=-3), buy("N/A", "cid"))
    lines = receive(
        buy("A1", "ann", product_id="p"), buy("A4", "dan ", product_id="p", quantity=2),
        buy("A4", "dan", product_id="q ", quantity=1), buy("A5", "0", product_id="p"), table="order_line",
    )  # fmt: skip
    again = receive(buy("A1", "ann", amount=11))
    sources = [whole, lines, again]
    return cleaned_up(engine, *sources), sources


def test_orders_can_be_had_again_with_and_without_the_quality_table(
    engine: Engine, mixed: tuple[Cleaned, list[Source]]
) -> None:
    cleaned, sources = mixed
    stored = cleaned.quarantine
    told = kept_orders(engine, sources, stored, Settings(), currency=cleaned.currency, quality=cleaned.quality)
    untold = kept_orders(engine, sources, stored, Settings())
    wanted = engine.rows(cleaned.order.order_by("order_id", "customer_id"))
    assert engine.rows(told.order_by("order_id", "customer_id")) == wanted
    assert engine.rows(untold.order_by("order_id", "customer_id")) == wanted
    assert [(row["order_id"], row["customer_id"], row["amount"], row["items"]) for row in wanted] == [
        ("A1", "ann", 11, None), ("A3", "bob", -3, None), ("A4", "dan", 20, 3), (None, "cid", 10, None),
    ]  # fmt: skip


def test_orders_have_the_columns_and_types_that_stages_agreed_on(mixed: tuple[Cleaned, list[Source]]) -> None:
    order = mixed[0].order
    assert order.columns == COLUMNS
    types = {name: str(type_) for name, type_ in order.schema().items()}
    assert types["amount"] == types["cost"] == "decimal(18, 4)"
    assert (types["items"], types["ordered_at"], types["returned"]) == ("decimal(18, 3)", "timestamp(6)", "boolean")
    assert types["source_row"] == "int64"


def test_the_other_tables_have_the_columns_that_stages_agreed_on(mixed: tuple[Cleaned, list[Source]]) -> None:
    cleaned, _ = mixed
    assert cleaned.quarantine.columns == ("source", "source_row", "table", "rule", "column", "value", "detail")
    assert cleaned.quality.columns == ("source", "table", "rule", "severity", "action", "rows", "example")
    assert cleaned.reconciliation.columns == ("source", "table", "rows_in", "rows_kept", "rows_quarantined")
    assert cleaned.return_match.columns == (
        "customer_id", "order_id", "returned_at", "purchase_order_id", "purchased_at", "amount",
    )  # fmt: skip
