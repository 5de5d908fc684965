"""Whom to contact today: three lists within capacity and budget, and what each is expected to bring."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.learning.additive import Additive, Line
from liuke.predict.learning.sample import Input
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.heterogeneity import Calibrated
from liuke.predict.uplift.model import UpliftModel
from liuke.predict.uplift.outcomes import Amount
from liuke.predict.uplift.policies import Terms
from liuke.predict.uplift.today import Today, contact_today

CUSTOMERS = 40
ROWS = np.column_stack([np.linspace(-1, 1, CUSTOMERS), np.linspace(0.9, 0.1, CUSTOMERS)])
IDS = pl.Series("customer_id", [f"c{number:02d}" for number in range(CUSTOMERS)])
WIDE = np.array([-9.0, 9.0])


def _line(*slopes: float) -> Additive:
    """Return Σ slope · input."""
    curves = tuple(Line(WIDE, slope * WIDE, 0.0) for slope in slopes)
    return Additive(("reacts", "stays"), curves, 0.0)


def _model(usable: bool = True, average: float = 0.02) -> UpliftModel:
    """Return a model in which contact adds 0.2 · the first input, and the second is the chance of staying."""
    line = Calibrated(Estimate(average, 0.005), Estimate(1.0, 0.1), 0.0)
    stays = Amount(_line(0.0, 1.0))
    inputs = (Input("reacts", "reacts"), Input("stays", "stays"))
    return UpliftModel("dr", inputs, Amount(_line(0.2, 0.0)), stays, stays, line, 0.0, usable)


def _asked(model: UpliftModel, worth: float = 100.0, cost: float = 2.0, **limits: float) -> Today:
    terms = Terms(np.full(CUSTOMERS, worth), np.full(CUSTOMERS, cost), **limits)  # type: ignore[arg-type]
    return contact_today(IDS, ROWS, model, terms, binary=True, lower_is_better=True)


def _policy(today: Today, name: str) -> dict[str, float]:
    (row,) = today.policies.filter(pl.col("policy") == name).to_dicts()
    return row


def test_what_a_list_brings_is_the_sum_of_what_its_customers_do() -> None:
    today = _asked(_model())
    for name in ("uplift", "risk", "value_at_risk"):
        row, chosen = _policy(today, name), today.scores.filter(f"by_{name}")
        assert row["customers"] == chosen.height
        assert row["gain"] == pytest.approx(chosen["uplift"].sum())
        assert row["profit"] == pytest.approx(chosen["expected_profit"].sum())
        assert row["profit"] == pytest.approx(_policy(today, "uplift")["profit"] - row["behind"])
        assert row["gain_low"] < row["gain"] < row["gain_high"]


def test_by_uplift_are_those_who_bring_more_than_they_cost_and_by_risk_as_many() -> None:
    """0.02 + 0.2 · x times 100 is above 2 for every x above 0."""
    today = _asked(_model())
    assert (today.scores["by_uplift"] == pl.Series(ROWS[:, 0] > 0)).all()
    assert _policy(today, "risk")["customers"] == CUSTOMERS // 2
    riskiest = today.scores.sort("risk", descending=True).head(CUSTOMERS // 2)
    assert riskiest["by_risk"].all()


@given(capacity=st.integers(0, 60), budget=st.floats(0, 90))
def test_no_list_is_beyond_capacity_and_budget(capacity: int, budget: float) -> None:
    today = _asked(_model(), capacity=capacity, budget=budget)
    for row in today.policies.to_dicts():
        assert row["customers"] <= capacity
        assert row["cost"] <= budget * (1 + 1e-9)


def test_the_classes_follow_the_interval_of_the_effect_and_the_chance_without_contact() -> None:
    today = _asked(_model())
    assert sum(today.classes.values()) == CUSTOMERS
    low, high = today.scores["low"], today.scores["high"]
    assert ((today.scores["class"] == "persuadable") == (low > 0)).all()
    assert ((today.scores["class"] == "do_not_disturb") == (high < 0)).all()
    between = today.scores.filter((pl.col("low") <= 0) & (pl.col("high") >= 0))
    assert ((between["class"] == "sure_thing") == (between["risk"] <= 0.5)).all()


@pytest.mark.parametrize(("average", "contacted"), [(0.05, CUSTOMERS), (0.01, 0)])
def test_without_usable_differences_all_or_none_are_contacted(average: float, contacted: int) -> None:
    today = _asked(_model(usable=False, average=average))
    assert _policy(today, "uplift")["customers"] == contacted
    assert today.classes == {}
    assert today.scores["uplift"].unique().to_list() == [average]


def test_why_the_lists_differ_is_told_with_what_contact_does_to_who_is_on_them() -> None:
    why = _asked(_model()).why["risk"]
    assert "also chosen by uplift" in why.en
    assert "也被按增益选出" in why.zh


def test_the_record_has_everything_but_the_customers() -> None:
    record = _asked(_model()).record()
    assert set(record) == {"customers", "policies", "why", "classes"}
    assert record["customers"] == CUSTOMERS
