"""Lifetime value and its parts: discounting, margin, and what a purchase day is worth."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.predict.value import MBGNBD, GammaGamma
from liuke.predict.value.spend import fit_spend, spend_record
from liuke.predict.value.worth import Terms, discount, score, terms
from liuke.settings import PredictSettings
from tests.predict.value.shops import START, activity, one

MODEL = MBGNBD(0.52, 6.2, 0.89, 1.6)
PLAIN = Terms(364, 0.10, 1.0, "settings")


def spenders(count: int = 400, *, seed: int = 4, link: float = 0.0) -> pl.DataFrame:
    """Return x and monetary drawn from a Gamma-Gamma with p = 6, q = 4, v = 16; `link` ties spend to frequency."""
    chance = np.random.default_rng(seed)
    x = 1 + chance.poisson(3, count)
    scale = chance.gamma(4.0, 1 / 16.0, count)
    monetary = chance.gamma(6.0 * x, 1 / (scale * x)) * x**link
    return pl.DataFrame({"x": x.astype(float), "monetary": monetary})


@pytest.mark.parametrize("history", [(3, 25, 39), (0, 0, 0), (200, 39, 39), (0, 0, 300)])
@pytest.mark.parametrize("days", [91, 364, 3640])
def test_discounting_is_that_of_each_day_alone(history: tuple[float, float, float], days: int) -> None:
    counts = one(*history)
    alive = MODEL.p_alive(*counts)
    so_far = np.array([MODEL.expected(day / 7, *counts)[0] for day in range(days + 1)])
    by_day = (np.diff(so_far) * 1.1 ** (-(np.arange(days) + 0.5) / 365.25)).sum()
    found = discount(MODEL, counts, alive, Terms(days, 0.10, 1.0, "settings"))[1][0]
    assert found == pytest.approx(by_day, rel=1e-4)


def test_discounting_takes_each_purchase_back_to_today() -> None:
    """A year at 10 %: between all of it paid at the end and none discounted; at 0 % nothing is taken off."""
    counts = one(3, 25, 39)
    alive = MODEL.p_alive(*counts)
    total, discounted = discount(MODEL, counts, alive, PLAIN)
    assert total[0] == pytest.approx(MODEL.expected(52, *counts)[0])
    assert total[0] / 1.1 < discounted[0] < total[0]
    assert discount(MODEL, counts, alive, Terms(364, 0.0, 1.0, "settings"))[1] == pytest.approx(total)


@settings(deadline=None, max_examples=30)
@given(days=st.integers(1, 1500))
def test_any_horizon_adds_up_to_its_purchases(days: int) -> None:
    counts = one(3, 25, 39)
    total, discounted = discount(MODEL, counts, MODEL.p_alive(*counts), Terms(days, 0.1, 1.0, "settings"))
    assert total[0] == pytest.approx(MODEL.expected(days / 7, *counts)[0])
    assert 0 < discounted[0] <= total[0]


def test_a_customers_worth_is_purchases_times_amount_times_margin() -> None:
    frame = pl.DataFrame(
        {"customer_id": ["a", "b", "c"], "x": [2.0, 0.0, 2.0], "t_x": [9.0, 0.0, 9.0], "T": [20.0, 20.0, 20.0]}
        | {"monetary": [50.0, None, 10.0]}
    )
    spend = fit_spend(spenders())
    rows = score(frame, MODEL, spend, Terms(364, 0.0, 0.25, "costs"))
    assert rows["customer_id"].to_list() == ["a", "b", "c"]
    assert rows["clv"].to_numpy() == pytest.approx(
        rows["expected_orders"].to_numpy() * rows["expected_amount"].to_numpy() * 0.25
    )
    assert rows["p_alive"][0] == pytest.approx(MODEL.p_alive(*one(2, 9, 20))[0])
    assert rows["expected_orders"][0] == rows["expected_orders"][2]
    assert rows["expected_amount"][1] == pytest.approx(spend.model.mean() if spend.model else 0)


@pytest.mark.parametrize(
    ("costs", "margin", "whence"),
    [
        (("6", "30"), 0.64, "costs"),
        (("6", None), 0.5, "settings"),
        ((None, None), 0.5, "settings"),
        (("60", "300"), 0.5, "settings"),
    ],
    ids=["most orders carry costs", "few do", "none does", "costs above revenue"],
)
def test_the_margin_comes_from_costs_where_orders_carry_them(
    engine: Engine, costs: tuple[str | None, str | None], margin: float, whence: str
) -> None:
    rows = [("a", 0, 1, "20", *filter(None, costs[:1])), ("b", 3, 1, "80", *filter(None, costs[1:]))]
    table = engine.table(activity(*rows, ("b", 90, 1, "1000", "999")))  # type: ignore[arg-type]
    found = terms(engine, table, START + timedelta(days=10), PredictSettings(margin=0.5))
    assert (found.margin, found.margin_from) == (pytest.approx(margin), whence)
    assert found.weeks == 52


def test_gamma_gamma_recovers_what_spenders_were_drawn_from() -> None:
    spend = fit_spend(spenders(20_000))
    assert spend.model is not None
    assert (spend.model.p, spend.model.q, spend.model.v) == pytest.approx((6, 4, 16), rel=0.1)
    assert spend.notes() == []
    assert spend.why.en.startswith("Gamma-Gamma says")


def test_amounts_in_another_currency_change_the_scale_only() -> None:
    """Also where so many customers are fitted in two stages."""
    frame = spenders(45_000)
    x, monetary = frame["x"].to_numpy(), frame["monetary"].to_numpy()
    (cents, found), (units, other) = GammaGamma.fit(x, monetary * 100), GammaGamma.fit(x, monetary)
    assert (cents.p, cents.q, cents.v / 100) == pytest.approx((units.p, units.q, units.v), rel=1e-6)
    assert found.standard_errors[2] / 100 == pytest.approx(other.standard_errors[2], rel=1e-3)
    assert found.log_likelihood == pytest.approx(other.log_likelihood - len(x) * np.log(100), rel=1e-9)


def test_a_link_between_spend_and_frequency_is_told() -> None:
    spend = fit_spend(spenders(2000, link=1.0))
    assert spend.correlation is not None
    assert spend.correlation > 0.5
    assert "understated" in spend.notes()[0].en
    record = spend_record(spend, None)
    assert record["metrics"]["correlation_with_frequency"] == spend.correlation
    assert record["notes"][0]["zh"].endswith("低估。")


@pytest.mark.parametrize(
    ("frame", "mean"),
    [
        (pl.DataFrame({"x": [1.0] * 30, "monetary": [20.0] * 30}), 20.0),
        (spenders(5).with_columns(monetary=pl.lit(8.0)), 8.0),
        (pl.DataFrame({"x": [0.0] * 30, "monetary": [None] * 30}, schema_overrides={"monetary": pl.Float64}), 0.0),
        (pl.DataFrame({"x": [1.0, 1.0], "monetary": [-5.0, 7.0]}), 7.0),
    ],
    ids=["one price", "few customers", "no repeat", "returns only"],
)
def test_the_plain_mean_serves_where_there_is_too_little_to_fit(frame: pl.DataFrame, mean: float) -> None:
    spend = fit_spend(frame)
    assert spend.model is None
    assert spend.amount(frame) == pytest.approx(np.full(frame.height, mean))
    assert "at least 20 customers" in spend.why.en
    assert spend_record(spend, None)["parameters"] == {}


def test_an_absurd_mean_is_not_used() -> None:
    """Spend with a tail so heavy that the model's mean is far from anything observed, or infinite."""
    chance = np.random.default_rng(8)
    heavy = pl.DataFrame({"x": np.ones(300), "monetary": np.exp(chance.standard_cauchy(300).clip(-12, 12))})
    spend = fit_spend(heavy)
    assert spend.model is None
    assert "was observed" in spend.why.en
    assert spend_record(spend, None)["parameters"]


def test_the_margin_is_of_the_orders_that_carry_costs_not_of_all_of_their_day(engine: Engine) -> None:
    """On one day 100 at a cost of 60 and 900 without one: 0.4 of the first, were it not too little to go by."""
    day = activity(("a", 0, 1, "1000", "60")).with_columns(costed=pl.lit("100").cast(pl.Decimal(18, 4)))
    until = START + timedelta(days=10)
    found = terms(engine, engine.table(day), until, PredictSettings(margin=0.5))
    assert (found.margin, found.margin_from) == (0.5, "settings")
    rest = pl.concat([day, activity(("b", 1, 1, "900", "540"))])
    found = terms(engine, engine.table(rest), until, PredictSettings(margin=0.5))
    assert (found.margin, found.margin_from) == (pytest.approx(0.4), "costs")


def test_who_sends_back_more_than_they_buy_is_not_taken_for_a_newcomer() -> None:
    """Five purchase days of a mean of −40 are worth what five of nothing are: less than any that brought in money."""
    spend = fit_spend(spenders())
    means = [-40.0, 0.0, 0.01, 5.0, None]
    frame = pl.DataFrame({"x": [5.0] * 4 + [0.0], "monetary": means}, schema_overrides={"monetary": pl.Float64})
    negative, nothing, least, some, new = spend.amount(frame)
    assert negative == nothing < least < some
    assert negative < new / 2
