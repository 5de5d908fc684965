"""Declared features: what they come to by hand, what they may read, and that they know nothing of the future."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import ConfigError
from liuke.expression import UserFeature
from liuke.predict import word
from liuke.predict.features import FEATURES, Feature, available, build
from liuke.predict.features.declared import all_features, declarations, declared_feature, declared_in, states, unchanged
from liuke.predict.features.declared.tables import READABLE
from liuke.settings import Settings
from tests.predict.features.facts import SNAPSHOT, Book, book, moment, tables_of
from tests.predict.features.test_point_in_time import CUSTOMERS, GROUPS, ROWS, differing, edited, features_of


def made(name: str = "own_one", **given_: Any) -> Feature:
    return declared_feature(UserFeature.model_validate({"id": name, "kind": "count", **given_}))


def _values(engine: Engine, facts: Book, /, **features: dict[str, Any]) -> dict[str, Any]:
    asked = engine.table(pl.DataFrame({"customer_id": ["a"]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    own = [made(name, **one) for name, one in features.items()]
    return engine.polars(build(tables_of(engine, facts), asked, own)).row(0, named=True)


def _at(days: int) -> Any:
    return moment(SNAPSHOT + timedelta(days=days))


def _lines() -> Book:
    bought = [(-100, "tea", 10), (-40, "tea", 20), (-20, "cake", 5), (-5, "soap", 8), (0, "tea", 99), (9, "tea", 99)]
    return {
        "order_line": [
            {"customer_id": "a", "order_id": str(at), "ordered_at": _at(day), "product_id": product, "amount": amount,
             "quantity": 1}
            for at, (day, product, amount) in enumerate(bought)
        ]
    }  # fmt: skip


def test_each_kind_by_hand(engine: Engine) -> None:
    line = {"table": "order_line"}
    found = _values(
        engine,
        _lines(),
        rows=line,
        lately={**line, "window_days": 30},
        teas={**line, "where": "product_id = 'tea'"},
        spent={**line, "kind": "sum", "of": "amount * 2", "window_days": 60},
        usual={**line, "kind": "mean", "of": "amount", "where": "product_id IN ('tea', 'soap')"},
        least={**line, "kind": "min", "of": "amount"},
        most={**line, "kind": "max", "of": "amount", "window_days": 30},
        things={**line, "kind": "distinct", "of": "product_id"},
        tea_days={**line, "kind": "days_since_last", "where": "product_id = 'tea'"},
        never={**line, "kind": "days_since_last", "where": "product_id = 'gold'"},
        none={**line, "kind": "sum", "of": "amount", "where": "amount > 1000"},
        nothing={**line, "kind": "mean", "of": "amount", "where": "amount > 1000"},
        dear={**line, "kind": "sum", "of": "amount > 9"},
        dated={**line, "where": "day > DATE '2024-05-01' AND age <= 20"},
    )
    assert {name: found[name] for name in found if name not in ("customer_id", "snapshot")} == pytest.approx(
        {
            "rows": 4, "lately": 2, "teas": 2, "spent": 66, "usual": 38 / 3, "least": 5, "most": 8, "things": 3,
            "tea_days": 39, "never": None, "none": 0, "nothing": None, "dear": 2, "dated": 2,
        }
    )  # fmt: skip


def test_a_ratio_divides_one_aggregate_by_another(engine: Engine) -> None:
    line = {"table": "order_line"}
    found = _values(
        engine,
        _lines(),
        share={**line, "where": "product_id = 'tea'", "over": {"kind": "count"}},
        lately={**line, "kind": "sum", "of": "amount", "window_days": 30, "over": {"kind": "sum", "of": "amount"}},
        impossible={**line, "over": {"kind": "count", "where": "amount > 1000"}},
    )
    assert (found["share"], found["lately"], found["impossible"]) == (0.5, pytest.approx(13 / 43), None)


def test_what_is_written_down_later_is_read_from_then_on(engine: Engine) -> None:
    """One ticket answered and solved before the snapshot, one answered before and solved after it."""
    tickets = [
        {"feedback_id": "1", "received_at": _at(-9), "first_response_at": _at(-8), "resolved_at": _at(-7)},
        {"feedback_id": "2", "received_at": _at(-4), "first_response_at": _at(-2), "resolved_at": _at(3), "rating": 1},
    ]
    ticket = {"table": "ticket"}
    found = _values(
        engine,
        {"feedback": [{"customer_id": "a", **one} for one in tickets]},
        answered={**ticket, "kind": "max", "of": "response_hours"},
        solved={**ticket, "kind": "max", "of": "resolution_hours"},
        waiting={**ticket, "where": "resolution_hours IS NULL"},
        bad={**ticket, "where": "rating <= 2"},
    )
    assert (found["answered"], found["solved"], found["waiting"], found["bad"]) == (48, 48, 1, 0)


def every(table: str) -> Iterator[Feature]:
    """Yield declared features of every kind over every column of a table."""
    number = 0
    for name, column in READABLE[table].readable.items():
        kinds = ("distinct",) if column.type == "string" else ("sum", "mean", "min", "max", "distinct")
        for kind in kinds:
            number += 1
            yield made(
                f"{table}_{name}_{kind}", table=table, kind=kind, of=name, window_days=(30, None, 200)[number % 3]
            )
        yield made(f"{table}_{name}_there", table=table, where=f"{name} IS NOT NULL", over={"kind": "count"})
        yield made(f"{table}_{name}_last", table=table, kind="days_since_last", where=f"{name} IS NOT NULL")


OWN = tuple(one for table in READABLE for one in every(table))


@pytest.mark.parametrize("group", GROUPS, ids="+".join)
def test_whatever_is_declared_knows_nothing_at_or_after_the_snapshot(engine: Engine, group: tuple[str, ...]) -> None:
    """Every kind over every column of every table, with what came later deleted, changed and added to."""
    random = np.random.default_rng(len(group[0]))
    rows = book(random, group, rows=ROWS, customers=CUSTOMERS)
    found = features_of(engine, rows, features=OWN)
    assert sum(found[name].n_unique() > 2 for name in found.columns) > 5
    assert differing(found, features_of(engine, edited(random, rows), features=OWN)) == []


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids="+".join)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 100_000), rows=st.integers(1, ROWS))
def test_however_the_future_is_changed_no_declared_feature_knows(
    engine: Engine, group: tuple[str, ...], seed: int, rows: int
) -> None:
    random = np.random.default_rng(seed)
    known = book(random, group, rows=rows, customers=CUSTOMERS)
    before, after = (features_of(engine, one, features=OWN) for one in (known, edited(random, known)))
    assert differing(before, after) == []


def test_every_table_and_column_that_may_be_read_is_made_by_a_run(engine: Engine) -> None:
    tables: dict[str, Any] = {}
    for group in GROUPS:
        tables = {**tables_of(engine, book(np.random.default_rng(1), group)), **tables}
    for one in READABLE.values():
        assert one.columns(tables) == {*one.readable, "day", "age"}, one.name
        row = tables[one.table]
        for name, column in one.readable.items():
            if not column.needs:
                assert row[name].type().is_string() == (column.type == "string"), name
    assert available(tables, OWN) == OWN


def test_a_table_or_column_that_is_not_here_only_removes_its_features(engine: Engine) -> None:
    tables = tables_of(engine, _lines())
    own = [made("kinds", table="order_line", kind="distinct", of="category"), made("calls", table="contact")]
    assert [one.id for one in available(tables, own)] == ["kinds"]
    without = {**tables, "order_line": tables["order_line"].drop("category")}
    assert available(without, own) == ()
    told = states(own, without, (), ())
    assert [one["state"] for one in told] == ["no_table", "no_table"]
    assert "lacks one of the columns category" in told[0]["why"]["en"]
    assert "no rows of table contact" in told[1]["why"]["en"]


@pytest.mark.parametrize(
    ("given_", "column", "said", "hint"),
    [
        ({"where": "amonut > 1"}, "where", "no column “amonut”", "amount"),
        ({"kind": "sum", "of": "product_id"}, "of", "should be a number, but it is a text", "another column"),
        ({"where": "amount"}, "where", "should be a condition", "Compare"),
        ({"kind": "mean", "of": "amount + product"}, "of", "takes a number", "same kind"),
        ({"over": {"kind": "sum", "of": "status"}}, "over.of", "no column “status”", "Columns"),
        ({"where": "status = 'paid'"}, "where", "no column “status”", "Columns"),
    ],
)
def test_an_expression_that_does_not_fit_its_table_is_named(
    given_: dict[str, Any], column: str, said: str, hint: str
) -> None:
    declared = {"features": {"some_name": {"table": "order_line", "kind": "count", **given_}}}
    with pytest.raises(ConfigError) as fault:
        all_features(Settings.model_validate(declared))
    assert fault.value.column == f"features.some_name.{column}"
    assert said in fault.value.message.en
    assert hint in fault.value.hint.en
    assert "some_name" in fault.value.message.zh


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("recency_days", "x"),
        ("tenure_days", "x"),
        ("some_name", "days since the last purchase"),
        ("some_name", "客单价"),
    ],
)
def test_a_name_or_label_of_another_feature_is_refused(name: str, label: str) -> None:
    declared = {"features": {name: {"table": "activity", "kind": "count", "label": label}}}
    with pytest.raises(ConfigError, match="is the name of another feature"):
        all_features(Settings.model_validate(declared))


def test_two_declared_features_of_one_label_are_refused() -> None:
    one = {"table": "activity", "kind": "count", "label": "Same"}
    with pytest.raises(ConfigError, match="is the name of another feature, first_one"):
        all_features(Settings.model_validate({"features": {"first_one": one, "other_one": one}}))


def test_without_declarations_there_are_the_features_there_are() -> None:
    assert all_features(Settings()) == FEATURES


def _card(*features: Feature) -> dict[str, Any]:
    return {"declared": states(features, {}, features, ())}


def test_a_reason_is_told_by_its_label_and_the_customer_s_own_number() -> None:
    label = {"en": "Days since tea", "zh": "距上次买茶天数"}
    own = made("tea_days", table="order_line", kind="days_since_last", where="product_id = 'tea'", label=label, risky=1)
    declared = declared_in([{"name": "other"}, _card(own)])
    reason = {"feature": "tea_days", "value": 39.0, "usual": 1.0}
    assert word(reason, "en", declared=declared) == "Days since tea: 39 days; 1 day is usual"
    assert word(reason, "zh", declared=declared) == "距上次买茶天数：39 天，一般客户 1 天"
    spent = made("tea_spent", table="order_line", kind="sum", of="amount", unit="money", label="Tea")
    said = word({"feature": "tea_spent", "value": 39.0, "usual": 9.0}, "en", "GBP", declared_in([_card(spent)]))
    assert said == "Tea: £39; £9 is usual"


def test_each_is_a_theme_of_its_own_so_that_none_hides_another() -> None:
    one, other = made("first_one", table="activity"), made("other_one", table="activity")
    assert len({one.theme, other.theme, *(each.theme for each in FEATURES)}) == 2 + len({f.theme for f in FEATURES})


def test_the_card_says_what_became_of_each(engine: Engine) -> None:
    tables = tables_of(engine, _lines())
    own = [made(name, table="order_line") for name in ("kept_one", "leaky_one", "same_one")]
    told = {one["id"]: one for one in states((*FEATURES, *own), tables, (*FEATURES, own[0]), ["leaky_one"])}
    assert {name: one["state"] for name, one in told.items()} == {
        "kept_one": "used",
        "leaky_one": "refused",
        "same_one": "same",
    }
    assert "knows the outcome" in told["leaky_one"]["why"]["en"]
    assert all(one["why"]["zh"] and one["meaning"]["zh"] for one in told.values())
    assert told["kept_one"]["meaning"]["en"] == "Rows of table order_line, to date."


def test_a_card_that_cannot_be_read_today_tells_no_feature() -> None:
    own = _card(made("own_one", table="activity"))
    own["declared"][0]["declaration"]["kind"] = "mode"
    assert declared_in([own]) == {}
    assert word({"feature": "own_one", "value": 1.0, "usual": None}, "en", declared=declared_in([own])).startswith(
        "own"
    )


def test_a_stored_model_does_not_read_a_feature_that_means_something_else_now() -> None:
    """A new label is the same feature; a new window is not."""
    then = made("own_one", table="activity", window_days=30)
    renamed = made("own_one", table="activity", window_days=30, label="New")
    other = made("own_one", table="activity", window_days=60)
    names = ["recency_days", "own_one"]
    assert unchanged(names, declarations([*FEATURES, renamed]), _card(then)) == names
    assert unchanged(names, declarations([*FEATURES, other]), _card(then)) == ["recency_days"]
    assert unchanged(names, declarations([*FEATURES, other]), {}) == names
