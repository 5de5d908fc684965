"""Questions: which rows an answer has, and what cannot be asked."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import Inputs, ask, ask_all
from tests.measure.miniatures.club import club
from tests.measure.miniatures.shop import activity, shop
from tests.measure.oracle import inputs_of


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


def test_the_record_is_the_json_contract(inputs: Inputs) -> None:
    record = ask(inputs, "churn_rate", ("month", "segment")).record()
    assert list(record) == ["metric", "unit", "by", "rows"]
    assert (record["metric"], record["unit"], record["by"]) == ("churn_rate", "share", "month,segment")
    rows = record["rows"]
    assert isinstance(rows, list)
    assert list(rows[0]) == [
        "period", "split", "value", "numerator", "denominator", "low", "high", "partial", "begins_inside",
    ]  # fmt: skip
    assert list(rows[0]["split"]) == ["segment"]


def test_a_month_without_anything_is_a_row(engine: Engine) -> None:
    quiet = activity().filter(pl.col("day").dt.month() != 2)
    rows = ask(shop(engine, quiet, scored=False), "revenue", "month").rows
    assert [row["period"] for row in rows] == ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    assert (rows[1]["value"], rows[1]["partial"]) == (0, False)
    assert ask(shop(engine, quiet, scored=False), "arpu", "month").rows[1]["value"] is None
    assert ask(shop(engine, quiet, scored=False), "median_gap", "month").rows[1]["value"] is None


@pytest.mark.parametrize(
    ("grain", "periods"),
    [
        ("week", ["2024-02-26", "2024-03-04"]),
        ("month", ["2024-02-01", "2024-03-01"]),
        ("quarter", ["2024-01-01"]),
    ],
)
def test_since_and_until_choose_the_periods_that_hold_them(inputs: Inputs, grain: str, periods: list[str]) -> None:
    rows = ask(inputs, "orders", grain, date(2024, 2, 28), date(2024, 3, 4)).rows
    assert [row["period"] for row in rows] == periods


def test_periods_before_the_first_and_after_the_last_day_are_not_made_up(inputs: Inputs) -> None:
    rows = ask(inputs, "orders", "quarter", date(1990, 1, 1), date(2090, 1, 1)).rows
    assert [(row["period"], row["value"], row["partial"]) for row in rows] == [
        ("2024-01-01", 12, False),
        ("2024-04-01", 1, True),
    ]


def test_without_a_period_days_are_counted_exactly(inputs: Inputs) -> None:
    row = ask(inputs, "orders", None, date(2024, 3, 10), date(2024, 3, 12)).rows[0]
    assert (row["value"], row["period"], row["partial"]) == (3, None, False)


@pytest.mark.parametrize("by", [None, "day", "week", "month", "quarter", "year"])
def test_the_ends_of_the_calendar_mean_all_there_is(inputs: Inputs, by: str | None) -> None:
    found = ask(inputs, "orders", by, date.min, date.max)
    assert sum(row["value"] for row in found.rows) == sum(row["value"] for row in ask(inputs, "orders", by).rows)


def test_a_stretch_that_is_not_over_is_partial(inputs: Inputs) -> None:
    assert ask(inputs, "orders", None, date(2024, 4, 1), date(2024, 5, 31)).rows[0]["partial"]


def test_churn_without_a_period_is_of_the_last_whole_month(inputs: Inputs, engine: Engine) -> None:
    row = ask(inputs, "lost_customers").rows[0]
    assert (row["period"], row["value"], row["partial"]) == ("2024-04-01", 3, False)
    early = inputs_of(engine, activity().filter(pl.col("day") < pl.date(2024, 4, 1)), 30, date(2024, 4, 10))
    assert ask(early, "churn_rate").rows[0]["period"] == "2024-03-01"


def test_churn_of_a_shop_in_its_first_month_is_of_that_month(engine: Engine) -> None:
    young = inputs_of(engine, activity().filter(pl.col("day") < pl.date(2024, 1, 21)), 30, date(2024, 1, 20))
    row = ask(young, "churn_rate").rows[0]
    assert (row["period"], row["value"], row["partial"]) == ("2024-01-01", None, True)


def test_months_in_which_no_loss_could_be_known_are_told_apart(inputs: Inputs) -> None:
    """The data begin on 5 January and the window is 30 days: only from 4 February on can a loss be known."""
    churn, revenue = ask(inputs, "churn_rate", "month"), ask(inputs, "revenue", "month")
    assert churn.known_from == date(2024, 2, 4)
    assert [row["period"] for row in churn.whole] == ["2024-03-01", "2024-04-01"]
    assert [row["period"] for row in revenue.whole] == ["2024-02-01", "2024-03-01", "2024-04-01"]


def test_partial_months_are_left_out_of_what_averages_may_use(inputs: Inputs) -> None:
    late = ask(inputs, "second_purchase_rate", "month")
    assert [row["period"] for row in late.whole] == ["2024-02-01", "2024-03-01"]


def test_attributes_are_split_together(inputs: Inputs) -> None:
    rows = ask(inputs, "customers", ["stage", "risk"]).rows
    assert {(row["split"]["stage"], row["split"]["risk"]): row["value"] for row in rows} == {
        ("active", "low"): 1,
        ("lost", "high"): 3,
        ("lost", "low"): 1,
    }


def test_cohorts_are_an_attribute(inputs: Inputs) -> None:
    rows = ask(inputs, "customers", "cohort").rows
    assert {row["split"]["cohort"]: row["value"] for row in rows} == {"2024-01": 3, "2024-02": 1, "2024-03": 1}


def test_what_is_personal_or_a_plain_number_is_no_attribute(engine: Engine, inputs: Inputs) -> None:
    named = pl.DataFrame({"customer_id": ["ann"], "email": ["a@example.org"], "region": ["North"], "vip": [True]})
    more = inputs.customer.left_join(engine.table(named), "customer_id").drop("customer_id_right")
    known = replace(inputs, tables={**inputs.tables, "customer": more}).attributes()
    assert {"region", "vip", "segment", "stage", "risk", "rfm_recency", "cohort"} <= set(known)
    assert not {"email", "customer_id", "amount", "clv", "recency_days", "first_on"} & set(known)


@pytest.mark.parametrize(
    ("question", "code", "hint"),
    [
        ({"name": "revenue", "by": "shoe_size"}, "metric.by", "segment"),
        ({"name": "revenue", "by": ("month", "week")}, "metric.by", "month"),
        ({"name": "historic_value", "by": "month"}, "metric.stock", "--as-of"),
        ({"name": "historic_value", "since": date(2024, 1, 1)}, "metric.stock", "--as-of"),
        ({"name": "revenue", "since": date(2024, 3, 2), "until": date(2024, 3, 1)}, "metric.empty", "2024-01-05"),
        ({"name": "revenue", "since": date(2025, 1, 1), "until": date(2025, 2, 1)}, "metric.empty", "2024-04-30"),
        ({"name": "revenue", "until": date(2023, 1, 1)}, "metric.empty", "2024-01-05"),
        ({"name": "no such thing"}, "metric.unknown", "liuke metrics"),
        ({"name": "revenu"}, "metric.unknown", "revenue"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    inputs: Inputs, question: dict[str, object], code: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(inputs, **question)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert hint in caught.value.hint.en
    assert caught.value.hint.zh


def test_predicted_value_needs_scores(engine: Engine) -> None:
    with pytest.raises(UsageError) as caught:
        ask(shop(engine, scored=False), "predicted_value")
    assert caught.value.code == "metric.no_input"


def test_metrics_of_days_and_of_their_sums_are_one_query(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[object] = []
    rows = Engine.rows
    inputs.first_day("activity")
    monkeypatch.setattr(Engine, "rows", lambda self, table: queries.append(table) or rows(self, table))
    ask_all(inputs, ["orders", "revenue", "gross_margin"], "month")
    assert len(queries) == 1
    ask_all(inputs, ["orders", "revenue", "gross_margin", "arpu", "repeat_rate", "margin_rate"], "month")
    assert len(queries) == 2


def test_a_question_takes_the_same_queries_however_many_rows_answer_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When an answer is ripe may be asked of the data, too, as for renewals: once, not for each row."""
    subscribers = club(engine)
    queries: list[object] = []
    rows = Engine.rows
    monkeypatch.setattr(Engine, "rows", lambda self, table: queries.append(table) or rows(self, table))
    found = []
    for by in ("year", "week"):
        queries.clear()
        found.append((len(ask(subscribers, "renewal_rate", by).rows), len(queries)))
    (few, one), (many, other) = found
    assert few < many
    assert other <= one


@pytest.mark.parametrize("by", [("month",), ("month", "cohort")])
def test_a_period_inside_which_the_data_begin_is_not_whole(inputs: Inputs, by: tuple[str, ...]) -> None:
    """The data begin on 5 January: January is of 27 of its 31 days."""
    orders = ask(inputs, "orders", by)
    assert {row["period"] for row in orders.rows if row["begins_inside"]} == {"2024-01-01"}
    assert "2024-01-01" not in {row["period"] for row in orders.whole}
    assert not any(row["partial"] for row in orders.rows), "it is over"


def test_a_period_that_the_data_begin_with_is_whole(engine: Engine) -> None:
    bought = activity().with_columns(pl.col("day") - pl.duration(days=4))
    rows = ask(shop(engine, bought, scored=False), "orders", "month").rows
    assert (rows[0]["period"], rows[0]["begins_inside"]) == ("2024-01-01", False)


@pytest.mark.parametrize(
    ("asked", "inside"),
    [
        ({"by": "day"}, False),
        ({"by": "week"}, True),
        ({"by": "year"}, True),
        ({}, False),
        ({"since": date(2024, 1, 1)}, True),
        ({"since": date(2024, 1, 5)}, False),
    ],
)
def test_days_are_judged_by_the_day_and_stretches_by_their_first(
    inputs: Inputs, asked: dict[str, Any], inside: bool
) -> None:
    assert ask(inputs, "orders", **asked).rows[0]["begins_inside"] is inside


def test_what_is_of_the_last_day_begins_nowhere(inputs: Inputs) -> None:
    assert ask(inputs, "historic_value").rows[0]["begins_inside"] is False
