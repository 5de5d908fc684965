"""Published parameters of the CDNOW sample, customer-days, weeks, calibrated on 1997-01-01 … 1997-09-30.

* BG/NBD: Fader, Hardie & Lee (2005), “Counting Your Customers” the Easy Way, Marketing Science 24(2), table 1.
* Pareto/NBD: the same table, after Schmittlein, Morrison & Colombo (1987), Management Science 33(1).
* MBG/NBD: Platzer's R package BTYDplus, as the tests of the package lifetimes 0.11.3 cite it.
* Expected purchases of a newcomer: Fader & Hardie's workbook of the BG/NBD, as the same tests cite it.
* Gamma-Gamma: Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, note 025.
* Conditional expectation and P(alive) of the customer with x = 2, t_x = 30.43, T = 38.86: Fader, Hardie & Lee (2005)
  and Fader & Hardie (2008), Computing P(alive) Using the BG/NBD Model, note 021.
"""

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.value import BGNBD, MBGNBD, Counts, GammaGamma, ParetoNBD, summarize
from liuke.predict.value.gap import gap, told
from liuke.predict.value.history import daily_purchases, histories
from liuke.predict.value.holdout import HoldOut, baselines, evaluate, forecast, split_time, tracking
from liuke.predict.value.intervals import total_interval
from tests.golden.cdnow import CALIBRATED, LAST, activity


@pytest.fixture(scope="module")
def summary(engine: Engine) -> pl.DataFrame:
    return engine.polars(summarize(engine.table(activity()), CALIBRATED))


@pytest.fixture(scope="module")
def bg_nbd(summary: pl.DataFrame) -> BGNBD:
    return BGNBD.fit(Counts.of(summary))[0]


def test_bg_nbd_finds_the_published_parameters(summary: pl.DataFrame) -> None:
    model, found = BGNBD.fit(Counts.of(summary))
    assert [round(value, 4) for value in model.parameters().values()] == [0.2426, 4.4136, 0.7929, 2.4259]
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=2e-4)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.005)


def test_mbg_nbd_finds_the_published_parameters(summary: pl.DataFrame) -> None:
    """And describes the sample a little better than BG/NBD does, with as many parameters."""
    model, found = MBGNBD.fit(Counts.of(summary))
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.525, 6.183, 0.891, 1.614), abs=5e-4)
    assert found.log_likelihood > -9582.43


def test_pareto_nbd_finds_the_published_parameters(summary: pl.DataFrame) -> None:
    model, found = ParetoNBD.fit(Counts.of(summary))
    assert (model.r, model.alpha, model.s, model.beta) == pytest.approx((0.5533, 10.578, 0.6062, 11.668), rel=1e-4)
    assert found.log_likelihood == pytest.approx(-9594.976, abs=0.005)


def test_gamma_gamma_finds_the_published_parameters(summary: pl.DataFrame) -> None:
    known = summary.filter((pl.col("x") > 0) & (pl.col("monetary") > 0))
    model, _ = GammaGamma.fit(known["x"].to_numpy(), known["monetary"].to_numpy())
    assert known.height == 946
    assert (model.p, model.q, model.v) == pytest.approx((6.25, 3.74, 15.45), abs=0.01)


def test_the_published_customer_is_expected_to_come_back(bg_nbd: BGNBD) -> None:
    customer = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert bg_nbd.expected(39, *customer)[0] == pytest.approx(1.226, abs=5e-4)
    assert bg_nbd.p_alive(*customer)[0] == pytest.approx(0.7266, abs=5e-5)


def test_newcomers_are_expected_to_buy_as_in_the_workbook(bg_nbd: BGNBD) -> None:
    weeks = np.array([0.1429, 1.0, 3.0, 31.8571, 32.0, 78.0])
    expected = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert bg_nbd.expected_new(weeks) == pytest.approx(expected, abs=5e-4)


@pytest.fixture(scope="module")
def held(engine: Engine) -> HoldOut:
    table = engine.table(activity())
    customers = engine.hold(histories(table, CALIBRATED, LAST))
    daily = engine.polars(daily_purchases(table, customers, CALIBRATED, LAST))
    return split_time(engine.polars(customers), daily, CALIBRATED, LAST)


def test_the_hold_out_is_the_published_one(held: HoldOut, bg_nbd: BGNBD) -> None:
    """Weeks 40–78: 1 882 repeat customer-days happened; BG/NBD expects about 1 653."""
    figures = evaluate(forecast(bg_nbd, held), held)
    assert (figures["customers"], figures["actual"]) == (2357, 1882)
    assert figures["expected"] == pytest.approx(1653, abs=1)
    assert figures["bias"] == pytest.approx(-0.121, abs=1e-3)
    assert all(figures["deviance"] < guess["deviance"] for guess in baselines(held).values())


def test_mean_absolute_error_cannot_tell_a_model_from_expecting_nothing(held: HoldOut, bg_nbd: BGNBD) -> None:
    """0.79 against 0.80; RMSE 1.61 against 2.21, and bias −12 % against −100 %."""
    model, nothing = evaluate(forecast(bg_nbd, held), held), baselines(held)["nobody"]
    assert (round(model["mae"], 2), round(nothing["mae"], 2)) == (0.79, 0.80)
    assert (round(model["rmse"], 2), round(nothing["rmse"], 2)) == (1.61, 2.21)
    assert nothing["bias"] == -1


def test_what_was_missed_is_more_than_chance_and_has_a_place(
    held: HoldOut, bg_nbd: BGNBD, summary: pl.DataFrame
) -> None:
    """Of 229, 151 are of customers with one or two repeats; all of it is of who came after January."""
    _, found = BGNBD.fit(Counts.of(summary))
    total = total_interval(bg_nbd, found, held.weeks, Counts.of(held.known))
    assert total.most < 1882
    said = forecast(bg_nbd, held)
    parts = gap(said, held, tracking(bg_nbd, held))
    assert parts.total == pytest.approx(1882 - 1653.4, abs=0.1)
    assert parts.by_group == pytest.approx((16.4, 150.9, 61.3), abs=0.1)
    january = (held.judged["first_on"].dt.month() == 1).to_numpy()
    off = held.judged["later"].to_numpy() - said.expected
    assert off[january].sum() == pytest.approx(-16.7, abs=0.1)
    assert off[~january].sum() == pytest.approx(245.3, abs=0.1)
    words = told(parts, total, held)
    assert "Of 229 too few expected, 151 are of customers with one or two repeat purchases before" in words.en
    assert "少估的 229 次中，151 次来自此前复购一两次的客户" in words.zh
