"""From activity to scores: a model that foresees, reasons that fit, and refusals that say what is needed."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.language import LANGUAGES
from liuke.predict import ChurnFit, build_scores, fit_value, predict_churn, word
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.reasons import Known, top_reasons
from liuke.predict.features import BY_ID, FEATURES
from liuke.settings import Settings
from tests.measure.oracle import inputs_of
from tests.predict.churn_model.shops import AS_OF, FIRST, shop

WINDOW = 70


@pytest.fixture(scope="module")
def activity() -> pl.DataFrame:
    return shop()


@pytest.fixture(scope="module")
def fitted(engine: Engine, activity: pl.DataFrame) -> ChurnFit:
    return _fit(engine, activity)


@pytest.fixture(scope="module")
def scores(engine: Engine, activity: pl.DataFrame, fitted: ChurnFit) -> pl.DataFrame:
    return _scores(engine, activity, fitted)


def _fit(engine: Engine, activity: pl.DataFrame, customers: int = 900, window: int = WINDOW) -> ChurnFit:
    history = History({"activity": engine.table(activity)}, FIRST, AS_OF, customers, window)
    return predict_churn(engine, history, Settings())


def _scores(
    engine: Engine, activity: pl.DataFrame, churn: ChurnFit, window: int = WINDOW, as_of: date = AS_OF
) -> pl.DataFrame:
    inputs = inputs_of(engine, activity, window, as_of)
    table = engine.table(activity)
    value = fit_value(engine, table, as_of, Settings())
    return build_scores(engine, {"activity": table}, inputs.customer, as_of, churn, value, Settings())


def test_it_foresees_who_leaves_better_than_chance_on_later_time(fitted: ChurnFit) -> None:
    assert fitted.refusal is None
    card = fitted.card
    assert card is not None
    assert card["metrics"]["auc"] > 0.7
    assert card["metrics"]["log_loss"] < card["baselines"]["recency"]["log_loss"] + 0.02
    assert max(card["trained_on"]["train"]) < card["trained_on"]["calibrate"] < card["trained_on"]["test"]
    assert {row["model"] for row in card["gains"]} == {"model", "logistic", "recency"}
    assert card["warnings"] == []
    assert set(card["why"]) == {"en", "zh"}


def test_the_same_data_give_the_same_model(engine: Engine, activity: pl.DataFrame, fitted: ChurnFit) -> None:
    shuffled = activity.sample(fraction=1, shuffle=True, seed=9)
    assert _fit(engine, shuffled).card == fitted.card


def test_every_customer_has_one_score(activity: pl.DataFrame, scores: pl.DataFrame) -> None:
    assert scores["customer_id"].to_list() == sorted(set(activity["customer_id"]))
    assert scores["probability"].is_between(0, 1).all()
    assert scores["p_alive"].is_between(0, 1).all()
    assert ((scores["probability"] * scores["clv"] - scores["value_at_risk"]).abs() < 1e-9).all()


def test_bands_follow_the_settings(scores: pl.DataFrame) -> None:
    high, low = scores.filter(pl.col("risk") == "high"), scores.filter(pl.col("risk") == "low")
    assert high["probability"].min() >= 0.65
    assert low["probability"].max() < 0.35


def test_the_lost_share_what_the_lost_have_done(fitted: ChurnFit, scores: pl.DataFrame) -> None:
    lost = scores.filter(pl.col("stage") == "lost")
    assert set(lost["probability"]) == {fitted.lost_stay_away}
    assert fitted.lost_stay_away > 0.8  # type: ignore[operator]


def test_reasons_are_at_most_three_and_weightiest_first(scores: pl.DataFrame) -> None:
    told: list[list[dict[str, Any]]] = scores["reasons"].to_list()
    assert max(map(len, told)) == 3
    for reasons in told:
        weights = [reason["contribution"] for reason in reasons]
        assert weights == sorted(weights, reverse=True)
        assert all(weight > 0 for weight in weights)
        assert len({reason["feature"] for reason in reasons}) == len(reasons)


def test_silence_is_told_against_the_customer_s_own_rhythm() -> None:
    reason = {"feature": "recency_days", "value": 74.0, "usual": 21.0, "contribution": 1.0}
    assert word(reason, "en") == "last order 74 days ago; usually every 21 days"
    assert word(reason, "zh") == "已 74 天未下单，平时约 21 天一次"
    assert word(reason | {"usual": None}, "en") == "last order 74 days ago"


@pytest.mark.parametrize(
    ("feature", "value", "en", "zh"),
    [
        ("recency_days", 1.0, "last order 1 day ago; usually every 1 day", "已 1 天未下单，平时约 1 天一次"),
        ("trend_90", -1.0, "purchase days down by 1 from the 90 days before", "购买天数比前 90 天少 1 天"),
        ("purchases_30", 0.0, "bought on none of the last 30 days; 1 is usual", "近 30 天未购买，一般客户购买 1 天"),
        ("purchase_days", 1.0, "bought on 1 day so far; 1 is usual", "累计购买 1 天，一般客户 1 天"),
        ("purchase_days", 21.0, "bought on 21 days so far; 1 is usual", "累计购买 21 天，一般客户 1 天"),
        ("purchases_30", 1.0, "bought on 1 of the last 30 days; 1 is usual", "近 30 天购买 1 天，一般客户 1 天"),
        ("tickets_90", 1.0, "1 ticket in the last 90 days; 1 is usual", "近 90 天提交 1 张工单，一般客户 1 张"),
        ("open_tickets", 1.0, "1 ticket still open", "仍有 1 张工单未解决"),
        ("unpaid_bills", 1.0, "1 bill overdue", "有 1 张账单逾期未付"),
        ("relative_recency", 1.0, "silent for 1 times the usual gap", "静默时长已是惯常间隔的 1 倍"),
        ("return_share", 0.5, "returns for 100% of the orders; 100% is usual", "退货笔数为订单的 100%，一般客户 100%"),
        (
            "amount_90",
            0.0,
            "spent $0 in the last 90 days, net of returns; $1 is usual",
            "近 90 天消费（扣除退货后）US$0，一般客户 US$1",
        ),
    ],
)
def test_a_reason_is_a_sentence(feature: str, value: float, en: str, zh: str) -> None:
    reason = {"feature": feature, "value": value, "usual": 0.5 if feature == "return_share" else 1.0}
    assert word(reason, "en", "USD") == en
    assert word(reason, "zh", "USD") == zh


@pytest.mark.parametrize("feature", [one.id for one in FEATURES])
def test_every_reason_can_be_said(feature: str) -> None:
    for language in LANGUAGES:
        said = word({"feature": feature, "value": 0.25, "usual": None, "contribution": 1.0}, language)
        assert "{" not in said
        assert said.isascii() == (language == "en") or "–" in said


def test_a_reason_is_not_told_from_the_wrong_side() -> None:
    """Someone who bought more than is usual is not said to be at risk for it, whatever the weights say."""
    known = Known(FEATURES, np.ones((3, len(FEATURES))))
    place = known.names.index("purchases_90")
    known.rows[0, place] = 9
    weights = np.zeros_like(known.rows)
    weights[0, place] = 2.0
    assert top_reasons(known, weights, np.ones(3, dtype=bool)).to_list() == [[], [], []]


def test_reasons_are_the_same_however_many_customers_are_worded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    known = Known(FEATURES, random.gamma(2, 20, (50, len(FEATURES))))
    known.rows[random.random(known.rows.shape) < 0.2] = np.nan
    weights, living = random.normal(size=known.rows.shape), random.random(50) < 0.6
    whole = top_reasons(known, weights, living).to_list()
    monkeypatch.setattr("liuke.predict.churn_model.reasons.BATCH", 7)
    assert top_reasons(known, weights, living).to_list() == whole
    assert any(whole)


@pytest.mark.parametrize(
    ("rows", "as_of", "said"),
    [
        ([("ann", 0)], FIRST, "five weeks"),
        ([(f"c{n}", n % 90) for n in range(40)], date(2024, 4, 30), "at least 200 customers"),
    ],
)
def test_too_little_is_refused_with_what_is_needed(
    engine: Engine, rows: list[tuple[str, int]], as_of: date, said: str
) -> None:
    frame = shop(2).head(0)
    made = pl.DataFrame(
        [(who, FIRST + timedelta(days=day), "5") for who, day in rows],
        schema=["customer_id", "day", "amount"],
        orient="row",
    ).with_columns(pl.col("amount").cast(pl.Decimal(18, 4)))
    activity = (
        pl.concat([frame, made], how="diagonal_relaxed")
        .with_columns(orders=pl.lit(1, pl.Int32), returns=pl.lit(0, pl.Int32))
        .select(frame.columns)
    )
    history = History({"activity": engine.table(activity)}, FIRST, as_of, len(rows), 14)
    churn = predict_churn(engine, history, Settings())
    assert churn.model is None
    assert said in churn.refusal.en  # type: ignore[union-attr]
    scored = _scores(engine, activity, churn, 14, as_of)
    assert scored.height == len(rows)
    assert scored["probability"].null_count() == len(rows)


def test_a_rhythm_is_told_from_three_purchase_days_on() -> None:
    known = Known((BY_ID["purchase_days"], BY_ID["usual_gap_days"]), np.array([[2.0, 5.0], [3.0, 5.0]]))
    assert np.array_equal(known.rhythm(), [np.nan, 5.0], equal_nan=True)
