"""Every metric on DuckDB and on Spark, from the same expressions: the same tables derived, the same answers."""

from decimal import Decimal

import polars as pl
import pytest

from liuke.clean.identifiers import tidy
from liuke.clean.periods import months_of
from liuke.engine import Engine
from liuke.expression import UserMetric
from liuke.measure import ask_all
from liuke.measure.user import user_metrics
from liuke.settings import Settings
from tests.clean.billing_words import NONE, WORDS
from tests.engines.parity import compare_answers, differences
from tests.measure.contract_oracle import LAST, Book, Row, contract_inputs
from tests.measure.ledgers import bill, bills_of, read
from tests.measure.miniatures import MINIATURES, Miniature
from tests.measure.miniatures.shop import shop
from tests.measure.user.test_user_metrics import CASES

LONG = ("club", "agency")
"""Miniatures of many tables that are made from each other: the engine plans for half a minute; for the slow suite."""


@pytest.mark.parametrize(
    "miniature",
    [pytest.param(one, marks=pytest.mark.slow if one.id in LONG else [], id=one.id) for one in MINIATURES],
)
def test_every_metric_says_the_same_on_both_engines(engine: Engine, spark: Engine, miniature: Miniature) -> None:
    both = [miniature.inputs(one) for one in (engine, spark)]
    found = []
    for monthly in (True, False):
        names = [name for name, worked in miniature.worked.items() if (worked.month is not None) == monthly]
        if names:
            found += compare_answers(both[0], both[1], names, ["month"] if monthly else [])
    assert found == []


def test_metrics_of_a_workspace_s_own_say_the_same(engine: Engine, spark: Engine) -> None:
    """All expressions that are tried on the shop by hand, and a quantile."""
    declared = [{"table": "activity", **one} for business, one, *_ in CASES if business == "shop"]
    declared.append({"table": "activity", "kind": "quantile", "of": "amount", "share": 0.9})
    settings = Settings(metric=tuple(UserMetric(id=f"own_{place}", **one) for place, one in enumerate(declared)))
    both = [shop(one) for one in (engine, spark)]
    answers = [ask_all(inputs, user_metrics(settings, inputs).values(), "month") for inputs in both]
    found = {name: differences(one.rows, answers[1][name].rows) for name, one in answers[0].items()}
    assert [(name, told) for name, told in found.items() if told] == []


@pytest.mark.slow
def test_contracts_read_from_bills_are_the_same(engine: Engine, spark: Engine) -> None:
    """By the month on the last of each, by the year, by the week, in arrears, with a fee and a plan that follows."""
    given = [
        *bills_of("ann", "2024-01-31", 30, "pro", 8),
        *bills_of("bo", "2024-01-05", 120, "pro", 2, 12),
        *(bill("cy", f"2024-01-{day:02d}", 5, None) for day in (1, 8, 15, 22, 29)),
        *(
            bill("dee", f"2024-{n:02d}-28", 9, "max", of=(f"2024-{n:02d}-01", f"2024-{n + 1:02d}-01"))
            for n in (1, 2, 3)
        ),
        *bills_of("eve", "2024-01-05", 10, "basic", 3),
        bill("eve", "2024-02-15", 500, "setup fee"),
        *bills_of("eve", "2024-04-05", 20, "包年", 1),
    ]
    both = [read(one, given, "2025-01-31") for one in (engine, spark)]
    for table in ("contract", "movement"):
        one, other = (inputs.engine.rows(inputs.table(table)) for inputs in both)
        assert differences(one, other) == [], table


def test_billing_periods_in_words_say_the_same(engine: Engine, spark: Engine) -> None:
    words = [word for known in WORDS.values() for word in known] + list(NONE)
    found = []
    for one in (engine, spark):
        rows = one.table(pl.DataFrame({"word": words}))
        found.append({row["word"]: row["months"] for row in one.rows(rows.mutate(months=months_of(rows.word)))})
    assert found[1] == {word: months and pytest.approx(months) for word, months in found[0].items()}


@pytest.mark.slow
def test_contracts_that_take_each_other_s_place_say_the_same(engine: Engine, spark: Engine) -> None:
    """Four end on a day, and five begin one after the other: as many turns of the matching as they need."""
    book = [Row("ann", f"A{n}", 0, 31, None, Decimal(10 + n), "basic", 10, 30) for n in range(4)]
    book += [Row("ann", f"B{n}", 30 + n, None, None, Decimal(20), "pro", None, None) for n in range(5)]
    expected = Book(book, LAST, 7).movements()
    for one in (engine, spark):
        rows = one.rows(contract_inputs(one, book).table("movement"))
        assert [(r["customer_id"], r["day"], r["kind"], r["before"], r["after"]) for r in rows] == expected


def test_ids_are_tidied_alike(engine: Engine, spark: Engine) -> None:
    """Ibis strips the letters f and v off on Spark: Viv is nobody else's name there."""
    ids = [" Viv ", "fay@X.tv", "\tf1\n", "ｆ２", "v", "of v", ""]
    found = []
    for one in (engine, spark):
        rows = one.table(pl.DataFrame({"id": ids}))
        found.append({row["id"]: row["tidy"] for row in one.rows(rows.mutate(tidy=tidy(rows["id"])))})
    assert found[0] == {
        " Viv ": "Viv",
        "fay@X.tv": "fay@x.tv",
        "\tf1\n": "f1",
        "ｆ２": "f2",
        "v": "v",
        "of v": "of v",
        "": "",
    }
    assert found[1] == found[0]
