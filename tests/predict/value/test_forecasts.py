"""What the models say of a customer: chances, expectations that agree with simulation, extreme counts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln

from liuke.predict.value import BGNBD, MBGNBD, BuyTillYouDie, GammaGamma, ParetoNBD, p_silent
from tests.predict.value.shops import one

CDNOW: tuple[BuyTillYouDie, ...] = (
    BGNBD(0.2426, 4.4135, 0.7929, 2.4258),
    MBGNBD(0.5248, 6.1831, 0.8914, 1.6140),
    ParetoNBD(0.5533, 10.578, 0.6062, 11.669),
)
KINDS = (BGNBD, MBGNBD, ParetoNBD)
positive = st.floats(-3, 4).map(lambda log: float(np.exp(log)))
models = st.tuples(st.sampled_from(KINDS), positive, positive, positive, positive).map(lambda at: at[0](*at[1:]))
x_and_days = st.tuples(st.sampled_from([0, 1, 3, 20, 100, 400]), st.integers(1, 400), st.integers(0, 400))


def each_model(model: BuyTillYouDie) -> str:
    return model.label


@settings(deadline=None, max_examples=120)
@given(model=models, history=x_and_days, longer=st.integers(1, 300))
def test_silence_never_makes_a_customer_more_alive(
    model: BuyTillYouDie, history: tuple[int, int, int], longer: int
) -> None:
    x, last, silence = history
    t_x = last / 7 if x else 0.0
    seen = t_x + silence / 7
    now, later = (model.p_alive(*one(x, t_x, weeks))[0] for weeks in (seen, seen + longer / 7))
    assert 0 <= later <= now + 1e-12
    assert now <= 1


@settings(deadline=None, max_examples=120)
@example(model=BGNBD(2.7, 1.0, 2.7, 2.7), history=(100, 1, 0), weeks=11.0)
@example(model=BGNBD(0.37, 1.0, 0.37, 2.7), history=(100, 1, 0), weeks=6.0)
@given(model=models, history=x_and_days, weeks=st.floats(0.1, 200))
def test_more_time_never_means_fewer_purchases(
    model: BuyTillYouDie, history: tuple[int, int, int], weeks: float
) -> None:
    x, last, silence = history
    t_x = last / 7 if x else 0.0
    triple = one(x, t_x, t_x + silence / 7)
    soon, late = model.expected(weeks, *triple)[0], model.expected(2 * weeks, *triple)[0]
    assert np.isfinite(late)
    assert 0 <= soon <= late * (1 + 1e-6) + 1e-9
    silent = p_silent(model, weeks, *triple)[0]
    assert 1 - soon - 1e-6 <= silent <= 1 + 1e-9


@pytest.mark.parametrize("model", CDNOW, ids=each_model)
def test_the_first_weeks_bring_the_posterior_rate(model: BuyTillYouDie) -> None:
    """Expected purchases of a moment ahead are P(alive) times the mean rate (r + x) / (α + T)."""
    moment, triple = 1e-5, one(5, 20, 30)
    rate = (model.r + 5) / (model.alpha + 30) * model.p_alive(*triple)[0]  # type: ignore[attr-defined]
    assert model.expected(moment, *triple)[0] / moment == pytest.approx(rate, rel=1e-4)


@pytest.mark.parametrize("kind", [BGNBD, MBGNBD])
@pytest.mark.parametrize("a", [0.05, 0.999_999_9, 1.0, 2.5, 19.9, 20.1, 60.0])
@pytest.mark.parametrize("x", [0.0, 1.0, 30.0, 400.0])
def test_expected_purchases_are_the_mean_over_dropout_chances(kind: type[BGNBD], a: float, x: float) -> None:
    """Against the integral over p of what a customer with that chance would do: (1 − (1 + pt/(α+T))^−(r+x)) / p."""
    model, weeks, seen = kind(0.7, 5.0, a, 3.0), 52.0, 78.0
    b = 3.0 + x + kind.survived_first

    def purchases(u: float) -> float:
        p = u ** (1 / min(a, 1.0))
        bought = -np.expm1(-(0.7 + x) * np.log1p(p * weeks / (5.0 + seen))) / p
        density = np.exp((a - 1) * np.log(p) + (b - 1) * np.log1p(-p) - betaln(a, b))
        return float(bought * density * p / u / min(a, 1.0))

    cuts = np.concatenate([np.geomspace(1e-12, 1e-2, 30), np.linspace(1e-2, 1 - 1e-12, 60)[1:]])
    exact = sum(quad(purchases, low, high, epsabs=0, epsrel=1e-10)[0] for low, high in pairwise(cuts))
    found = model.expected_if_alive(weeks, *one(x, seen))[0]
    assert found == pytest.approx(exact, rel=2e-5)


def _simulated(model: BuyTillYouDie, weeks: float, count: int = 200_000) -> float:
    """Return the mean repeat purchases of newcomers, by drawing them."""
    chance = np.random.default_rng(11)
    r, alpha, c, d = model.parameters().values()
    rate = chance.gamma(r, 1 / alpha, count)
    end = np.full(count, weeks)
    stop = np.zeros(count)
    if isinstance(model, ParetoNBD):
        end = np.minimum(weeks, chance.exponential(1 / chance.gamma(c, 1 / d, count)))
    else:
        stop = chance.beta(c, d, count)
    alive = chance.random(count) >= stop if isinstance(model, MBGNBD) else np.ones(count, dtype=bool)
    time, bought = np.zeros(count), 0
    while alive.any():
        time = time + chance.exponential(1 / np.maximum(rate, 1e-12))
        alive &= time < end
        bought += int(alive.sum())
        alive &= chance.random(count) >= stop
    return bought / count


@pytest.mark.parametrize("model", CDNOW, ids=each_model)
def test_newcomers_buy_as_often_as_drawn_customers_do(model: BuyTillYouDie) -> None:
    assert model.expected_new(np.array([52.0]))[0] == pytest.approx(_simulated(model, 52.0), rel=0.03)
    assert model.expected_new(np.array([0.0]))[0] == 0


@pytest.mark.parametrize("model", CDNOW, ids=each_model)
def test_four_hundred_purchases_are_no_trouble(model: BuyTillYouDie) -> None:
    """Bought until yesterday: alive, and expected to go on; silent since half the time: gone."""
    busy, gone = one(400, 77.9, 78), one(400, 39, 78)
    assert model.p_alive(*busy)[0] > 0.98
    assert model.p_alive(*gone)[0] < 1e-9
    assert 100 < model.expected(52, *busy)[0] < 400
    assert model.expected(52, *gone)[0] < 1e-6
    assert np.isfinite(model.log_likelihood(*busy)[0])


def test_one_time_buyers_are_alive_for_ever_only_under_bg_nbd() -> None:
    bg, mbg, pareto = (model.p_alive(*one(0, 0, 300))[0] for model in CDNOW)
    assert bg == 1
    assert mbg < 0.25
    assert pareto < 0.25


def test_a_pareto_hazard_of_shape_one_is_no_pole() -> None:
    near, at = (ParetoNBD(0.5, 10, s, 12).expected(39, *one(2, 30, 39))[0] for s in (1 + 1e-6, 1.0))
    assert at == pytest.approx(near, rel=1e-5)


def test_the_expected_amount_lies_between_ones_own_mean_and_that_of_all() -> None:
    model = GammaGamma(6.25, 3.74, 15.44)
    everybody = model.mean()
    assert everybody == pytest.approx(6.25 * 15.44 / 2.74)
    few, many = (model.expected(*one(x, 100.0))[0] for x in (1, 50))
    assert everybody < few < many < 100
    assert model.expected(*one(0, 0.0))[0] == pytest.approx(everybody)
    assert np.isinf(GammaGamma(6.25, 1.0, 15.44).mean())
