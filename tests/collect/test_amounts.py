"""Amounts are read back as they were written, whatever the signs; what is no amount is told."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from files import read_cells
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine

WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


def _european(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


FORMS: dict[str, Callable[[Decimal], str]] = {
    "plain": lambda v: f"{v:.2f}",
    "grouped": lambda v: f"{v:,.2f}",
    "European": _european,
    "spaces": lambda v: f"{v:,.2f}".replace(",", "\u202f").replace(".", ","),
    "Swiss": lambda v: f"{v:,.2f}".replace(",", "’"),
    "yuan": lambda v: f"¥{v:,.2f}",
    "yuan behind": lambda v: f"{v:.2f}元",
    "euro behind": lambda v: f"{_european(v)} €",
    "code": lambda v: f"USD {v:,.2f}",
    "full width": lambda v: f"￥{v:,.2f}".translate(WIDE),
    "parentheses": lambda v: f"({-v:,.2f})" if v < 0 else f"{v:,.2f}",
    "minus behind": lambda v: f"{-v:.2f}-" if v < 0 else f"{v:.2f}",
    "real minus": lambda v: f"{v:.2f}".replace("-", "\u2212"),
    "ten thousands": lambda v: f"{v / 10_000:.6f}万",
    "scientific": lambda v: f"{v:.10E}",
}
values = st.decimals(-9_999_999, 9_999_999, places=2)


ODD = [
    Decimal(text)
    for text in ("0", "0.01", "-0.99", "1", "12.5", "-999.99", "1000", "1234.56", "-9999999", "9999999.99")
]


@pytest.mark.parametrize("form", FORMS)
def test_odd_amounts_are_read_as_written(engine: Engine, form: str) -> None:
    _check(engine, form, ODD)


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(found=st.lists(values, min_size=1, max_size=20))
@pytest.mark.parametrize("form", FORMS)
def test_an_amount_is_read_as_written(engine: Engine, form: str, found: list[Decimal]) -> None:
    _check(engine, form, found)


def _check(engine: Engine, form: str, found: list[Decimal]) -> None:
    _, rows = read_cells(engine, {"amount": [FORMS[form](value) for value in found]})
    assert [row["amount"] for row in rows] == found
    assert not any(row["unread"] for row in rows)


@settings(deadline=None, max_examples=5)
@given(prices=st.lists(st.tuples(st.decimals(0, 9_999, places=3), st.integers(-99, 99)), min_size=1, max_size=10))
def test_an_amount_may_be_a_product(engine: Engine, prices: list[tuple[Decimal, int]]) -> None:
    columns = {"price": [f"¥{price}" for price, _ in prices], "count": [str(count) for _, count in prices]}
    _, rows = read_cells(engine, columns, mapped={"amount": "price * count"})
    assert [row["amount"] for row in rows] == [price * count for price, count in prices]


OWN = {
    "1,23,456.7": "123456.7",
    "3.5万元": "35000",
    "1.2亿": "120000000",
    "-¥5": "-5",
    "¥-5": "-5",
    "$ -12": "-12",
    "+7": "7",
    ".5": ".5",
    "5.": "5",
    "1.23456": "1.2346",
    "CNY 1,000": "1000",
    "HK$20": "20",
    "１２３": "123",
}


def test_forms_of_their_own(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": list(OWN)})
    assert [(row["amount"], row["unread"]) for row in rows] == [(Decimal(text), None) for text in OWN.values()]


NO_AMOUNTS = ["abc", "1,2,3", "99999999999999999", "1_000", "0x10", "--5", "inf", "1.2.3", "5 apples"]


def test_what_is_no_amount_is_told(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": [*NO_AMOUNTS, "1.50"]})
    assert [row["unread"] for row in rows] == [*(f"amount\t{text}" for text in NO_AMOUNTS), None]
    assert [row["amount"] for row in rows] == [*(None for _ in NO_AMOUNTS), Decimal("1.5")]


def test_the_column_decides_what_a_comma_means(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": ["1.234", "1.234,56", "12,5"]})
    assert [row["amount"] for row in rows] == [Decimal(1234), Decimal("1234.56"), Decimal("12.5")]
    _, rows = read_cells(engine, {"amount": ["1,234", "1,234.56", "12.5"]})
    assert [row["amount"] for row in rows] == [Decimal(1234), Decimal("1234.56"), Decimal("12.5")]
    _, rows = read_cells(engine, {"amount": ["12.50", "13.75", "1,5"]})
    assert rows[2]["unread"] == "amount\t1,5"


def test_a_sign_fills_the_currency_in(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": ["$1", "€2", "£3", "￥4", "5元", "US$6", "HK$7", "CNY 8", "9"]})
    assert [row["currency"] for row in rows] == ["USD", "EUR", "GBP", "CNY", "CNY", "USD", "HKD", "CNY", None]


def test_shared_signs_mean_the_currency_at_home(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": ["$1", "¥2"]}, currency="AUD")
    assert [row["currency"] for row in rows] == ["AUD", "CNY"]
    _, rows = read_cells(engine, {"amount": ["$1", "¥2"]}, currency="JPY")
    assert [row["currency"] for row in rows] == ["USD", "JPY"]


def test_a_currency_column_wins_over_signs(engine: Engine) -> None:
    _, rows = read_cells(engine, {"amount": ["$1"], "currency": ["CAD"]})
    assert rows[0]["currency"] == "CAD"


def test_more_forms_than_can_be_listed_are_read_all_the_same(engine: Engine) -> None:
    words = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(1_500)]
    _, rows = read_cells(
        engine, {"amount": [*words, "¥1,234.50", "(2.00)", "３"], "ordered_at": [*words, *["2024-03-05"] * 3]}
    )
    assert [row["amount"] for row in rows[-3:]] == [Decimal("1234.5"), Decimal(-2), Decimal(3)]
    assert all(row["unread"] for row in rows[:-3])


def test_a_product_is_unread_where_a_factor_is(engine: Engine) -> None:
    columns = {
        "price": ["1.5", "free", None, "2", "90000", "900000000000"],
        "count": ["2", "2", "2", "-", "90000000", "900000000000"],
    }
    _, rows = read_cells(engine, columns, mapped={"amount": "price * count"})
    assert [row["amount"] for row in rows] == [3, None, None, None, 8_100_000_000_000, None]
    assert [row["unread"] for row in rows] == [
        None, "amount\tfree * 2", None, None, None, "amount\t900000000000 * 900000000000",
    ]  # fmt: skip
