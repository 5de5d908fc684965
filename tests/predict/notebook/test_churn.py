"""In a notebook: who will leave, in one call, and the same that a run says."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from liuke.errors import ConfigError, DataError, LiukeError, UsageError
from liuke.predict import Prediction, churn, lifetime_value
from liuke.simulate import simulate, subscription
from tests.predict.notebook.conftest import AS_OF, QUICK, Ran


def test_the_scores_are_those_of_a_run_of_the_same_rows(found: Prediction, ran: Ran) -> None:
    assert_frame_equal(found.scores, ran.scores)
    assert found.scores["probability"].is_not_null().sum() > 400


def test_the_card_is_that_of_a_run_of_the_same_rows(found: Prediction, ran: Ran) -> None:
    (card,) = [one for one in ran.run.cards if one["name"] == "churn"]
    assert found.card == card
    assert found.refusal is None


def test_the_figures_are_those_of_the_card_with_the_model_in_use_marked(found: Prediction) -> None:
    assert found.card
    rows = {row["model"]: row for row in found.figures.to_dicts()}
    assert [name for name, row in rows.items() if row["used"]] == [found.card["kind"]]
    assert rows["recency"]["auc"] == found.card["baselines"]["recency"]["auc"]
    used = rows[found.card["kind"]]
    assert used["log_loss"] == found.card["metrics"]["log_loss"]
    assert used["auc_low"] <= used["auc"] <= used["auc_high"]


def test_reasons_are_a_row_each_in_words(found: Prediction) -> None:
    told, kept = found.reasons, found.scores["reasons"].list.len().sum()
    assert told.height == kept > 600
    assert told.columns == ["customer_id", "place", "said", "feature", "value", "usual", "contribution"]
    assert told.filter(pl.col("feature") == "recency_days")["said"].str.starts_with("last order").all()
    first = told.filter(pl.col("customer_id") == told["customer_id"][0])
    assert first["place"].to_list() == list(range(1, first.height + 1))
    assert first["contribution"].is_sorted(descending=True)


def test_the_same_answer_speaks_chinese(found: Prediction) -> None:
    told = found.speaking("zh")
    assert told.reasons.filter(pl.col("feature") == "recency_days")["said"].str.contains("天").all()
    assert told.scores is found.scores


@pytest.mark.slow
def test_nothing_that_came_after_the_day_is_known(orders: pl.DataFrame) -> None:
    then = AS_OF - timedelta(days=150)
    before = orders.filter(pl.col("ordered_at").cast(pl.Datetime("us")) < then)
    later = churn(orders, as_of=then - timedelta(days=1), settings=QUICK)
    alone = churn(before, as_of=str(then - timedelta(days=1)), settings=QUICK)
    assert later.card
    assert later.card["as_of"] == str(then - timedelta(days=1))
    assert_frame_equal(later.scores, alone.scores)
    assert later.scores["last_on"].max() < then


def test_nothing_is_left_on_disk(orders: pl.DataFrame, scratch: Path) -> None:
    churn(orders.head(100), settings=QUICK)
    assert list(scratch.iterdir()) == []


def test_too_little_to_learn_from_is_an_answer_that_says_what_is_needed(orders: pl.DataFrame) -> None:
    few = orders["customer_id"].unique().sort().head(40)
    found = churn(orders.filter(pl.col("customer_id").is_in(few.implode())), settings=QUICK, language="en")
    assert found.card is None
    assert found.refusal
    assert "at least 200 customers" in found.refusal.en
    assert "200 位客户" in found.refusal.zh
    assert 30 <= found.scores.height <= 40
    assert found.figures.is_empty()
    assert found.refusal.en in repr(found)
    assert "at least 200 customers" in found._repr_html_()


@pytest.mark.slow
def test_contracts_are_foreseen_from_subscriptions(tmp_path: Path) -> None:
    company = simulate(subscription(900), tmp_path)
    rows = pl.read_csv(company.subscriptions, try_parse_dates=True)
    found = churn(subscriptions=rows, horizon_days=60, settings=QUICK)
    assert found.card
    assert found.card["shape"] == "contracts"
    assert found.card["trained_on"]["horizon_days"] == 60
    assert found.shape.en.startswith("Contracts that end or renew")
    assert found.scores["probability"].is_between(0, 1).all()


def test_columns_may_be_named_by_hand(orders: pl.DataFrame) -> None:
    strange = orders.select(a="customer_id", b="ordered_at", c="amount")
    given = {"customer_id": "a", "ordered_at": "b", "amount": "c"}
    found = churn(strange.head(100), columns=given, settings=QUICK)
    assert found.scores.height == strange.head(100)["a"].n_unique()


def test_columns_may_be_named_table_by_table(orders: pl.DataFrame) -> None:
    columns = {"orders": {"amount": "cost"}, "event": {"name": "what"}}
    events = orders.head(100).select("customer_id", occurred_at="ordered_at", what="channel")
    found = churn(orders.head(100), others={"event": events}, columns=columns, settings=QUICK)
    assert found.scores["amount"].sum() < orders.head(100)["amount"].sum()


@pytest.mark.slow
def test_more_tables_bring_more_features(orders: pl.DataFrame, found: Prediction) -> None:
    ids = orders["customer_id"].drop_nulls().unique().sort()
    events = pl.DataFrame(
        {
            "customer_id": ids.sample(4000, with_replacement=True, seed=1),
            "occurred_at": pl.Series(range(4000)) % 700 * timedelta(days=1) + date(2024, 7, 10),
            "name": "login",
        }
    )
    more = churn(orders, others={"event": events}, settings=QUICK)
    assert more.card
    assert found.card
    assert set(more.card["trained_on"]["features"]) > set(found.card["trained_on"]["features"])


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({}, UsageError, "neither orders nor subscriptions"),
        ({"orders": [1, 2]}, UsageError, "is no frame"),
        ({"orders": pl.DataFrame({"a": ["x"], "b": ["y"]})}, DataError, "frame|column|order"),
        ({"orders": pl.DataFrame({"customer_id": [], "date": [], "amount": []})}, DataError, "no rows"),
        ({"orders": "nowhere.csv"}, DataError, "no file nowhere.csv"),
        ({"horizon_days": -1}, ConfigError, "predict.horizon_days"),
        ({"settings": {"predict": {"horizon": 3}}}, ConfigError, "predict.horizon"),
        ({"settings": {"predict": None}}, ConfigError, "settings"),
        ({"settings": {"predict": 5}, "horizon_days": 30}, ConfigError, "predict"),
        ({"columns": {"amount": "nothing"}}, UsageError, "no column named|no column “nothing”"),
        ({"columns": {"nothing": "amount"}}, UsageError, "has no column “nothing”"),
        ({"others": {"nonsense": pl.DataFrame({"a": [1]})}}, UsageError, "no table called"),
        ({"as_of": "yesterday"}, UsageError, "as_of yesterday is not a date"),
        ({"as_of": date(1999, 1, 1)}, UsageError, "nothing to know yet"),
    ],
)
def test_what_cannot_be_used_is_told_with_what_would_be_right(
    orders: pl.DataFrame, asked: dict[str, Any], kind: type[LiukeError], said: str
) -> None:
    whole = asked if not asked or "orders" in asked else {"orders": orders.head(100), **asked}
    with pytest.raises(kind, match=said) as caught:
        churn(**whole, language="en")
    assert caught.value.hint.en in caught.value.__notes__


def test_an_error_is_told_in_the_readers_language_and_says_what_does_it_in_python(orders: pl.DataFrame) -> None:
    with pytest.raises(UsageError) as caught:
        churn(orders, columns={"nothing": "amount"}, language="zh")
    assert caught.value.message.zh in caught.value.__notes__
    assert any(note.startswith("在 Python 中") for note in caught.value.__notes__)


@pytest.mark.slow
def test_lifetime_value_is_that_of_a_run_of_the_same_rows(orders: pl.DataFrame, ran: Ran) -> None:
    found = lifetime_value(orders, language="en")
    named = ["customer_id", "p_alive", "expected_orders", "clv"]
    assert_frame_equal(found.scores.select(named), ran.scores.select(named))
    (card,) = [one for one in ran.run.cards if one["kind"] == "buy_till_you_die" and one["champion"]]
    assert found.card == card
    assert found.figures.filter("used")["model"].to_list() == [card["label"]]
    assert found.first["clv"].is_sorted(descending=True)


def test_lifetime_value_of_a_few_customers_is_refused(orders: pl.DataFrame) -> None:
    found = lifetime_value(orders.head(12), horizon_days=90)
    assert found.card is None
    assert found.refusal
    assert "Lifetime value needs" in found.refusal.en
    assert found.scores["clv"].is_null().all()
