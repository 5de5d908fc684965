"""A simulated experiment: a lottery, canonical rows, and a truth that its outcomes follow."""

from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from liuke.schema.sales import TREATMENT
from liuke.simulate.experiment import Effect, Experiment, Trial, run_experiment

SMALL = Experiment(4_000, seed=3)
OWN = ("treatment_id", "customer_id", "playbook_id", "arm", "assigned_at", "delivered_at", "cost")


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy()


@pytest.fixture(scope="module")
def trial() -> Trial:
    return run_experiment(Experiment(60_000, seed=3))


def test_the_same_declaration_gives_the_same_experiment() -> None:
    assert run_experiment(SMALL) == run_experiment(SMALL)
    assert run_experiment(SMALL) != run_experiment(replace(SMALL, seed=4))


def test_treatments_have_the_canonical_columns_and_types(trial: Trial) -> None:
    assert trial.treatments.column_names == [column.name for column in TREATMENT.columns if column.name in OWN]
    assert trial.treatments["assigned_at"].type == pa.timestamp("us")
    assert trial.treatments["cost"].type == pa.decimal128(18, 4)


def test_the_control_group_is_neither_reached_nor_paid_for(trial: Trial) -> None:
    rows = pl.from_arrow(trial.treatments)
    assert isinstance(rows, pl.DataFrame)
    control = rows.filter(pl.col("arm") == "control")
    assert len(control) == 30_000
    assert control["delivered_at"].null_count() == len(control)
    assert control["cost"].sum() == 0
    assert rows.filter(pl.col("arm") == "treatment")["delivered_at"].null_count() == 0


def test_another_share_treated_leaves_the_customers_as_they_are() -> None:
    few = run_experiment(replace(SMALL, treated=0.1))
    assert few.customers == run_experiment(SMALL).customers
    assert few.treatments["arm"].to_pylist().count("treatment") == 400


@pytest.mark.parametrize("arm", ["treatment", "control"])
def test_outcomes_follow_the_truth_in_both_arms(trial: Trial, arm: str) -> None:
    here = np.array(trial.treatments["arm"].to_pylist()) == arm
    chance = _numbers(trial.truth, "met" if arm == "treatment" else "without")[here]
    seen = _numbers(trial.outcomes, "left")[here].mean()
    assert abs(seen - chance.mean()) < 4 * np.sqrt(chance.mean() / here.sum())


def test_the_lottery_does_not_know_the_customers(trial: Trial) -> None:
    here = np.array(trial.treatments["arm"].to_pylist()) == "treatment"
    for name in ("tenure_months", "days_since_last", "discount_share", "tickets"):
        column = _numbers(trial.customers, name)
        error = column.std() * np.sqrt(4 / len(column))
        assert abs(column[here].mean() - column[~here].mean()) < 4 * error


def test_some_customers_are_better_left_alone_where_effects_differ(trial: Trial) -> None:
    effect = _numbers(trial.truth, "effect")
    assert 0.1 < (effect < 0).mean() < 0.3
    assert effect.mean() > 0.02
    assert "do not disturb" in trial.truth["kind"].to_pylist()


@pytest.mark.parametrize(("effect", "spread"), [("same", True), ("none", False)])
def test_contact_disturbs_nobody_where_effects_do_not_differ(effect: Effect, spread: bool) -> None:
    truth = run_experiment(replace(SMALL, effect=effect)).truth
    assert (_numbers(truth, "effect") > 0).all() == spread
    assert "do not disturb" not in truth["kind"].to_pylist()


def test_profit_is_effect_times_worth_less_the_cost(trial: Trial) -> None:
    expected = _numbers(trial.truth, "effect") * _numbers(trial.customers, "worth") - 2.0
    assert np.abs(_numbers(trial.truth, "profit") - expected).max() < 0.01


def test_only_those_who_stay_earn_something(trial: Trial) -> None:
    left, earned = _numbers(trial.outcomes, "left"), _numbers(trial.outcomes, "earned")
    assert (earned[left == 1] == 0).all()
    assert (earned[left == 0] > 0).all()
