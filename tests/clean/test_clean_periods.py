"""Billing periods in words are read as months, and words that are none are told of."""

from datetime import datetime

import ibis
import pytest
from billing_words import NONE, WORDS
from received import Receive, cleaned_up, rules

from liuke.clean.periods import months_of, understood
from liuke.engine import Engine


def test_a_period_is_a_word_or_a_count_of_units(engine: Engine) -> None:
    expected = {word: months for months, words in WORDS.items() for word in words} | dict.fromkeys(NONE)
    rows = ibis.memtable({"word": list(expected)}, schema={"word": "string"})
    read = engine.rows(rows.mutate(months=months_of(rows.word), known=understood(rows.word)))
    assert [row["known"] for row in read] == [row["months"] is not None for row in read]
    found = {row["word"]: row["months"] for row in read}
    assert found == {word: months if months is None else pytest.approx(months) for word, months in expected.items()}


def test_a_period_that_is_not_understood_is_flagged(engine: Engine, receive: Receive) -> None:
    row = {"customer_id": "ann", "started_at": datetime(2026, 1, 5), "price": 1200}  # noqa: DTZ001
    written = ("per year", "now and then", None)
    rows_ = [{**row, "customer_id": f"c{place}", "period": word} for place, word in enumerate(written)]
    assert rules(engine, cleaned_up(engine, receive(*rows_, table="subscription"))) == {"unknown_period": 1}
