"""No expression of the allowed length makes an engine work for ever, and what means nothing has no value."""

import time
from typing import Any

import ibis
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.expression import RefusedError, read_expression
from liuke.measure.user.translating import translate


def _nested(form: str, times: int) -> str:
    text = "orders"
    for _ in range(times):
        text = form.format(text)
    return text


def _values(engine: Engine, text: str, **column: list[float]) -> list[Any]:
    """Return the value of an expression over rows of orders: 1, 2 and 1,000 without others."""
    rows = ibis.memtable(pl.DataFrame(column or {"orders": [1, 2, 1000]}))
    return [row["value"] for row in engine.rows(rows.select(value=translate(read_expression(text), rows)))]


def test_a_case_over_anything_but_a_column_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        read_expression("1 + " + _nested("case {} when 1 then 1 when 2 then 2 end", 19))
    assert caught.value.at > 1
    assert "CASE WHEN" in caught.value.hint.en
    with pytest.raises(RefusedError):
        read_expression("case (orders + 1) when 2 then 1 end")
    assert read_expression("case (orders) when 2 then 1 end").name == "case"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" * ".join(["orders"] * 99), [1, None, None]),
        (" / ".join(["orders"] * 5), [1, 2**-3, 1e-9]),
        (" / ".join(["orders"] * 99), [1, 2.0**-97, 1e-291]),
        (_nested("orders / ({})", 5), [1, 1, 1]),
        (_nested("if({} > 0, 1, 0)", 15), [1, 1, 1]),
        (" + ".join(["orders * 0.5"] * 50), [25, 50, 25000]),
        (" * ".join(["orders"] * 9) + " / 1000000000000", [1e-12, 2**9 / 1e12, 1e15]),
    ],
)
def test_long_chains_are_computed_at_once(engine: Engine, text: str, expected: list[float | None]) -> None:
    began = time.monotonic()
    assert _values(engine, text) == [None if one is None else pytest.approx(one) for one in expected]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "form", ["round({} * 1.1)", "orders / ({})", "coalesce({} * 2, 1)", "if({} * 1.1 > 1, 2.5, 1)"]
)
def test_what_doubles_at_every_level_is_refused(engine: Engine, form: str) -> None:
    text = _nested(form, 18)
    with pytest.raises(RefusedError) as caught:
        _values(engine, text)
    assert "Split it" in caught.value.hint.en
    assert "嵌套过深" in caught.value.what.zh


@pytest.mark.parametrize(
    "text",
    ["amount / 0", "amount / (amount - amount)", "amount * amount * amount", "1 / (amount * amount)",
     "amount * amount - amount * amount", "coalesce(amount * amount, NULL)",
     "abs(-amount * amount)"],
)  # fmt: skip
def test_what_means_nothing_has_no_value_wherever_it_stands(engine: Engine, text: str) -> None:
    assert _values(engine, text, amount=[1e200]) == [None]
    assert _values(engine, f"({text}) > 0", amount=[1e200]) == [None]
