"""`liuke baskets`: the document it answers with, what a person reads, and what is said of a wrong question."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
ANSWER = {
    "as_of", "level", "least", "then_days", "of", "customers", "lines", "blank", "items", "tried", "found",
    "significant", "rules",
}  # fmt: skip
RULE = {
    "if", "then", "count", "if_count", "then_count", "expected", "support", "confidence", "low", "high", "lift",
    "leverage", "p_value", "adjusted", "significant",
}  # fmt: skip
KINDS = {"pasta": "Food", "sauce": "Food", "tea": "Drinks", "milk": "Drinks", "soap": "Household", "pen": "Office"}
FIRST = date(2025, 1, 1)

type Call = Callable[..., Answered]


def _orders(seed: int, customers: int) -> list[tuple[str, str, date, str]]:
    """Return order, customer, day and product: sauce goes with pasta, and milk follows tea within ten days."""
    chance, rows = np.random.default_rng(seed), []
    for at in range(customers):
        for visit in range(6):
            day = FIRST + timedelta(days=int(chance.integers(0, 20)) + 50 * visit)
            things = {name for name in KINDS if name != "milk" and chance.random() < 0.25} or {"pen"}
            if "pasta" in things and chance.random() < 0.7:
                things.add("sauce")
            rows += [(f"O{at}-{visit}", f"C{at:03d}", day, name) for name in sorted(things)]
            if "tea" in things and chance.random() < 0.5:
                rows.append((f"O{at}-{visit}b", f"C{at:03d}", day + timedelta(days=7), "milk"))
    return rows


@pytest.fixture(scope="module")
def grocer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace of order lines with products and categories, run once."""
    folder = tmp_path_factory.mktemp("grocer")
    with (folder / "lines.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("order_id", "customer_id", "ordered_at", "product_id", "product", "category", "quantity", "amount")
        )
        for order, customer, day, name in _orders(7, 150):
            writer.writerow((order, customer, day, f"P-{name}", name.title(), KINDS[name], 1, 2.5))
    assert liuke("-w", folder / "grocer", "init").code == 0
    with (folder / "grocer" / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[predict]\nkinds = ["logistic"]\n')
    added = liuke("-w", folder / "grocer", "add", folder / "lines.csv", "--table", "order_line", "--yes")
    assert added.code == 0, added.err
    ran = liuke("-w", folder / "grocer", "run")
    assert ran.code == 0, ran.err
    return folder / "grocer"


@pytest.fixture
def ask(grocer: Path) -> Call:
    return lambda *arguments: liuke("-w", grocer, *arguments)


def test_rules_have_the_stated_fields(ask: Call) -> None:
    told = ask("baskets", "--json").json
    assert set(told) == ANSWER
    assert (told["level"], told["then_days"], told["customers"], told["blank"]) == ("product", None, 150, 0)
    assert all(set(rule) == RULE for rule in told["rules"])
    assert len(told["rules"]) == told["found"] <= told["tried"]
    best = told["rules"][0]
    assert {best["if"][0]["name"], best["then"]["name"]} == {"Pasta", "Sauce"}
    assert {best["if"][0]["item"], best["then"]["item"]} == {"P-pasta", "P-sauce"}
    assert best["significant"]
    assert best["low"] < best["confidence"] < best["high"]


def test_nothing_else_is_called_significant(ask: Call) -> None:
    told = ask("baskets", "--json").json
    sure = [{one["name"] for one in (*rule["if"], rule["then"])} for rule in told["rules"] if rule["significant"]]
    assert sure == [{"Pasta", "Sauce"}] * 2


def test_what_is_bought_next_is_asked_with_days(ask: Call) -> None:
    told = ask("baskets", "--then", 10, "--json").json
    assert (set(told), told["then_days"]) == (ANSWER, 10)
    assert [(rule["if"][0]["name"], rule["then"]["name"]) for rule in told["rules"] if rule["significant"]] == [
        ("Tea", "Milk")
    ]
    assert all(len(rule["if"]) == 1 for rule in told["rules"])


def test_categories_can_be_asked_for(ask: Call) -> None:
    told = ask("baskets", "--level", "category", "--least", 30, "--json").json
    names = {one["name"] for rule in told["rules"] for one in (*rule["if"], rule["then"])}
    assert names <= set(KINDS.values())
    assert told["least"] == 30


def test_people_read_sentences_in_their_language(ask: Call) -> None:
    english, chinese = (ask("baskets", "--lang", to).out for to in ("en", "zh"))
    assert "“Pasta”" in english
    assert "times as many" in english
    assert not HAN.search(english)
    assert "提升度" in chinese
    assert "times" not in chinese


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (("--level", "colour"), "baskets.level", "--level category"),
        (("--least", "100000"), "baskets.rare", "--least N"),
        (("--then", "5", "--least", "100000"), "baskets.rare", "--least N"),
    ],
)
def test_a_wrong_question_is_told_what_would_be_right(
    ask: Call, arguments: tuple[str, ...], code: str, hint: str
) -> None:
    answer = ask("baskets", *arguments, "--json", "--lang", "en")
    assert answer.code in (1, 2)
    assert answer.json["error"]["code"] == code
    assert hint in answer.json["error"]["hint"]


def test_a_run_without_lines_says_what_to_add(call: Call) -> None:
    answer = call("baskets", "--json", "--lang", "en")
    assert answer.json["error"]["code"] == "baskets.no_order_lines"
    assert "liuke add" in answer.json["error"]["hint"]
