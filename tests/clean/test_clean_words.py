"""What people write where an id or a status should be, and what the rules make of it."""

import re

import polars as pl
import pytest

from liuke.clean import identifiers
from liuke.clean.rules import RULES, explain, undone
from liuke.engine import Engine

NOBODY = [
    "", "0", "000", "0.0", "NULL", "null", "nulls", "Nil", "NaN", "NaT", "N/A", "na", "#N/A", "None", "undefined",
    "Unknown", "anonymous", "guest", "walk-in", "walkin", "-", "--", "?", "??", ".", "无", "空", "未知", "暂无", "匿名",
    "散客", "游客", "非会员",
]  # fmt: skip
SOMEBODY = [
    "1", "10", "0.5", "A0", "nullable", "Nancy", "nathan", "guesthouse", "-1", "无锡", "空空", "张三", "NA-17", "?1",
    "unknown soldier", "散客01",
]  # fmt: skip
UNDONE = [
    "cancelled", "Canceled", "CANCEL", "returned", "Return", "refunded", "refund", "void", "Voided", "chargeback",
    "charge-back", " 已取消 ", "取消", "已退款", "退款成功", "退款完成", "退货", "已退货", "退货退款", "全额退款",
    "交易取消", "交易关闭", "已关闭", "已作废", "作废",
]  # fmt: skip
STANDING = [
    "paid", "completed", "shipped", "已完成", "交易成功", "退款中", "退款失败", "部分退款", "待退货",
    "partially refunded", "return requested", "not cancelled", "", "关闭",
]  # fmt: skip


def found(engine: Engine, texts: list[str], column: str, finds: object) -> set[str]:
    """Return those of the texts that a predicate finds."""
    table = engine.table(pl.DataFrame({column: texts}))
    return {row[column] for row in engine.rows(table.filter(finds(table)))}  # type: ignore[operator]


def test_it_knows_what_people_write_for_nobody(engine: Engine) -> None:
    seen = found(engine, NOBODY + SOMEBODY, "text", lambda table: identifiers.impossible(table.text))
    assert seen == set(NOBODY)


def test_it_doubts_every_id_that_a_rule_would_find_or_tidying_would_change(engine: Engine) -> None:
    untidy = [" a", "a ", "a\t", "\na", "Ａ", "a\u3000", "\u00a0a", "a\u200bb", "\ufeffa", "１"]
    tests = ["test", "Demo_user 1"]
    pattern = r"(?i)^(test|demo[-_ ]?user)"
    texts = [*NOBODY, *SOMEBODY, *untidy, *tests]
    seen = found(engine, texts, "text", lambda table: identifiers.doubtful(table.text, pattern))
    assert seen == {*NOBODY, *untidy, *tests}
    changed = found(engine, texts, "text", lambda table: identifiers.tidy(table.text) != table.text)
    assert changed == set(untidy)


def test_it_knows_what_people_write_for_an_order_undone(engine: Engine) -> None:
    assert found(engine, UNDONE + STANDING, "status", undone) == set(UNDONE)


def test_an_order_without_status_stands(engine: Engine) -> None:
    table = engine.table(pl.DataFrame({"status": [None]}, schema={"status": pl.String}))
    assert engine.rows(table.select(undone=undone(table))) == [{"undone": False}]


@pytest.mark.parametrize(
    ("rule", "column", "value", "detail", "en", "zh"),
    [
        (
            "superseded", "order_id", "A1", "new.csv:7",
            "It comes again at new.csv:7.", "该记录在 new.csv:7 再次出现。",
        ),
        (
            "key_duplicate", "order_id", "A1", "new.csv:7",
            "Order “A1” comes again at new.csv:7.", "订单“A1”在 new.csv:7 再次出现。",
        ),
        (
            "before_business", "ordered_at", "1970-01-01", "1990-01-01",
            "Ordered at 1970-01-01 (UTC), before 1990-01-01.", "下单时间 1970-01-01（UTC）早于 1990-01-01。",
        ),
        ("missing_time", "ordered_at", None, None, "The row has no order time.", "该行缺少下单时间。"),
        (
            "unreadable_optional", "no_such_column", "{x}", None,
            "no_such_column “{x}” cannot be read.", "no_such_column“{x}”无法读取。",
        ),
    ],
)  # fmt: skip
def test_it_says_why_in_a_sentence(
    rule: str, column: str, value: str | None, detail: str | None, en: str, zh: str
) -> None:
    text = explain(rule, table="order", column=column, value=value, detail=detail)
    assert (text.en, text.zh) == (en, zh)


def test_rules_that_keep_only_say_so_and_rules_that_drop_say_what_to_do() -> None:
    for rule in RULES.values():
        if rule.action == "dropped":
            assert rule.severity in ("warning", "error")
            assert len(re.findall(r"[.。]", rule.explanation.en)) >= 2, rule.id
        if rule.action == "flagged":
            assert rule.severity in ("info", "warning")
            assert not rule.drops
