"""The whole step: from activity to a row a customer and records, or a refusal in words."""

import json
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import LANGUAGES
from liuke.predict.value import ValueFit, fit_value, model_of
from liuke.predict.value.fit import COLUMNS
from liuke.settings import PredictSettings, Settings
from tests.predict.value.shops import START, activity, shop

AS_OF = START + timedelta(days=364)
CONTRACT = {"name", "kind", "parameters", "log_likelihood", "metrics", "baselines", "trained_on", "as_of"}


@pytest.fixture(scope="module")
def bought() -> pl.DataFrame:
    return shop(600, 365)


@pytest.fixture(scope="module")
def fitted(engine: Engine, bought: pl.DataFrame) -> ValueFit:
    return fit_value(engine, engine.table(bought), AS_OF, Settings())


def test_every_customer_has_a_row_in_order(fitted: ValueFit, bought: pl.DataFrame) -> None:
    assert fitted.refusal is None
    assert fitted.customers["customer_id"].to_list() == sorted(set(bought["customer_id"]))
    assert fitted.customers.columns == ["customer_id", *COLUMNS]
    assert fitted.customers.null_count().sum_horizontal()[0] == 0
    chances = fitted.customers["p_alive"]
    assert 0 <= chances.min() <= chances.max() <= 1  # type: ignore[operator]
    assert (fitted.customers["clv"] >= 0).all()


def test_one_time_buyers_of_long_ago_do_not_count_as_alive(fitted: ValueFit) -> None:
    once = fitted.customers.filter((pl.col("x") == 0) & (pl.col("T") > 40))
    assert once.height > 20
    assert once["p_alive"].max() < 0.6  # type: ignore[operator]


def test_records_keep_the_contract_and_are_json(fitted: ValueFit) -> None:
    assert [record["name"] for record in fitted.records] == ["bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma"]
    for record in json.loads(json.dumps(fitted.records, allow_nan=False)):
        assert set(record) >= CONTRACT
        assert set(record["why"]) == set(LANGUAGES)
    assert sum(record["champion"] for record in fitted.records[:3]) == 1
    assert not fitted.records[0]["champion"]


def test_every_parameter_has_an_interval_around_it(fitted: ValueFit) -> None:
    for record in fitted.records:
        for name, value in record["parameters"].items():
            low, high = record["intervals"][name]
            assert 0 < low < value < high
            assert (low * high) ** 0.5 == pytest.approx(value)


def test_a_stored_record_gives_the_model_back(fitted: ValueFit) -> None:
    stored = json.loads(json.dumps(next(record for record in fitted.records if record["champion"])))
    model = model_of(stored)
    assert model == fitted.champion
    triple = (fitted.customers[name].to_numpy() for name in ("x", "t_x", "T"))
    assert model.p_alive(*triple) == pytest.approx(fitted.customers["p_alive"].to_numpy())


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"name": "churn", "parameters": {}},
        {"name": "bg_nbd", "parameters": {"r": 1.0, "alpha": 1.0, "a": 1.0}},
        {"name": "bg_nbd", "parameters": {"r": 1.0, "alpha": 1.0, "a": 1.0, "b": -1.0}},
        {"name": "pareto_nbd", "parameters": {"r": 1.0, "alpha": "1", "s": 1.0, "beta": 1.0}},
        {"name": "mbg_nbd", "parameters": {"r": 1.0, "alpha": float("inf"), "a": 1.0, "b": 1.0}},
    ],
)
def test_a_record_of_no_model_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(DataError) as caught:
        model_of(record)
    assert caught.value.code == "value.record"


def test_the_hold_out_is_the_last_third_and_beats_the_guesses(fitted: ValueFit) -> None:
    for record in fitted.records[:3]:
        assert record["hold_out"]["after"] == str(AS_OF - timedelta(days=121))
        figures, guesses = record["metrics"], record["baselines"]
        assert abs(figures["bias"]) < 0.25
        assert all(figures["rmse"] < guess["rmse"] for guess in guesses.values())
        assert all(figures["deviance"] < guess["deviance"] for guess in guesses.values())
        assert sum(row["customers"] for row in record["calibration"]) == figures["customers"]
        assert record["tracking"][-1]["held_out"]


def test_the_hold_out_is_told_with_what_chance_allows(fitted: ValueFit) -> None:
    for record in fitted.records[:3]:
        low, high = record["metrics"]["intervals"]["expected"]
        assert low < record["metrics"]["expected"] < high
        assert record["notes"][-1]["en"].startswith("In the 17.29 held-out weeks")
        assert record["notes"][-1]["zh"].startswith("留出的 17.29 周内实际复购")


def test_money_is_judged_on_the_hold_out_too(fitted: ValueFit) -> None:
    amounts = fitted.records[3]
    assert abs(amounts["metrics"]["bias"]) < 0.3
    assert amounts["metrics"]["rmse"] < amounts["baselines"]["own_rate"]["rmse"]
    assert amounts["metrics"]["expected_mean"] == pytest.approx(amounts["metrics"]["observed_mean"], rel=0.1)


def test_value_is_stated_with_its_terms(engine: Engine, bought: pl.DataFrame, fitted: ValueFit) -> None:
    halved = fit_value(engine, engine.table(bought), AS_OF, Settings(predict=PredictSettings(margin=0.5, clv_days=364)))
    assert halved.customers["clv"].to_numpy() == pytest.approx(fitted.customers["clv"].to_numpy() / 2)
    said = next(record["value"] for record in halved.records if record["champion"])
    purchases = said.pop("purchases")
    assert purchases["expected"] == pytest.approx(float(halved.customers["expected_orders"].sum()))
    assert purchases["interval"][0] < purchases["expected"] < purchases["interval"][1]
    assert said == {"horizon_days": 364, "discount_rate": 0.1, "margin": 0.5, "margin_from": "settings"}
    assert halved.horizon_days == 364


def test_nothing_after_the_day_changes_anything(engine: Engine, bought: pl.DataFrame) -> None:
    as_of = START + timedelta(days=250)
    whole = fit_value(engine, engine.table(bought), as_of, Settings())
    cut = fit_value(engine, engine.table(bought.filter(pl.col("day") <= as_of)), as_of, Settings())
    assert whole.customers.equals(cut.customers)
    assert whole.records == cut.records


def test_the_order_of_rows_changes_nothing(engine: Engine, bought: pl.DataFrame, fitted: ValueFit) -> None:
    again = fit_value(engine, engine.table(bought.sample(fraction=1.0, shuffle=True, seed=9)), AS_OF, Settings())
    assert again.customers.equals(fitted.customers)


def test_too_few_repeaters_are_refused_in_words(engine: Engine) -> None:
    few = shop(30, 365).filter(pl.col("day") == pl.col("day").min().over("customer_id"))
    fit = fit_value(engine, engine.table(few), AS_OF, Settings())
    assert fit.refusal is not None
    assert fit.refusal.en.endswith("there are 0.")
    assert fit.customers.height == few.height
    assert fit.customers.drop("customer_id").null_count().row(0) == (few.height,) * len(COLUMNS)
    assert (fit.records, fit.champion) == ([], None)


def test_a_shop_with_no_customer_yet_is_refused(engine: Engine) -> None:
    fit = fit_value(engine, engine.table(activity(("a", 50, 1, "5"))), START, Settings())
    assert fit.refusal is not None
    assert fit.customers.is_empty()


def test_customers_who_are_all_alike_are_refused(engine: Engine) -> None:
    same = activity(*((f"C{n}", day, 1, "5") for n in range(30) for day in (0, 14)))
    fit = fit_value(engine, engine.table(same), AS_OF, Settings())
    assert fit.refusal is not None
    assert "all alike" in fit.refusal.en


def test_a_short_history_scores_without_a_hold_out(engine: Engine) -> None:
    """All 30 came back within the last days: nothing to fit on before, so nothing is judged, and that is said."""
    rows = [(f"C{n:02d}", day, 1, f"{10 + n}") for n in range(30) for day in (n % 5, 30 + n % 4)]
    once = [(f"D{n:02d}", n % 28, 1, "9") for n in range(40)]
    fit = fit_value(engine, engine.table(activity(*rows, *once)), START + timedelta(days=33), Settings())
    champion = next(record for record in fit.records if record["champion"])
    assert champion["name"] == "mbg_nbd"
    assert (champion["metrics"], champion["tracking"], champion["hold_out"]) == ({}, [], None)
    assert "too little history" in champion["why"]["en"]
    assert np.isfinite(fit.customers["clv"].to_numpy()).all()


def test_customers_who_never_stop_are_told(engine: Engine) -> None:
    loyal = shop(150, 365, stays=1e9, comes_at_once=True)
    fit = fit_value(engine, engine.table(loyal), AS_OF, Settings())
    champion = next(record for record in fit.records if record["champion"])
    assert any("no sign that customers stop" in note["en"] for note in champion["notes"])
