"""A whole campaign of a company whose truth is known: the effect, who is contacted today, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.features import BY_ID, Facts, Feature, Total, Window
from liuke.predict.uplift import Method
from liuke.predict.uplift.campaign import Answer, Ask, Material, learn
from liuke.simulate.experiment import Effect
from tests.predict.uplift.campaign.companies import ASSIGNED, DAYS, LAST, Frames, company, material

QUICK = Method(learners=("t",), draws=40)
SIZE = 6_000
FEW = tuple(BY_ID[name] for name in ("recency_days", "purchases_90", "coupon_share", "tickets_90", "amount_365"))


def few(engine: Engine, frames: Frames) -> Material:
    """Return the tables with few features, where what is learnt does not matter."""
    return material(engine, frames, features=FEW)


@cache
def _answer(
    engine: Engine, effect: Effect = "different", seed: int = 1, size: int = SIZE, method: Method = QUICK
) -> Answer:
    return learn(material(engine, company(size, effect, seed)), Ask(), method)


def _earned(found: Answer, truth: pl.DataFrame, policy: str) -> float:
    """Return what a list of today truly earns, as a share of contacting exactly those whom it pays to contact."""
    rows = found.today.scores.join(truth, on="customer_id")
    best = float(np.maximum(rows["today_profit"].to_numpy(), 0).sum())
    return float(rows.filter(f"by_{policy}")["today_profit"].sum()) / best


def test_the_average_effect_of_the_campaign_is_found(engine: Engine) -> None:
    found, truth = _answer(engine), company(SIZE)["truth"]
    assert found.found.average.low <= truth["effect"].mean() <= found.found.average.high
    assert found.found.adjusted.low <= truth["effect"].mean() <= found.found.adjusted.high
    assert found.found.average.value > 0


def test_customers_of_today_are_scored_by_what_the_campaign_taught(engine: Engine) -> None:
    found, truth = _answer(engine), company(SIZE)["truth"]
    assert found.found.usable
    rows = found.today.scores.join(truth, on="customer_id")
    assert np.corrcoef(rows["uplift"], rows["today_effect"])[0, 1] > 0.6
    assert np.corrcoef(rows["risk"], rows["today_without"])[0, 1] > 0.9
    assert _earned(found, truth, "uplift") > 0.6
    assert _earned(found, truth, "risk") < 0


def test_what_the_lists_of_today_are_expected_to_bring_is_what_they_truly_do(engine: Engine) -> None:
    found, truth = _answer(engine), company(SIZE)["truth"]
    for row in found.today.policies.to_dicts():
        chosen = found.today.scores.join(truth, on="customer_id").filter(f"by_{row['policy']}")
        assert row["gain_low"] - 20 <= chosen["today_effect"].sum() <= row["gain_high"] + 20, row["policy"]


@pytest.mark.parametrize("effect", ["none", "same"])
def test_where_effects_do_not_differ_it_says_so(engine: Engine, effect: Effect) -> None:
    found = _answer(engine, effect, seed=2)
    assert not found.found.usable
    assert "No usable difference" in found.found.verdict.en
    assert found.today.classes == {}
    assert found.today.scores["uplift"].n_unique() == 1
    contacted = found.today.scores["by_uplift"].sum()
    assert contacted in {0, found.today.scores.height}


def test_two_calls_alike_give_the_same_answer(engine: Engine) -> None:
    made = few(engine, company(1_500))
    one, two = (learn(made, Ask(), QUICK) for _ in range(2))
    assert one.today.scores.equals(two.today.scores)
    assert one.record() == two.record()


def test_capacity_and_budget_bound_the_lists_of_today(engine: Engine) -> None:
    ask = Ask(capacity=200, budget=100.0, worth=60.0)
    found = learn(few(engine, company(1_500)), ask, QUICK)
    assert {row["customers"] <= 50 for row in found.today.policies.to_dicts()} == {True}, "each costs 2"
    assert "60" in found.worth.en


def test_revenue_can_be_the_outcome(engine: Engine) -> None:
    found = learn(few(engine, company(1_500)), Ask(outcome="revenue"), QUICK)
    assert not found.found.trial.binary
    assert found.found.trial.outcome.max() > 1
    assert "30%" in found.worth.en


def test_customers_unlike_those_of_the_campaign_are_not_scored(engine: Engine) -> None:
    """Of a campaign for the long silent, those who bought in its window are told to be like nobody in it."""
    frames = company(SIZE)
    last = frames["activity"].filter(pl.col("day") < ASSIGNED).group_by("customer_id").agg(pl.col("day").max())
    silent = last.filter(pl.col("day") < ASSIGNED - timedelta(days=30)).select("customer_id")
    some: Frames = frames | {"treatment": frames["treatment"].join(silent, on="customer_id", how="semi")}
    found = learn(few(engine, some), Ask(), QUICK)
    bought = frames["activity"].filter(pl.col("day") > LAST - timedelta(days=28))["customer_id"].implode()
    assert found.campaign.everybody["control"] < SIZE / 2
    assert not found.today.scores["customer_id"].is_in(bought).any()
    assert "days since the last purchase" in found.notes[-1].en


def _changed(**columns: pl.Expr) -> Frames:
    frames = company(1_500)
    return frames | {"treatment": frames["treatment"].with_columns(**columns)}


@pytest.mark.parametrize(
    ("frames", "ask", "code"),
    [
        (_changed(arm=pl.lit("treatment")), Ask(), "uplift.no_control"),
        (_changed(arm=pl.col("arm").replace({"control": "A", "treatment": "B"})), Ask(), "uplift.control"),
        (_changed(assigned_on=pl.lit(ASSIGNED + timedelta(days=1))), Ask(), "uplift.too_early"),
        (company(400), Ask(), "uplift.too_few"),
        (company(1_500), Ask(campaign="summer"), "uplift.campaign"),
        (company(1_500), Ask(outcome="happy"), "uplift.outcome"),  # type: ignore[arg-type]
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_answered_is_refused(engine: Engine, frames: Frames, ask: Ask, code: str) -> None:
    with pytest.raises((DataError, UsageError)) as fault:
        learn(few(engine, frames), ask, QUICK)
    assert fault.value.code == code
    assert fault.value.hint.zh


def test_too_few_customers_are_told_how_many_it_takes(engine: Engine) -> None:
    with pytest.raises(DataError) as fault:
        learn(few(engine, company(400)), Ask(), QUICK)
    assert "two halves" in fault.value.hint.en


def test_a_campaign_for_the_riskiest_was_no_lottery(engine: Engine) -> None:
    frames = company(1_500)
    last = frames["activity"].filter(pl.col("day") < ASSIGNED).group_by("customer_id").agg(pl.col("day").max())
    arms = (
        frames["treatment"]
        .join(last, on="customer_id")
        .with_columns(
            arm=pl.when(pl.col("day") < ASSIGNED - timedelta(days=30))
            .then(pl.lit("treatment"))
            .otherwise(pl.lit("control"))
        )
    )
    chosen: Frames = frames | {"treatment": arms.drop("day")}
    with pytest.raises(DataError) as fault:
        learn(few(engine, chosen), Ask(), QUICK)
    assert fault.value.code == "uplift.no_lottery"
    assert "random = false" in fault.value.hint.en
    with pytest.raises(DataError) as beside:
        learn(few(engine, chosen), Ask(random=False), QUICK)
    assert beside.value.code == "uplift.overlap"


def test_waves_with_other_shares_are_compared_within_their_day(engine: Engine) -> None:
    """Half of the customers are treated one time in two, on another day the rest nearly all, by moving the arms."""
    frames = company(SIZE)
    place = pl.int_range(pl.len())
    moved = frames["treatment"].with_columns(
        assigned_on=pl.when((place % 2 == 0) | (pl.col("arm") == "control") & (place % 3 == 0))
        .then(pl.col("assigned_on"))
        .otherwise(pl.lit(ASSIGNED - timedelta(days=1)))
    )
    found = learn(few(engine, frames | {"treatment": moved}), Ask(days=DAYS), QUICK)
    assert np.unique(found.found.trial.chance).size == 2
    assert any("within their day" in note.en for note in found.notes)


def test_a_declared_feature_that_knows_the_outcome_is_left_out_and_told(engine: Engine) -> None:
    frames = company(1_500)
    later = frames["activity"].filter(pl.col("day") >= ASSIGNED)["customer_id"].unique().sort()
    note = pl.DataFrame({"customer_id": later, "day": ASSIGNED - timedelta(days=1)})
    notes = Facts("note", ("note",), lambda tables: tables["note"])
    said = Text("Notes", "备注")
    made = (Total(notes, "notes_made", lambda t: t.count(), empty=0),)
    declared = Feature("notes_7", "notes", said, said, "count", Window(7), made, 0, lambda t: t.notes_made, said)
    found = learn(material(engine, frames | {"note": note}, features=(*FEW, declared)), Ask(), QUICK)
    assert "notes_7" not in [one.id for one in found.model.inputs]
    assert any("Notes" in note.en and "knows the outcome" in note.en for note in found.notes)


def test_a_second_treatment_is_told_and_the_larger_compared(engine: Engine) -> None:
    frames = company(1_500)
    calls = pl.when((pl.col("arm") == "treatment") & (pl.int_range(pl.len()) % 3 == 0)).then(pl.lit("call"))
    some = frames | {"treatment": frames["treatment"].with_columns(arm=calls.otherwise(pl.col("arm")))}
    found = learn(few(engine, some), Ask(), QUICK)
    assert found.arms == ("treatment", "control")
    assert "call" in found.notes[0].en
    asked = learn(few(engine, some), replace(Ask(), arm="call"), QUICK)
    assert asked.arms == ("call", "control")
    assert asked.found.trial.treated.sum() < found.found.trial.treated.sum()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_with_all_learners_today_earns_most_of_the_oracle_and_beats_risk(engine: Engine, seed: int) -> None:
    found, truth = _answer(engine, seed=seed, size=20_000, method=Method()), company(20_000, seed=seed)["truth"]
    assert found.found.usable
    assert _earned(found, truth, "uplift") > 0.75
    (risk,) = found.today.policies.filter(pl.col("policy") == "risk").to_dicts()
    assert risk["behind_low"] > 0


@pytest.mark.slow
def test_with_no_effect_it_says_so_in_nineteen_of_twenty_seeds(engine: Engine) -> None:
    says = [not _answer(engine, "none", seed, 2_000).found.usable for seed in range(20)]
    assert sum(says) >= 19
