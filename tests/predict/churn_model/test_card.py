"""The card keeps what it promises: figures of all kinds, weak spots, a learning curve, and settings that are heeded."""

from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict import ChurnFit, History, predict_churn
from liuke.predict.churn_model import fit as fitting
from liuke.predict.churn_model.fit import read_model
from liuke.predict.churn_model.score import features_now
from liuke.predict.churn_model.terms import terms_of
from liuke.predict.evaluation.profit import Campaign
from liuke.predict.learning.learn import learn
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Sample
from liuke.settings import Settings
from tests.predict.churn_model.shops import AS_OF, FIRST, shop

WINDOW = 70


def fit(engine: Engine, risk: dict[str, float] | None = None, **predict: Any) -> ChurnFit:
    history = History({"activity": engine.table(shop(600))}, FIRST, AS_OF, 600, WINDOW)
    return predict_churn(engine, history, Settings.model_validate({"predict": predict, "risk": risk or {}}))


@pytest.fixture(scope="module")
def fitted(engine: Engine) -> ChurnFit:
    return fit(engine, kinds=["splines", "logistic"], latency_days=7)


@pytest.fixture(scope="module")
def card(fitted: ChurnFit) -> dict[str, Any]:
    assert fitted.card is not None
    return fitted.card


def test_every_kind_that_was_tried_has_figures(card: dict[str, Any]) -> None:
    assert set(card["figures"]) == {"splines", "logistic", "recency"}
    assert card["figures"][card["kind"]] == card["metrics"]
    assert [(duel["challenger"], duel["against"]) for duel in card["duels"]] == [("logistic", "splines")]
    assert set(card["baselines"]) == {"logistic", "recency"}


def test_segments_are_those_of_the_test_day_and_hold_every_customer_judged(card: dict[str, Any]) -> None:
    assert {row["by"] for row in card["segments"]} == {"segment"}
    assert sum(row["customers"] for row in card["segments"]) <= card["metrics"]["customers"]
    assert all(0 <= row["observed"] <= 1 for row in card["segments"])


def test_the_learning_curve_ends_with_all_rows_and_says_what_more_would_do(card: dict[str, Any]) -> None:
    curve = card["learning_curve"]
    assert curve["rows"][-1]["rows"] == card["trained_on"]["rows"][0]
    assert "More history" in curve["says"]["en"]
    assert "历史数据" in curve["says"]["zh"]


def test_the_latency_is_heeded_and_told(card: dict[str, Any]) -> None:
    trained = card["trained_on"]
    assert trained["latency_days"] == 7
    last = pl.Series([trained["test"]]).str.to_date()[0]
    assert (AS_OF - last).days + 1 == trained["horizon_days"] + 7


def test_a_stored_model_scores_as_the_one_learnt(engine: Engine, fitted: ChurnFit, card: dict[str, Any]) -> None:
    tables = {"activity": engine.table(shop(600))}
    people = tables["activity"].select("customer_id").distinct()
    known = features_now(engine, tables, people, AS_OF, fitted.features)
    assert fitted.model is not None
    assert (read_model(card).probability(known.rows) == fitted.model.probability(known.rows)).all()


def test_a_search_within_a_budget_keeps_what_serves_or_finds_better(engine: Engine) -> None:
    pytest.importorskip("optuna")
    found = fit(engine, kinds=["splines"], search_seconds=1.0).card
    assert found is not None
    assert set(found["options"]) <= {"splines"}
    assert found["metrics"]["auc"] > 0.6


def test_profit_is_that_of_the_campaign_in_the_settings(engine: Engine, card: dict[str, Any]) -> None:
    """The choice, the figures and the curve ask for the money that bands and `model compare` ask for."""
    risk = {"worth": 50.0, "incentive": 4.0, "contact": 2.0, "accept": 0.5}
    own = fit(engine, risk, kinds=["splines", "logistic"], latency_days=7).card
    assert own is not None
    everybody, base = own["profit"][-1]["profit"], own["metrics"]["base_rate"]
    assert everybody == pytest.approx(0.5 * base * (50 - 4) - (1 - base) * 4 - 2)
    usual = card["profit"][-1]["profit"]
    assert usual == pytest.approx(0.3 * base * (200 - 10) - (1 - base) * 10 - 1)
    assert own["metrics"]["empc"] < card["metrics"]["empc"] / 2
    assert own["metrics"]["auc"] == card["metrics"]["auc"]
    assert own["duels"][0]["profit_error"] < card["duels"][0]["profit_error"]
    assert own["duels"][0]["log_loss_gain"] == card["duels"][0]["log_loss_gain"]


def test_the_card_names_the_terms_that_profit_is_stated_for() -> None:
    paper = terms_of(None)
    assert (paper["worth"], paper["incentive"], paper["contact"], paper["own"]) == (200, 10, 1, False)
    assert paper["accept"] == pytest.approx(0.3)
    assert "Verbraken" in paper["says"]["en"]
    assert "[risk]" in paper["says"]["zh"]
    own = terms_of(Campaign(50, 4.5, 2, 10, 10))
    assert own["own"]
    assert own["says"]["en"] == (
        "a customer who stays is worth 50, an offer taken up costs 4.5 and a contact 2, and 50% of the leavers accept"
    )
    assert own["says"]["zh"] == "挽回一位客户价值 50，被接受的优惠成本 4.5，每次联系成本 2，50% 的流失客户会接受"
    assert terms_of(Campaign())["own"], "who says the paper's terms of their own customers means them"


def test_who_scores_today_has_learnt_from_the_latest_outcomes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures judge a model of a horizon ago; the one that scores is learnt anew, and calibrated by the test."""
    taught: list[tuple[int, int, Any]] = []

    def learnt(kind: str, inputs: Any, train: Sample, watch: Sample, *rest: Any) -> Fitted:
        found = learn(kind, inputs, train, watch, *rest)
        taught.append((len(train), int(watch.left.sum()), found.model))
        return found

    monkeypatch.setattr(fitting, "learn", learnt)
    found = fit(engine, kinds=["logistic"])
    assert found.card is not None
    assert found.model is not None
    trained, metrics = found.card["trained_on"], found.card["metrics"]
    ((rows, left, model),) = taught
    assert found.model.model is model
    assert left == round(metrics["base_rate"] * metrics["customers"]), "who left after the test day"
    first, calibrate, _ = trained["rows"]
    assert calibrate < rows < first + calibrate, "all snapshots but the first, and the one that calibrated"
    assert rows != first
