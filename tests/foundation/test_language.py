"""Words, numbers, money and dates in two languages; errors; the canonical tables."""

from datetime import date
from decimal import Decimal

import pytest

from liuke.errors import DataError, UsageError
from liuke.language import NOTHING, Language, Text, day, money, number, percent, preferred_language, signed
from liuke.schema import TABLES, find_table


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [(1234567.891, 1, "1,234,567.9"), (Decimal(12), 2, "12"), (None, 0, NOTHING), (float("nan"), 0, NOTHING)],
)
def test_numbers_are_grouped(value: float | None, digits: int, said: str) -> None:
    assert number(value, "en", digits) == number(value, "zh", digits) == said


def test_percentages_keep_their_decimals() -> None:
    assert percent(0.2, "en") == "20.0%"
    assert percent(None, "zh") == NOTHING


@pytest.mark.parametrize(("language", "said"), [("en", "CN¥12.3M"), ("zh", "万")])
def test_large_money_is_short_in_the_reader_s_units(language: Language, said: str) -> None:
    assert said in money(12_278_000, "CNY", language, short=True)


def test_small_money_keeps_its_cents() -> None:
    assert money(Decimal("12.5"), "GBP", "en") == "£12.50"
    assert money(12_278.4, "GBP", "en") == "£12,278"
    assert money(-0.001, "CNY", "zh") == "¥0.00"
    assert money(-0.001, "XXX", "en") == "0.00"
    assert money(-0.4, "JPY", "en") == "¥0"
    assert money(-1.5, "CNY", "zh") == "-¥1.50"


def test_dates_follow_the_reader() -> None:
    assert day(date(2026, 1, 5), "en") == "Jan 5, 2026"
    assert day(date(2026, 1, 5), "zh") == "2026年1月5日"


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"), ({}, "en")],
)
def test_the_language_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred_language() == language


def test_a_text_inside_a_text_is_said_in_the_same_language() -> None:
    text = Text("lost {what}", "流失{what}").fill(what=Text("customers", "客户"))
    assert (text.en, text.zh) == ("lost customers", "流失客户")


def test_an_error_is_a_record_with_its_place() -> None:
    error = DataError("x.y", Text("bad", "有误"), Text("mend", "请更正"), file="a.csv", row=3, column="amount")
    assert error.record("zh") == {
        "code": "x.y", "message": "有误", "hint": "请更正", "file": "a.csv", "row": 3, "column": "amount",
    }  # fmt: skip
    assert (error.exit_code, UsageError("u", Text("", ""), Text("", "")).exit_code) == (1, 2)


def test_every_table_has_its_key_and_both_languages() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
        assert len(set(table.names)) == len(table.names)
        assert all(column.label.en and column.label.zh for column in table.columns)
        assert {"source", "source_row", "recorded_at"} <= set(table.schema().names)


def test_orders_need_a_customer_a_time_and_an_amount() -> None:
    assert TABLES["order"].required == ("customer_id", "ordered_at", "amount")
    assert TABLES["order"]["amount"].unit == "money"


def test_an_unknown_table_lists_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        find_table("invoice")
    assert "order_line" in caught.value.hint.en


@pytest.mark.parametrize(("value", "said"), [(-345.5, "-345.50"), (12_278_000, "12.3M")])
def test_money_of_no_known_currency_is_a_bare_number(value: float, said: str) -> None:
    assert money(value, "XXX", "en", short=True) == said


def test_a_change_has_its_sign_and_a_minus_is_no_hyphen() -> None:
    assert signed(-0.00084, 4) == "−0.0008"
    assert signed(0.25, 3) == "+0.250"
    assert signed(-1.996, 3, plus=False) == "−1.996"
    assert signed(-0.00001, 3) == signed(0, 3) == "+0.000", "nothing has no minus"
