"""One labelled table: learnt, judged on customers not seen, scored with reasons; nothing of the outcome leaks in."""

import json

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from liuke.predict.labelled_table import How, TablePrediction, predict_table, word
from liuke.predict.labelled_table.design import Design
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Fitted
from tests.predict.labelled_table.members import QUICK, members

FAST = How(QUICK)


@pytest.fixture(scope="module")
def found() -> TablePrediction:
    return predict_table(members(), "churn", how=FAST)


def test_the_models_stand_beside_each_other(found: TablePrediction) -> None:
    record = found.record()
    assert [one["name"] for one in record["models"]] == ["boosted", "logistic"]
    assert record["winner"] in QUICK
    for one in record["models"]:
        assert set(one["intervals"]) >= {"auc", "pr_auc", "log_loss", "brier", "top_decile_lift", "empc"}
        for name, (low, high) in one["intervals"].items():
            assert low <= one["metrics"][name] <= high
    json.dumps(record, allow_nan=False)


def test_every_customer_has_a_score_in_the_order_of_the_file(found: TablePrediction) -> None:
    scores = found.scores
    assert scores["id"].to_list() == members()["customer_id"].to_list()
    assert ((scores["low"] <= scores["probability"]) & (scores["probability"] <= scores["high"])).all()
    assert scores["label"].to_list() == [int(one == "Yes") for one in members()["churn"]]


def test_scores_are_of_models_that_had_not_seen_the_customer(found: TablePrediction) -> None:
    """The figures are those of the scores; a model that had seen its customers would look better than on fresh ones."""
    label, said = found.scores["label"].to_numpy(), found.scores["probability"].to_numpy()
    auc = float(roc_auc_score(label, said))
    assert found.figures[found.verdict.winner]["auc"] == pytest.approx(auc)
    fresh = members(4000, seed=9)
    assert roc_auc_score((fresh["churn"] == "Yes").to_numpy(), found.predict(fresh).to_numpy()) == pytest.approx(
        auc, abs=0.03
    )


def test_labels_that_say_nothing_are_not_foretold() -> None:
    """Shuffled labels: nothing to learn, and the figures say so."""
    frame = members()
    shuffled = frame.with_columns(churn=frame["churn"].shuffle(seed=1))
    found = predict_table(shuffled, "churn", how=FAST)
    assert found.figures["logistic"]["auc"] == pytest.approx(0.5, abs=0.06)
    assert float(np.std(found.scores["probability"].to_numpy())) < 0.05


def test_reasons_tell_the_customers_own_values(found: TablePrediction) -> None:
    rows = found.scores.filter(pl.col("probability") > 0.5).to_dicts()
    assert rows
    values = {row["customer_id"]: row for row in members().to_dicts()}
    for row in rows:
        assert 1 <= len(row["reasons"]) <= 3
        for reason in row["reasons"]:
            assert reason["value"] == values[row["id"]][reason["attribute"]]
            assert reason["contribution"] > 0
    assert {row["reasons"][0]["attribute"] for row in rows} <= {"contract", "tenure", "price"}


def test_reasons_are_said_in_both_languages() -> None:
    reason = {"attribute": "tenure", "value": 2.0, "usual": 29.0, "contribution": 0.7}
    assert word(reason, "en") == "tenure is 2 (usually 29)"
    assert word(reason, "zh") == "tenure 为 2（一般为 29）"
    assert word(reason | {"value": None}, "en") == "tenure is not known (usually 29)"
    assert word(reason | {"value": "a", "usual": "a"}, "zh") == "tenure 为 a"


def test_what_matters_is_named_first(found: TablePrediction) -> None:
    names = list(found.weights)
    assert set(names[:2]) == {"contract", "tenure"}
    assert names[-1] == "town"


def test_rows_without_a_label_are_scored_and_not_learnt_from() -> None:
    frame = members()
    known = predict_table(frame, "churn", how=FAST)
    later = members(50, seed=7).with_columns(
        churn=pl.lit(None, pl.String), customer_id=pl.lit("L") + pl.col("customer_id")
    )
    both = predict_table(pl.concat([frame, later]), "churn", how=FAST)
    assert both.scores.height == 850
    assert both.figures["logistic"]["auc"] == known.figures["logistic"]["auc"]
    assert both.scores["label"].tail(50).null_count() == 50
    assert both.scores["probability"].tail(50).is_between(0, 1).all()


def test_the_order_of_the_columns_and_their_names_change_nothing_that_counts() -> None:
    frame = members()
    turned = frame.select(reversed(frame.columns))
    one, two = (predict_table(each, "churn", how=How(("logistic",))) for each in (frame, turned))
    assert one.figures["logistic"]["auc"] == pytest.approx(two.figures["logistic"]["auc"], abs=1e-3)


def test_a_second_call_gives_the_same_answer(found: TablePrediction) -> None:
    again = predict_table(members(), "churn", how=FAST)
    assert again.scores["probability"].to_list() == found.scores["probability"].to_list()


def test_categories_never_seen_and_values_not_known_are_scored(found: TablePrediction) -> None:
    strange = members(3, seed=4).with_columns(
        contract=pl.Series(["weekly", None, "monthly"]), tenure=pl.Series([None, float("inf"), float("nan")])
    )
    assert found.predict(strange).is_between(0, 1).all()


def test_the_model_and_its_design_survive_json(found: TablePrediction) -> None:
    stored = json.loads(json.dumps({"design": found.design.record(), "model": found.model.record()}))
    design, model = Design.read(stored["design"]), Fitted.read(found.verdict.winner, stored["model"], KINDS)
    fresh = members(100, seed=5)
    assert (model.probability(design.matrix(fresh)) == found.predict(fresh).to_numpy()).all()


@pytest.mark.slow
def test_all_kinds_of_models_take_part() -> None:
    found = predict_table(members(), "churn")
    assert set(found.figures) == set(KINDS)
    assert all(figures["auc"] > 0.7 for figures in found.figures.values())


def test_a_table_of_noise_warns_that_no_model_beats_chance(found: TablePrediction) -> None:
    random = np.random.default_rng(1)
    noise = pl.DataFrame(random.normal(size=(300, 3)), schema=["a", "b", "c"])
    noise = noise.with_columns(churn=pl.Series(random.permutation([1, 0, 0] * 100)))
    warned = predict_table(noise, "churn", how=FAST)
    assert any("cannot be told from chance" in one.en for one in warned.warnings)
    assert not any("chance" in one.en or "no better than" in one.en for one in found.warnings)
