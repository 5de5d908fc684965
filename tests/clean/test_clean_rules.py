"""Each rule about single rows catches what it says, and nothing else; the first that fits takes the row."""

from collections.abc import Mapping
from datetime import date
from string import Formatter

import pytest
from received import Row, buy, cleaned_up, store

from liuke import schema
from liuke.clean import RULES, Cleaned, clean, explain
from liuke.engine import Engine
from liuke.errors import ConfigError
from liuke.settings import CleanSettings, Settings, WorkspaceSettings

DROPPED = {
    "no customer": (buy("d1", None), "missing_customer", "customer_id", ""),
    "no time": (buy("d2") | {"ordered_at": None}, "missing_time", "ordered_at", ""),
    "no amount": (buy("d3", amount=None), "missing_amount", "amount", ""),
    "unreadable time": (
        buy("d4", unread="ordered_at\tsoon\tish") | {"ordered_at": None},
        "unreadable",
        "ordered_at",
        "soon\tish",
    ),
    "unreadable amount": (buy("d5", amount=None, unread="amount\tmuch"), "unreadable", "amount", "much"),
    "blank customer": (buy("d6", " \u3000 "), "impossible_customer", "customer_id", ""),
    "customer zero": (buy("d7", "0"), "impossible_customer", "customer_id", "0"),
    "customer 000": (buy("d8", "０００"), "impossible_customer", "customer_id", "000"),
    "customer NULL": (buy("d9", "NULL"), "impossible_customer", "customer_id", "NULL"),
    "customer nan": (buy("d10", "nan"), "impossible_customer", "customer_id", "nan"),
    "customer N/A": (buy("d11", "N/A"), "impossible_customer", "customer_id", "N/A"),
    "customer none in Chinese": (buy("d12", "无"), "impossible_customer", "customer_id", "无"),
    "customer dash": (buy("d13", "-"), "impossible_customer", "customer_id", "-"),
    "tomorrow": (buy("d14", day="2026-07-01T00:00"), "future", "ordered_at", "2026-07-01 00:00:00"),
    "zero date": (buy("d15", day="1970-01-01T00:00"), "before_business", "ordered_at", "1970-01-01 00:00:00"),
    "test customer": (buy("d16", "Test_01"), "test_customer", "customer_id", "Test_01"),
    "test customer in Chinese": (buy("d17", "测试"), "test_customer", "customer_id", "测试"),
    "dollars": (buy("d18", currency="USD"), "other_currency", "currency", "USD"),
    "several faults": (buy("d19", None, "1970-01-01", currency="USD"), "missing_customer", "customer_id", ""),
}

KEPT = {
    "plain": (buy("k1", currency="CNY"), set()),
    "zero in an id": (buy("k2", "C00"), set()),
    "attest": (buy("k3", "tester"), set()),
    "last moment of today": (buy("k4", day="2026-06-30T23:59:59"), set()),
    "first moment of business": (buy("k5", day="1990-01-01T00:00"), set()),
    "yuan by another name": (buy("k6", currency="rmb "), set()),
    "yuan by sign": (buy("k7", currency="￥"), set()),
    "no currency named": (buy("k8", currency="N/A"), set()),
    "unreadable coupon": (buy("k9", unread="items\tmany"), {"unreadable_optional"}),
    "untidy customer": (buy("k10", " Ａnn１\u200b"), {"tidied_customer"}),
    "untidy order number": (buy("Ｋ11 "), {"tidied_order"}),
    "Chinese customer": (buy("k12", "张三"), set()),
    "placeholder for an order number": (buy("N/A", "eve"), {"impossible_number"}),
    "zero amount": (buy("k14", amount=0), {"zero_amount"}),
    "refund": (buy("k15", "rex", amount=-5), {"return", "unmatched_return"}),
    "cancelled": (buy("k16", status="Cancelled"), {"undone_order"}),
    "refunded in Chinese": (buy("k17", status=" 已退款"), {"undone_order"}),
    "paid": (buy("k18", status="paid, not cancelled"), set()),
    "huge": (buy("k19", amount=9_999_999), {"outlier"}),
    "huge refund": (buy("k20", "rex", amount=-9_999_999), {"return", "outlier", "unmatched_return"}),
}

SETTINGS = Settings(workspace=WorkspaceSettings(currency="CNY"))


@pytest.fixture(scope="module")
def cleaned(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Cleaned:
    rows = [case[0] for case in (*DROPPED.values(), *KEPT.values())]
    source = store(tmp_path_factory.mktemp("rules") / "shop", rows)
    return cleaned_up(engine, source, settings=SETTINGS)


@pytest.fixture(scope="module")
def reasons(engine: Engine, cleaned: Cleaned) -> Mapping[int, Row]:
    return {row["source_row"]: row for row in engine.rows(cleaned.quarantine)}


@pytest.fixture(scope="module")
def quality(engine: Engine, cleaned: Cleaned) -> Mapping[str, Row]:
    return {row["rule"]: row for row in engine.rows(cleaned.quality)}


@pytest.mark.parametrize("name", DROPPED)
def test_it_drops_a_row_by_the_first_rule_that_fits(name: str, reasons: Mapping[int, Row]) -> None:
    row = reasons[list(DROPPED).index(name) + 1]
    _, rule, column, value = DROPPED[name]
    assert (row["rule"], row["column"], row["value"] or "") == (rule, column, value)


@pytest.mark.parametrize("name", KEPT)
def test_it_keeps_what_is_unusual_but_possible(name: str, reasons: Mapping[int, Row]) -> None:
    assert len(DROPPED) + list(KEPT).index(name) + 1 not in reasons


def test_it_counts_flags_on_the_rows_it_keeps(quality: Mapping[str, Row]) -> None:
    found = {rule: row["rows"] for rule, row in quality.items() if row["action"] == "flagged"}
    wanted = {rule: sum(rule in flags for _, flags in KEPT.values()) for rule in found}
    assert found == wanted
    assert set(found) == set().union(*(flags for _, flags in KEPT.values()))


def test_it_gives_the_first_row_as_an_example(quality: Mapping[str, Row]) -> None:
    assert quality["missing_customer"]["example"] == "1"
    assert quality["impossible_customer"]["example"] == "6"
    assert quality["future"]["example"] == "14: 2026-07-01 00:00:00"
    first_zero = len(DROPPED) + list(KEPT).index("zero amount") + 1
    assert quality["zero_amount"]["example"] == f"{first_zero}: 0.0000"


def test_it_says_for_each_dropped_row_why_in_both_languages(reasons: Mapping[int, Row]) -> None:
    told = [
        explain(row["rule"], **{key: row[key] for key in ("table", "column", "value", "detail")})
        for row in reasons.values()
    ]
    assert all("{" not in text.en + text.zh for text in told)
    told_by_row = dict(zip(reasons, told, strict=True))
    assert told_by_row[5].en == "Amount “much” cannot be read."
    assert told_by_row[5].zh == "订单金额“much”无法读取。"
    assert told_by_row[14].en == "Ordered at 2026-07-01 00:00:00 (UTC), after 2026-06-30."
    assert told_by_row[18].zh == "金额币种为 USD，而非 CNY。"


def test_it_values_an_order_undone_by_its_status_at_nothing(engine: Engine, cleaned: Cleaned) -> None:
    order = cleaned.order
    rows = engine.rows(order.filter(order.order_id.isin(("k16", "k17", "k15", "k18"))).order_by("order_id"))
    assert [(row["order_id"], row["amount"], row["returned"]) for row in rows] == [
        ("k15", -5, True),
        ("k16", 0, True),
        ("k17", 0, True),
        ("k18", 10, False),
    ]


def test_it_writes_ids_tidily_and_money_in_one_currency(engine: Engine, cleaned: Cleaned) -> None:
    order = cleaned.order
    assert engine.rows(order.filter(order.order_id == "k10").select("customer_id")) == [{"customer_id": "Ann1"}]
    assert engine.count(order.filter(order.order_id == "K11")) == 1
    assert engine.rows(order.filter(order.customer_id == "eve").select("order_id")) == [{"order_id": None}]
    assert engine.rows(order.select("currency").distinct()) == [{"currency": "CNY"}]
    assert cleaned.currency == "CNY"


def test_it_counts_days_in_the_time_zone_of_the_workspace(engine: Engine, tmp_path) -> None:  # noqa: ANN001
    rows = [buy("1", day="2025-12-31T16:00"), buy("2", day="2026-06-30T15:59"), buy("3", day="2026-06-30T16:00")]
    shanghai = Settings(workspace=WorkspaceSettings(timezone="Asia/Shanghai"))
    cleaned = cleaned_up(engine, store(tmp_path / "shop", rows), settings=shanghai)
    assert (cleaned.first_day, cleaned.last_day) == (date(2026, 1, 1), date(2026, 6, 30))
    assert engine.rows(cleaned.quarantine.select("source_row", "rule")) == [{"source_row": 3, "rule": "future"}]


@pytest.mark.parametrize("pattern", ["(", r"a(?=b)", r"(a)\1"])
def test_it_refuses_a_pattern_that_engines_cannot_run(engine: Engine, tmp_path, pattern: str) -> None:  # noqa: ANN001
    source = store(tmp_path / "shop", [buy("1")])
    with pytest.raises(ConfigError) as fault:
        clean(engine, [source], Settings(clean=CleanSettings(test_customers=(pattern,))), today=date(2026, 6, 30))
    assert fault.value.column == "clean.test_customers"
    assert pattern in fault.value.message.zh


def test_every_rule_is_told_in_both_languages() -> None:
    for rule in RULES.values():
        for text in (rule.label, rule.explanation, rule.says):
            assert text.en
            assert text.zh
            assert text.en != text.zh
        names = {name for _, name, _, _ in Formatter().parse(rule.says.en) if name}
        assert names == {name for _, name, _, _ in Formatter().parse(rule.says.zh) if name}
        assert names <= {"column", "value", "detail"}


def test_every_rule_judges_tables_and_columns_that_exist() -> None:
    for rule in RULES.values():
        assert set(rule.tables) <= set(schema.TABLES)
        for table in rule.tables:
            assert rule.column in ("", *schema.TABLES[table].names)
