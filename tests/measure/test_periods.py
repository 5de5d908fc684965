"""Billing periods in words are read as months."""

import ibis
import pytest

from liuke.engine import Engine
from liuke.measure.derived.periods import months_of


@pytest.mark.parametrize(
    ("word", "months"),
    [
        ("Monthly", 1.0),
        ("3 month", 3.0),
        ("2 quarters", 6.0),
        ("5 years", 60.0),
        ("1", None),
        ("0 month", None),
        ("3 monkeys", None),
    ],
)
def test_a_period_is_a_word_or_a_count_of_units(engine: Engine, word: str, months: float | None) -> None:
    rows = ibis.memtable({"word": [word]}, schema={"word": "string"})
    assert engine.rows(rows.select(months=months_of(rows.word)))[0]["months"] == months
