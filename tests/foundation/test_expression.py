"""The language of expressions: what it reads, and that nothing else gets through."""

import inspect
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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


FORBIDDEN: tuple[tuple[str, int], ...] = (
    ("read_csv('/etc/passwd')", 1),
    ("amount > read_parquet('secret.parquet')", 10),
    ("getenv('HOME') = 'x'", 1),
    ("pg_read_file('x')", 1),
    ("load_extension('x')", 1),
    ("random()", 1),
    ("now()", 1),
    ("current_date", 1),
    ("current_timestamp", 1),
    ("glob('*')", 1),
    ("system('rm')", 1),
    ("\"read_csv\"('x')", 1),
    ("READ_CSV ('x')", 1),
    ("(select 1)", 2),
    ("amount in (select amount from activity)", 12),
    ("exists(select 1)", 1),
    ("select 1", 1),
    ("amount from activity", 8),
    ("activity.amount", 9),
    ("a.b.c", 2),
    ("amount join other", 8),
    ("amount; drop table activity", 7),
    ("amount;", 7),
    ("copy activity to 'x.csv'", 6),
    ("attach 'x.db'", 8),
    ("pragma database_list", 8),
    ("install httpfs", 9),
    ("set x = 1", 5),
    ("amount > ?", 10),
    ("amount > $1", 10),
    ("amount > :limit", 10),
    ("@amount", 1),
    ("{amount}", 1),
    ("amount -- and more", 8),
    ("amount /* hidden */ + 1", 8),
    ("/* hidden */ amount", 1),
    ("amount /*+ hint */", 8),
    ("cast(amount as integer)", 1),
    ("try_cast(amount as date)", 1),
    ("amount::varchar", 7),
    ("date(day)", 1),
    ("interval '1' day", 10),
    ("decimal '5'", 9),
    ("timestamp '2024-01-01'", 11),
    ("sum(amount)", 1),
    ("count(*)", 1),
    ("max(amount) over (partition by customer_id)", 1),
    ("abs(amount) over ()", 13),
    ("abs(amount) filter (where paid)", 13),
    ("abs(distinct amount)", 5),
    ("coalesce(a order by b)", 12),
    ("coalesce(a) ignore nulls", 1),
    ("amount || 'x'", 8),
    ("amount % 2", 8),
    ("amount ^ 2", 8),
    ("amount & 2", 8),
    ("amount[1]", 7),
    ("[1, 2]", 1),
    ("amount -> 'x'", 8),
    ("x -> x + 1", 3),
    ("abs(a => 1)", 7),
    ("a, b", 2),
    ("(a, b)", 2),
    ("*", 1),
    ("a as b", 3),
    ("a b", 3),
    ("a collate nocase", 1),
    ("a at time zone 'UTC'", 1),
    ("a like 'x' escape '\\'", 1),
    ("a ilike 'x'", 3),
    ("a similar to 'x'", 3),
    ("a ~ 'x'", 3),
    ("a is true", 1),
    ("a is distinct from b", 6),
    ("a <=> b", 3),
    ("a in b", 6),
    ("a in ()", 1),
    ("a = any(b)", 5),
    ("a = all (b)", 5),
    ("a between symmetric 1 and 2", 1),
    ("'a' 'b'", 1),
    ("N'a'", 1),
    ("X'ab'", 2),
    ("E'\\n'", 2),
    ("$$a$$", 1),
    ("if a then b", 1),
    ("weekday(day, 1)", 1),
    ("least(a)", 1),
    ("abs()", 5),
    ("abs(a, b)", 9),
    ("length(a, b)", 11),
    ("round(a, 1, 2)", 13),
    ("a +", 3),
    ("(a", 2),
    ("a > 1)", 6),
    ("'open", 1),
    ("", 1),
    ("  \n", 1),
    ("a\x00b", 2),
    ("a > '\x1b[31m'", 6),
    ("amount ＞ 1", 8),
    ("（amount）", 1),
    ("1e400", 1),
    ("1234567890123456", 1),
    (".5", 1),
    ("1_000", 2),
    ("date '2024-02-30'", 6),
    ("date '20240131'", 6),
    ("date '2024-1-1'", 6),
)


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
