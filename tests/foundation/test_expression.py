"""The language of expressions: what it reads, and that nothing else gets through."""

import inspect
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.forbidden import FORBIDDEN

from liuke.expression import ALLOWED, FUNCTIONS, OPERATIONS, Node, RefusedError, read_expression


def _plain(node: Node) -> object:
    """Return a tree as nested lists: [operation, part, part …], columns in angle brackets, constants as they are."""
    if node.name == "column":
        return f"<{node.value}>"
    return node.value if node.name == "constant" else [node.name, *(_plain(part) for part in node.parts)]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("amount", "<amount>"),
        ('"items"', "<items>"),
        ("1000", Decimal(1000)),
        ("0.25", Decimal("0.25")),
        ("'it''s; -- not /* a comment'", "it's; -- not /* a comment"),
        ("TRUE", True),
        ("null", None),
        ("date '2024-02-29'", date(2024, 2, 29)),
        ("a + b * -c", ["+", "<a>", ["*", "<b>", ["negative", "<c>"]]]),
        ("(a + b) / 2", ["/", ["+", "<a>", "<b>"], Decimal(2)]),
        ("a = 1 OR b <> 2 AND NOT c", ["or", ["=", "<a>", 1], ["and", ["<>", "<b>", 2], ["not", "<c>"]]]),
        ("a != 1", ["<>", "<a>", 1]),
        ("a >= 1 and a < 5", ["and", [">=", "<a>", 1], ["<", "<a>", 5]]),
        ("a in ('x', 'y')", ["in", "<a>", "x", "y"]),
        ("a not in (1)", ["not", ["in", "<a>", 1]]),
        ("a between 1 and 2", ["between", "<a>", 1, 2]),
        ("a is null", ["is null", "<a>"]),
        ("a is not null", ["not", ["is null", "<a>"]]),
        ("a like '%x_'", ["like", "<a>", "%x_"]),
        ("b and a not like '%x_'", ["and", "<b>", ["not", ["like", "<a>", "%x_"]]]),
        ("not a not like 'x'", ["not", ["not", ["like", "<a>", "x"]]]),
        ("case when a then 1 when b then 2 else 3 end", ["case", "<a>", 1, "<b>", 2, 3]),
        ("case a when 1 then 'x' end", ["case", ["=", "<a>", 1], "x"]),
        ("if(a, 1, 0)", ["case", "<a>", 1, 0]),
        ("coalesce(a, b, 0)", ["coalesce", "<a>", "<b>", 0]),
        ("least(a, b)", ["least", "<a>", "<b>"]),
        ("greatest(a, b, c)", ["greatest", "<a>", "<b>", "<c>"]),
        ("round(abs(a), 2)", ["round", ["abs", "<a>"], 2]),
        ("length(lower(upper(a)))", ["length", ["lower", ["upper", "<a>"]]]),
        ("year(day) - month(day) - day(day)", ["-", ["-", ["year", "<day>"], ["month", "<day>"]], ["day", "<day>"]]),
        ("WEEKDAY(day) >= 6", [">=", ["weekday", "<day>"], 6]),
        ("day\n\t- previous_on", ["-", "<day>", "<previous_on>"]),
        ("first and number > 1", ["and", "<first>", [">", "<number>", 1]]),
    ],
)
def test_it_reads_what_is_of_the_language(text: str, tree: object) -> None:
    assert _plain(read_expression(text)) == tree


@pytest.mark.parametrize(("text", "place"), FORBIDDEN, ids=[text for text, _ in FORBIDDEN])
def test_it_refuses_everything_else_and_says_where(
    text: str, place: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RefusedError) as caught:
        read_expression(text)
    refused = caught.value
    assert refused.at == place
    assert refused.what.en.endswith(".")
    assert refused.what.zh.endswith("。")
    assert refused.hint.en
    assert refused.hint.zh
    assert caplog.text == ""
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(["amount"] * 400),
        "a" * 1001,
        "(" * 21 + "a" + ")" * 21,
        "case when a then " * 21 + "b" + " end" * 21,
        "not " * 200 + "a",
        "- " * 200 + "a",
        "if(a, 1, " * 21 + "0" + ")" * 21,
    ],
    ids=["words", "characters", "brackets", "case", "not", "minus", "if"],
)
def test_it_refuses_what_is_too_long_or_too_deep(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_expression(text)
    assert "Split it" in caught.value.hint.en


def test_what_the_machine_cannot_nest_is_too_deep_too() -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        with pytest.raises(RefusedError) as caught:
            read_expression("not " * 190 + "a")
    finally:
        sys.setrecursionlimit(limit)
    assert "deeply" in caught.value.what.en


def test_brackets_of_the_allowed_depth_and_long_chains_are_read() -> None:
    assert _plain(read_expression("(" * 20 + "a" + ")" * 20)) == "<a>"
    assert _plain(read_expression("a" + " or a" * 99))


def test_an_error_names_the_metric_the_part_and_the_place_in_both_languages() -> None:
    with pytest.raises(RefusedError) as caught:
        read_expression("amount > read_csv('x')")
    error = caught.value.told("big_share", "numerator")
    assert error.code == "metric.expression"
    assert error.column == "metric.big_share.numerator"
    assert error.message.en == (
        "The metric “big_share” cannot be computed: in `numerator`, character 10: there is no function “read_csv”."
    )
    assert error.message.zh == "无法计算指标“big_share”：`numerator` 第 10 个字符处，不支持函数“read_csv”。"
    assert error.hint == ALLOWED
    assert all(name in ALLOWED.en and name in ALLOWED.zh for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a like 'x' escape '!'", "ESCAPE"),
        ("a not like 'x' escape '!'", "ESCAPE"),
        ("a between symmetric 1 and 2", "SYMMETRIC"),
    ],
)
def test_the_word_that_is_too_much_is_named(text: str, word: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_expression(text)
    assert caught.value.what.en == f"“{word}” is not allowed."


PIECES = (
    "amount day channel ( ) , + - * / = <> < > 'x' 1 2.5 and or not in between is null like case when then else end "
    "if( abs( coalesce( round( weekday( date '2024-01-31' read_csv( select from over true ; -- /* */ . :: ? $1 \" ' \\"
)


def _check(text: str) -> None:
    """Check that a text is refused with a place in it, or becomes a tree of the language."""
    nodes: list[Node] = []
    with suppress(RefusedError):
        nodes.append(read_expression(text))
    while nodes:
        node = nodes.pop()
        assert node.name in OPERATIONS | {"column", "constant"}
        nodes += node.parts


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60))
@example("\ud7ff")
@example("a'")
@example("1e")
@example("if")
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    _check(text)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join))
def test_any_words_in_a_row_are_read_or_refused(text: str) -> None:
    _check(text)
