"""A workspace has one currency; amounts in others are never added to it."""

import pytest
from received import Receive, buy, cleaned_up, rules

from liuke.clean import currency
from liuke.engine import Engine
from liuke.settings import Settings, WorkspaceSettings


@pytest.mark.parametrize(
    ("written", "home", "code"),
    [
        ("cny", "XXX", "CNY"), (" RMB ", "XXX", "CNY"), ("人民币", "XXX", "CNY"), ("元", "XXX", "CNY"),
        ("¥", "XXX", "CNY"), ("¥", "JPY", "JPY"), ("$", "XXX", "USD"), ("$", "AUD", "AUD"), ("€", "USD", "EUR"),
        ("", "USD", None), ("null", "USD", None), ("SEK", "USD", "SEK"),
    ],
)  # fmt: skip
def test_it_knows_what_people_write_for_a_currency(written: str, home: str, code: str | None) -> None:
    assert currency.code(written, home) == code


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Asia/Shanghai", "CNY"),
        ("Europe/London", "GBP"),
        ("Europe/Berlin", "EUR"),
        ("UTC", "XXX"),
        ("Etc/GMT+1", "XXX"),
    ],
)
def test_it_takes_the_currency_of_the_country_when_no_amount_names_one(zone: str, code: str) -> None:
    assert currency.of_zone(zone) == code


def test_it_takes_the_currency_that_most_customers_pay_in(engine: Engine, receive: Receive) -> None:
    few = [buy(f"d{number}", "dan", currency="USD") for number in range(5)]
    many = [buy(f"c{number}", f"customer {number}", currency=code) for number, code in enumerate(["CNY", "rmb"])]
    cleaned = cleaned_up(engine, receive(*few, *many, buy("x", "xia")))
    assert cleaned.currency == "CNY"
    assert rules(engine, cleaned) == {"other_currency": 5}
    assert engine.rows(cleaned.order.aggregate(total=cleaned.order.amount.sum())) == [{"total": 30}]


def test_it_keeps_to_the_currency_that_is_set(engine: Engine, receive: Receive) -> None:
    source = receive(buy("1", "ann", currency="USD"), buy("2", "bob", currency="USD"), buy("3", "cid", currency="EUR"))
    cleaned = cleaned_up(engine, source, settings=Settings(workspace=WorkspaceSettings(currency="EUR")))
    assert cleaned.currency == "EUR"
    assert [row["value"] for row in engine.rows(cleaned.quarantine)] == ["USD", "USD"]


def test_it_settles_a_tie_by_the_alphabet_and_order_files_count_with_line_files(
    engine: Engine, receive: Receive
) -> None:
    whole = receive(buy("1", "ann", currency="USD"))
    lines = receive(buy("2", "bob", currency="EUR", product_id="a"), table="order_line")
    cleaned = cleaned_up(engine, whole, lines)
    assert cleaned.currency == "EUR"
    assert rules(engine, cleaned) == {"other_currency": 1}


def test_it_takes_what_most_customers_are_billed_in_where_there_are_no_orders(engine: Engine, receive: Receive) -> None:
    day = buy("1")["ordered_at"]
    bills = [{"customer_id": f"c{number}", "billed_at": day, "amount": 9, "currency": "USD"} for number in range(3)]
    cleaned = cleaned_up(engine, receive(*bills, bills[0] | {"customer_id": "eve", "currency": "EUR"}, table="bill"))
    assert (cleaned.currency, rules(engine, cleaned)) == ("USD", {"other_currency": 1})
