"""Tables besides orders: the same rules, quarantine and account, and one number for each person."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from received import TODAY, Receive, Row, buy, cleaned_up, rules

from liuke import schema
from liuke.clean import kept_facts
from liuke.clean.identities import one_name
from liuke.clean.rules import RULES, explain
from liuke.engine import Engine
from liuke.settings import Settings, SurveySettings
from liuke.workspace import Source

JAN, FEB, MARCH = datetime(2026, 1, 5, 9), datetime(2026, 2, 5, 9), datetime(2026, 3, 5, 9)  # noqa: DTZ001
ROWS: dict[str, Row] = {
    "customer": {"customer_id": "ann"},
    "subscription": {"customer_id": "ann", "started_at": JAN},
    "bill": {"customer_id": "ann", "billed_at": JAN, "amount": 9},
    "event": {"customer_id": "ann", "occurred_at": JAN, "name": "open"},
    "interaction": {"customer_id": "ann", "occurred_at": JAN},
    "feedback": {"customer_id": "ann", "received_at": JAN},
    "feedback_status": {"feedback_id": "f1", "changed_at": JAN, "status": "open"},
    "survey_response": {"customer_id": "ann", "answered_at": JAN, "kind": "nps", "score": 9.0},
    "lead": {"customer_id": "ann", "created_at": JAN},
    "opportunity": {"customer_id": "ann", "created_at": JAN},
    "treatment": {"customer_id": "ann", "assigned_at": JAN},
    "identity": {"id_kind": "phone", "id_value": "138", "customer_id": "ann"},
}
"""For each table a row with what it must have, and no number."""


def _kept(engine: Engine, *sources: Source, table: str, **given: Any) -> list[Row]:
    return engine.rows(cleaned_up(engine, *sources, **given).facts[table].order_by("source", "source_row"))


def test_every_table_besides_orders_is_tried_here() -> None:
    assert set(ROWS) == set(schema.TABLES) - {"order", "order_line"}


def test_good_rows_are_kept_and_accounted_for(engine: Engine, receive: Receive) -> None:
    sources = [receive(row, table=table) for table, row in ROWS.items()]
    cleaned = cleaned_up(engine, *sources)
    assert {table: engine.count(rows) for table, rows in cleaned.facts.items()} == dict.fromkeys(ROWS, 1)
    account = {row.pop("table"): row for row in engine.rows(cleaned.reconciliation)}
    assert account == {
        source.table: {"source": source.id, "rows_in": 1, "rows_kept": 1, "rows_quarantined": 0} for source in sources
    }


def test_rows_without_what_they_must_have_are_set_aside(engine: Engine, receive: Receive) -> None:
    sources = [
        receive(row, *({**row, column: None} for column in schema.TABLES[table].required), table=table)
        for table, row in ROWS.items()
    ]
    found = engine.rows(cleaned_up(engine, *sources).quarantine)
    assert sorted((row["table"], row["source_row"], row["rule"], row["column"]) for row in found) == sorted(
        (table, place, f"empty_{column}", column)
        for table in ROWS
        for place, column in enumerate(schema.TABLES[table].required, 2)
    )


@pytest.mark.parametrize(
    ("table", "wrong", "rule"),
    [
        ("event", {"occurred_at": datetime(2027, 1, 1)}, "future_occurred_at"),  # noqa: DTZ001
        ("feedback", {"received_at": datetime(1970, 1, 1)}, "early_received_at"),  # noqa: DTZ001
        ("subscription", {"started_at": FEB, "cancelled_at": JAN}, "ends_before_start"),
        ("lead", {"created_at": FEB, "closed_at": JAN}, "ends_before_start"),
        ("survey_response", {"score": 11.0}, "off_scale"),
        ("survey_response", {"kind": "csat", "score": 6.0}, "off_scale"),
        ("survey_response", {"kind": "csi", "score": 0.0}, "off_scale"),
        ("bill", {"currency": "USD"}, "other_currency"),
        ("customer", {"customer_id": "test-7"}, "test_customer"),
        ("interaction", {"customer_id": "N/A"}, "impossible_customer"),
        ("bill", {"unread": "amount\tabc", "amount": None}, "unreadable"),
    ],
)
def test_what_cannot_be_is_set_aside_with_its_reason(
    engine: Engine, receive: Receive, table: str, wrong: Row, rule: str
) -> None:
    cleaned = cleaned_up(engine, receive(buy("1", currency="CNY")), receive({**ROWS[table], **wrong}, table=table))
    (found,) = engine.rows(cleaned.quarantine)
    assert found["rule"] == rule
    told = explain(rule, **{name: found[name] for name in ("table", "column", "value", "detail")})
    assert "{" not in told.en + told.zh
    assert RULES[rule].explanation.zh


def test_a_contract_may_begin_tomorrow_and_a_date_may_lack_its_time(engine: Engine, receive: Receive) -> None:
    tomorrow = {**ROWS["subscription"], "started_at": datetime(2026, 7, 9)}  # noqa: DTZ001
    same_day = {**ROWS["feedback"], "resolved_at": datetime(2026, 1, 5)}  # noqa: DTZ001
    cleaned = cleaned_up(
        engine, receive(buy("1")), receive(tomorrow, table="subscription"), receive(same_day, table="feedback")
    )
    assert engine.count(cleaned.quarantine) == 0


def test_scales_can_be_set(engine: Engine, receive: Receive) -> None:
    answer = {**ROWS["survey_response"], "kind": "csat", "score": 90.0}
    source = receive(answer, table="survey_response")
    wide = Settings(survey=SurveySettings(csat_scale=100))
    assert len(_kept(engine, source, table="survey_response", settings=wide)) == 1


def test_what_is_kept_with_doubt_is_flagged(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(
        engine,
        receive(
            {**ROWS["survey_response"], "kind": "mood"}, {**ROWS["survey_response"], "customer_id": "0"},
            table="survey_response",
        ),
    )  # fmt: skip
    assert rules(engine, cleaned) == {"unknown_kind": 1, "no_customer": 1}
    nobody = engine.rows(cleaned.facts["survey_response"].order_by("source_row"))[1]
    assert nobody["customer_id"] is None


def test_a_number_that_comes_again_counts_once_and_the_last_counts(engine: Engine, receive: Receive) -> None:
    contract = {**ROWS["subscription"], "subscription_id": "S1", "price": 5}
    first = receive(contract, contract, {**contract, "price": 6}, table="subscription")
    later = receive({**contract, "cancelled_at": MARCH}, table="subscription")
    cleaned = cleaned_up(engine, first, later)
    (kept,) = engine.rows(cleaned.facts["subscription"])
    assert (kept["cancelled_at"], kept["source"]) == (MARCH, "file2")
    assert rules(engine, cleaned) == {"exact_duplicate": 1, "key_again": 1, "superseded": 1}


def test_rows_without_a_number_may_happen_twice_but_not_in_two_files(engine: Engine, receive: Receive) -> None:
    click = ROWS["event"]
    cleaned = cleaned_up(
        engine, receive(click, click, table="event"), receive(click, {**click, "name": "buy"}, table="event")
    )
    kept = engine.rows(cleaned.facts["event"])
    assert sorted((row["source"], row["name"]) for row in kept) == [
        ("file1", "open"),
        ("file2", "buy"),
        ("file2", "open"),
    ]
    assert rules(engine, cleaned) == {"superseded": 1}


def test_answers_to_several_questions_share_the_number_of_the_response(engine: Engine, receive: Receive) -> None:
    rows = [{**ROWS["survey_response"], "response_id": "R1", "kind": "csi", "question": text} for text in "abc"]
    assert len(_kept(engine, receive(*rows, table="survey_response"), table="survey_response")) == 3


def test_a_workspace_without_orders_is_cleaned_too(engine: Engine, receive: Receive) -> None:
    ahead = datetime(2030, 1, 1)  # noqa: DTZ001
    contract = {**ROWS["subscription"], "expires_at": ahead, "currency": "EUR"}
    cleaned = cleaned_up(engine, receive(contract, {**contract, "started_at": MARCH}, table="subscription"))
    assert cleaned.order is None
    assert (cleaned.first_day, cleaned.last_day, cleaned.currency) == (date(2026, 1, 5), date(2026, 3, 5), "EUR")


def test_ids_of_one_person_become_one_number_in_every_table(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(
        engine,
        receive({"id_value": "138", "customer_id": "ann"}, {"id_value": "dev", "customer_id": "138"}, table="identity"),
        receive(buy("1", "138"), buy("2", "bo")),
        receive({**ROWS["event"], "customer_id": None, "anonymous_id": " dev "}, table="event"),
        receive({**ROWS["feedback"], "customer_id": "138"}, table="feedback"),
    )
    assert cleaned.order is not None
    assert {row["customer_id"] for row in engine.rows(cleaned.order)} == {"ann", "bo"}
    assert [engine.rows(cleaned.facts[table])[0]["customer_id"] for table in ("event", "feedback")] == ["ann", "ann"]


BILL = {"customer_id": "ann", "billed_at": JAN, "amount": 10}


def test_a_row_without_a_number_that_has_moved_on_is_the_same_row(engine: Engine, receive: Receive) -> None:
    """Bo has two equal bills in the first file; the second file has one of them, paid."""
    bo = BILL | {"customer_id": "bo"}
    cleaned = cleaned_up(
        engine,
        receive(BILL | {"status": "open"}, bo, bo, table="bill"),
        receive(BILL | {"status": "paid", "paid_at": MARCH}, bo | {"paid_at": MARCH}, table="bill"),
    )
    kept = engine.rows(cleaned.facts["bill"].select("customer_id", "status", "paid_at").order_by("customer_id"))
    assert [(row["customer_id"], row["status"]) for row in kept] == [("ann", "paid"), ("bo", None), ("bo", None)]
    assert sorted(row["paid_at"] is not None for row in kept) == [False, True, True]
    assert rules(engine, cleaned) == {"superseded": 2}


def test_rows_of_nobody_are_the_same_only_if_all_is(engine: Engine, receive: Receive) -> None:
    lead = {"created_at": JAN, "origin": "web", "stage": "new"}
    cleaned = cleaned_up(
        engine, receive(lead, table="lead"), receive(lead | {"stage": "won"}, table="lead"), receive(lead, table="lead")
    )
    assert sorted(row["stage"] for row in engine.rows(cleaned.facts["lead"])) == ["new", "won"]


def test_an_address_is_one_however_it_is_typed(engine: Engine, receive: Receive) -> None:
    cleaned = cleaned_up(
        engine,
        receive({"id_kind": "email", "id_value": "Ann@X.com", "customer_id": "C1"}, table="identity"),
        receive(buy("1", "ann@x.COM"), buy("2", "Bo@X.com"), buy("3", "bo@x.com"), buy("4", "K@D")),
        receive({**ROWS["event"], "customer_id": "ANN@x.com"}, table="event"),
    )
    assert cleaned.order is not None
    assert {row["customer_id"] for row in engine.rows(cleaned.order)} == {"C1", "bo@x.com", "k@d"}
    assert engine.rows(cleaned.facts["event"])[0]["customer_id"] == "C1"


def test_ids_that_lead_in_a_circle_name_nobody(engine: Engine, receive: Receive) -> None:
    circle = [("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "ann")]
    rows = [{"id_value": one, "customer_id": other} for one, other in circle]
    cleaned = cleaned_up(engine, receive(buy("1")), receive(*rows, table="identity"))
    names = one_name(engine, cleaned.facts["identity"])
    assert {row["id_value"]: row["customer_id"] for row in engine.rows(names)} == {"x": "ann", "y": "ann"}


def test_the_kept_rows_can_be_told_again_from_a_stored_quarantine(engine: Engine, receive: Receive) -> None:
    source = receive({**ROWS["event"], "customer_id": " ann "}, {**ROWS["event"], "name": None}, table="event")
    cleaned = cleaned_up(engine, source)
    again = kept_facts(engine, [source], "event", cleaned.quarantine)
    assert again is not None
    assert engine.rows(again.select("customer_id", "name")) == [{"customer_id": "ann", "name": "open"}]
    assert kept_facts(engine, [source], "lead", cleaned.quarantine) is None


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([None, "E1", "E2"]), st.sampled_from([None, "open", "buy"])), max_size=6))
def test_every_row_is_kept_or_set_aside(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str | None, str | None]]
) -> None:
    from received import store  # noqa: PLC0415

    rows = [{**ROWS["event"], "event_id": number, "name": name} for number, name in cells]
    folder = tmp_path_factory.mktemp("any")
    cleaned = cleaned_up(engine, store(folder / "orders", [buy("1")]), store(folder / "events", rows, "event"))
    kept, gone = engine.rows(cleaned.facts["event"]), engine.rows(cleaned.quarantine)
    assert sorted(row["source_row"] for row in (*kept, *gone)) == list(range(1, len(rows) + 1))


def test_today_is_the_day_the_tests_mean() -> None:
    assert date(2026, 6, 30) == TODAY


@pytest.mark.parametrize(("table", "column"), [("subscription", "price"), ("treatment", "cost")])
def test_amounts_below_zero_are_kept_and_told(engine: Engine, receive: Receive, table: str, column: str) -> None:
    source = receive(ROWS[table] | {column: -1}, ROWS[table] | {"customer_id": "bo", column: 0}, table=table)
    cleaned = cleaned_up(engine, source)
    assert engine.count(cleaned.facts[table]) == 2
    assert rules(engine, cleaned) == {f"negative_{column}": 1}


def test_a_row_written_down_again_is_the_same_row(engine: Engine, receive: Receive) -> None:
    """Two loads of one ticket differ in when they were made, which is no content; with or without a number."""
    for number in ({"feedback_id": "f1"}, {}):
        one = {**ROWS["feedback"], **number, "recorded_at": FEB}
        again = {**one, "recorded_at": MARCH}
        files = [(one, again)] if number else [(one,), (again,)]
        cleaned = cleaned_up(engine, *(receive(*rows, table="feedback") for rows in files))
        assert engine.count(cleaned.facts["feedback"]) == 1
        assert set(rules(engine, cleaned)) == {"exact_duplicate" if number else "superseded"}


def test_files_received_before_there_was_a_column_are_read_without_it(engine: Engine, receive: Receive) -> None:
    source = receive(ROWS["bill"], table="bill")
    frame = pl.read_parquet(source.rows)
    frame.drop("recorded_at").write_parquet(source.rows)
    (row,) = _kept(engine, source, table="bill")
    assert row["recorded_at"] is None
    assert row["amount"] == 9
