"""The hold-out: figures on forecasts small enough to check by hand, and curves against the model's own word."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.value import BGNBD, BuyTillYouDie, ParetoNBD, holdout, p_silent
from liuke.predict.value.history import daily_purchases, histories
from liuke.predict.value.holdout import Forecast, HoldOut
from tests.predict.value.shops import START, one, shop

UNTIL, AS_OF = START + timedelta(days=199), START + timedelta(days=269)
MODELS: tuple[BuyTillYouDie, ...] = (BGNBD(0.8, 4.0, 0.9, 3.0), ParetoNBD(0.8, 4.0, 0.7, 12.0))


def held_of(*rows: tuple[float, float, float, float], weeks: int = 10) -> HoldOut:
    """Return a hold-out from (x, t_x, T, later) a customer."""
    known = pl.DataFrame(rows, schema=["x", "t_x", "T", "later"], orient="row").with_columns(
        customer_id=pl.int_range(pl.len()).cast(pl.String),
        first_on=pl.lit(START),
        later_t_x=pl.when(pl.col("later") > 0).then(pl.col("T") + 1).otherwise(pl.col("t_x")),
        later_amount=pl.col("later") * 20.0,
    )
    return HoldOut(
        known, UNTIL, UNTIL + timedelta(weeks=weeks), pl.DataFrame({"day": [START], "purchases": [len(rows)]})
    )


@pytest.fixture(scope="module")
def held(engine: Engine) -> HoldOut:
    table = engine.table(shop(400, 270))
    customers = engine.hold(histories(table, UNTIL, AS_OF))
    daily = engine.polars(daily_purchases(table, customers, UNTIL, AS_OF))
    return holdout.split_time(engine.polars(customers).sort("customer_id"), daily, UNTIL, AS_OF)


def test_figures_compare_totals_and_customers() -> None:
    found = holdout.compare(np.array([1.0, 0.5, 0.0]), np.array([2.0, 0.0, 0.0]))
    assert found == {
        "customers": 3,
        "expected": 1.5,
        "actual": 2.0,
        "bias": -0.25,
        "rmse": pytest.approx(np.sqrt(1.25 / 3)),
        "mae": pytest.approx(0.5),
    }
    assert holdout.compare(np.ones(2), np.zeros(2))["bias"] is None


def test_a_forecast_is_judged_by_count_by_chance_and_by_density() -> None:
    held = held_of((1, 5, 20, 2), (0, 0, 20, 0))
    said = Forecast(np.array([1.0, 0.5]), np.array([0.8, 0.1]), np.array([-3.0, -0.1]))
    found = holdout.evaluate(said, held)
    assert found["brier"] == pytest.approx((0.2**2 + 0.1**2) / 2)
    assert found["log_score"] == pytest.approx(-1.55)
    assert found["deviance"] == pytest.approx((2 * (2 * np.log(2) - 2 + 1) + 2 * 0.5) / 2)
    assert (found["buyers"], found["buyers_expected"], found["weeks"]) == (1, pytest.approx(0.9), 10)


def test_guesses_are_those_of_a_person() -> None:
    """10 weeks ahead: their own 2 in 20 weeks is 1; the average 2 in 40 is 0.5 each; nobody is 0."""
    found = holdout.baselines(held_of((2, 5, 20, 3), (0, 0, 20, 0)))
    assert [found[name]["expected"] for name in ("own_rate", "average_rate", "nobody")] == [1, 1, 0]
    assert [found[name]["mae"] for name in ("own_rate", "average_rate", "nobody")] == [1, 1.5, 1.5]
    assert found["nobody"]["bias"] == -1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.label)
def test_a_forecast_is_the_models_own_word(model: BuyTillYouDie) -> None:
    said = holdout.forecast(model, held_of((3, 15, 20, 0), (1, 2, 20, 1)))
    assert said.expected[0] == pytest.approx(model.expected(10, *one(3, 15, 20))[0])
    silent = p_silent(model, 10, *one(3, 15, 20))[0]
    assert (said.buys[0], said.log_score[0]) == (pytest.approx(1 - silent), pytest.approx(np.log(silent)))
    whole, early = (model.log_likelihood(*one(*row))[0] for row in ((2, 21, 30), (1, 2, 20)))
    assert said.log_score[1] == pytest.approx(whole - early)


def test_calibration_is_by_purchases_before_seven_and_more_together() -> None:
    held = held_of((0, 0, 20, 1), (0, 0, 20, 0), (7, 9, 20, 4), (12, 9, 20, 6))
    said = Forecast(np.array([0.1, 0.3, 3.0, 5.0]), np.zeros(4), np.zeros(4))
    assert holdout.calibration(said, held) == [
        {"x": 0, "customers": 2, "expected": pytest.approx(0.2), "actual": 0.5},
        {"x": 7, "customers": 2, "expected": 4.0, "actual": 5.0},
    ]


def test_tracking_counts_every_repeat_by_the_weeks_end(held: HoldOut) -> None:
    rows = holdout.tracking(MODELS[0], held)
    bought = shop(400, 270).sort("customer_id", "day")
    known = bought.filter(pl.col("day").min().over("customer_id") <= UNTIL)
    repeats = known.filter(pl.col("day") > pl.col("day").min().over("customer_id"))
    origin = known["day"].min()
    assert isinstance(origin, date)
    assert [row["week"] for row in rows[:2]] == [str(origin + timedelta(days=days)) for days in (6, 13)]
    for row in rows:
        assert row["actual"] == repeats.filter(pl.col("day") <= date.fromisoformat(row["week"])).height
        assert row["held_out"] == (date.fromisoformat(row["week"]) > UNTIL)
    assert date.fromisoformat(rows[-1]["week"]) <= AS_OF


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.label)
def test_tracking_adds_what_newcomers_are_expected_to_buy(model: BuyTillYouDie, held: HoldOut) -> None:
    row = holdout.tracking(model, held)[20]
    ages = (date.fromisoformat(row["week"]) - held.known["first_on"]).dt.total_days().to_numpy()
    expected = model.expected_new(np.maximum(ages, 0) / 7).sum()
    assert row["expected"] == pytest.approx(expected, rel=1e-9)


def test_very_many_customers_are_judged_by_an_even_choice(held: HoldOut, monkeypatch: pytest.MonkeyPatch) -> None:
    assert held.judged.height == held.known.height
    monkeypatch.setattr(holdout, "JUDGED", 100)
    assert 50 < held.judged.height <= 100
    assert held.judged["customer_id"][0] == held.known["customer_id"][0]
