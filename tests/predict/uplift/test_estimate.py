"""The whole answer, on experiments whose truth is known."""

import json
from typing import Any

import ibis
import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError, LiukeError, UsageError
from liuke.predict.uplift import LEARNERS, Method, Offer, Uplift, estimate
from liuke.predict.uplift.comparing import Compared
from liuke.predict.uplift.qini import Curve
from tests.predict.uplift.tables import experiment, known

QUICK = Method(learners=("dr", "t"), folds=3, draws=60)
OFFER = Offer(worth="worth", cost=2.0)
SIZE = 12_000


def _asked(table: pl.DataFrame, offer: Offer = OFFER, method: Method = QUICK, **more: Any) -> Uplift:
    return estimate(
        known(table),
        treatment="arm",
        outcome="left",
        lower_is_better=True,
        offer=offer,
        method=method,
        **({"ignore": ["earned"]} | more),
    )


@pytest.fixture(scope="module")
def different() -> Uplift:
    return _asked(experiment(SIZE))


@pytest.fixture(scope="module")
def alike() -> Uplift:
    return _asked(experiment(SIZE, "same"))


def test_effects_that_differ_are_found_and_said(different: Uplift) -> None:
    assert different.usable
    assert different.verdict.en.startswith("Effects differ")
    assert different.verdict.zh.startswith("不同客户的效果确有差别")
    assert different.test.passed


def test_the_average_effect_s_interval_holds_the_truth(different: Uplift, alike: Uplift) -> None:
    for found, effect in ((different, "different"), (alike, "same")):
        truth = experiment(SIZE, effect)["true_effect"].mean()
        assert found.average.low < truth < found.average.high
        assert found.adjusted.low < truth < found.adjusted.high
        assert found.adjusted.error < found.average.error


def test_predicted_effects_follow_the_true_ones(different: Uplift) -> None:
    truth = experiment(SIZE)["true_effect"].to_numpy()
    said = different.scores["uplift"].to_numpy()
    assert np.corrcoef(said, truth)[0, 1] > 0.5
    assert said.mean() == pytest.approx(truth.mean(), abs=0.02)


def test_by_uplift_truly_earns_more_than_by_risk(different: Uplift) -> None:
    truth = experiment(SIZE)["true_profit"].to_numpy()
    earned = {
        name: truth[different.scores[f"by_{name}"].to_numpy()].sum() for name in ("uplift", "risk", "value_at_risk")
    }
    assert earned["uplift"] > 0.65 * np.maximum(truth, 0).sum()
    assert earned["uplift"] > 1.5 * max(earned["risk"], earned["value_at_risk"])
    told = {row["policy"]: row for row in different.policies.to_dicts()}
    assert told["risk"]["behind_low"] > 0


def test_those_said_not_to_be_disturbed_are_truly_harmed_by_contact(different: Uplift) -> None:
    truth = experiment(SIZE)["true_effect"].to_numpy()
    kind = different.scores["class"].to_numpy()
    assert truth[kind == "do_not_disturb"].mean() < 0 < truth[kind == "persuadable"].mean()
    assert different.classes["customers"].sum() == SIZE


def test_where_effects_are_alike_it_says_so_and_contacts_all(alike: Uplift) -> None:
    assert not alike.usable
    assert "No usable difference between customers" in alike.verdict.en
    assert "contact everybody" in alike.verdict.en
    assert "没有可用的效果差别" in alike.verdict.zh
    assert alike.scores["by_uplift"].all()
    assert alike.scores["class"].null_count() == SIZE
    assert alike.classes.is_empty()
    assert alike.scores["uplift"].n_unique() == 1


def test_where_contact_does_nothing_nobody_is_contacted() -> None:
    found = _asked(experiment(SIZE, "none"))
    assert not found.usable
    assert "contact nobody" in found.verdict.en
    assert not found.scores["by_uplift"].any()
    assert found.policies.filter(pl.col("policy") == "uplift")["profit"].item() == 0
    assert "nobody is contacted" in found.why["risk"].en


def test_capacity_and_budget_bind_all_three_lists() -> None:
    found = _asked(experiment(SIZE), Offer(worth="worth", cost=2.0, capacity=900, budget=1_000.0))
    assert (found.policies["customers"] == 500).all()
    assert (found.policies["cost"] == 1_000).all()


def test_why_lists_differ_is_said_with_numbers_in_both_languages(different: Uplift) -> None:
    assert set(different.why) == {"risk", "value_at_risk"}
    for text in different.why.values():
        assert "also chosen by uplift" in text.en
        assert "也被按增益选出" in text.zh
        assert "{" not in text.en + text.zh


def test_money_is_an_outcome_too() -> None:
    table = experiment(SIZE)
    found = estimate(
        known(table),
        treatment="arm",
        outcome="earned",
        ignore=["left"],
        offer=Offer(value="worth", cost=2.0),
        method=Method(learners=("dr",), folds=3, draws=60),
    )
    assert found.question["binary"] is False
    truth = (table["true_effect"] * table["worth"]).mean()
    assert found.adjusted.low < truth < found.adjusted.high
    assert found.scores["risk"].is_between(0, 1).all()


def test_a_record_is_json_and_has_no_customers(different: Uplift) -> None:
    record = json.loads(json.dumps(different.record(), allow_nan=False))
    assert record["customers"] == record["treated"] + record["untreated"] == SIZE
    assert set(record["verdict"]) == {"en", "zh"}
    assert {row["learner"] for row in record["learners"]} == {"dr", "t"}
    assert record["arms"] == {"treatment": "treatment", "control": "control"}
    assert "C00000001" not in json.dumps(record)


def test_a_record_without_usable_differences_is_json_too(alike: Uplift) -> None:
    assert json.loads(json.dumps(alike.record(), allow_nan=False))["classes"] == []


def test_the_same_call_gives_the_same_answer(different: Uplift) -> None:
    again = _asked(experiment(SIZE))
    assert again.scores.equals(different.scores)
    assert again.record() == different.record()


def test_an_ibis_table_gives_what_a_polars_frame_gives() -> None:
    small = known(experiment(2_000)).drop("earned")
    one, two = (
        estimate(table, treatment="arm", outcome="left", lower_is_better=True, method=QUICK)
        for table in (small, ibis.memtable(small))
    )
    assert one.record() == two.record()


def test_names_and_arms_swapped_turn_the_effect_around() -> None:
    there, back = (_asked(experiment(4_000), control=control) for control in ("control", "treatment"))
    assert there.average.value == pytest.approx(-back.average.value)
    assert there.average.error == pytest.approx(back.average.error)


def test_an_outcome_among_the_inputs_is_refused_by_name() -> None:
    with pytest.raises(DataError) as caught:
        _asked(experiment(2_000), ignore=[])
    assert (caught.value.code, caught.value.column) == ("uplift.known_after", "earned")


def test_who_was_chosen_by_risk_is_refused_as_a_lottery_and_adjusted_for_when_said() -> None:
    """The risky are treated with 3 chances in 4, the others with 1: the plain difference is far off."""
    table, random = experiment(20_000), np.random.default_rng(0)
    risky = (table["true_without"] > 0.2).to_numpy()
    treated = random.random(len(table)) < np.where(risky, 0.75, 0.25)
    left = random.random(len(table)) < np.where(treated, table["true_met"], table["true_without"])
    picked = table.with_columns(arm=pl.Series(np.where(treated, "treatment", "control")), left=pl.Series(left))
    with pytest.raises(DataError, match="lottery"):
        _asked(picked)
    found = _asked(picked, random=False, method=Method(learners=("dr",), folds=3, draws=60))
    truth = table["true_effect"].mean()
    assert found.average.high < truth
    assert abs(found.adjusted.value - truth) < 0.02


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nothing": 1}, "uplift.option"),
        ({"offer": Offer(worth="nowhere")}, "uplift.amounts"),
        ({"offer": Offer(worth="region")}, "uplift.amounts"),
    ],
)
def test_a_call_that_does_not_fit_is_explained(change: dict[str, Any], code: str) -> None:
    with pytest.raises(LiukeError) as caught:
        _asked(experiment(2_000), **change)
    assert caught.value.code == code
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("given", [{"kind": "oracle"}, {"learners": ("dr", "z")}])
def test_models_that_are_not_there_are_refused_with_those_that_are(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        Method(**given)
    assert "logistic" in caught.value.hint.en or "dr" in caught.value.hint.en


@pytest.mark.parametrize("given", [{"learners": ()}, {"folds": 1}])
def test_a_method_that_cannot_judge_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="two folds"):
        Method(**given)


def _curve(qini: list[float]) -> Curve:
    return Curve(np.zeros(2), np.zeros((len(qini), 2)), np.array(qini), np.array(qini))


@pytest.mark.parametrize(
    ("challenger", "winner"), [([0.30, 0.29, 0.31, 0.30], "t"), ([0.11, 0.0, 0.3, 0.0], "dr"), ([0.05] * 4, "dr")]
)
def test_a_challenger_must_beat_the_champion_by_more_than_a_standard_error(
    challenger: list[float], winner: str
) -> None:
    assert Compared({"dr": _curve([0.1] * 4), "t": _curve(challenger)}).champion() == winner


def test_there_are_four_learners_and_the_doubly_robust_is_the_champion() -> None:
    assert list(LEARNERS) == ["dr", "s", "t", "x"]
