"""The remaining life that purchase models expect: against simulation, closed forms and their own limits."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from liuke.predict.value import BGBB, BGNBD, MBGNBD, BuyTillYouDie, ParetoNBD
from liuke.predict.value.remaining import lived_if_alive, remaining_days

CDNOW: tuple[BuyTillYouDie, ...] = (
    BGNBD(0.2426, 4.4135, 0.7929, 2.4258),
    MBGNBD(0.5248, 6.1831, 0.8914, 1.6140),
    ParetoNBD(0.5533, 10.578, 0.6062, 11.669),
)
SURE_TO_DIFFER = MBGNBD(1.2, 8.0, 30.0, 90.0)
"""Parameters so large that the hypergeometric function is summed another way."""
positive = st.floats(-2, 4).map(lambda log: float(np.exp(log)))
models = st.tuples(st.sampled_from((BGNBD, MBGNBD, ParetoNBD)), positive, positive, positive, positive).map(
    lambda at: at[0](*at[1:])
)


def each_model(model: BuyTillYouDie) -> str:
    return model.label


def simulated(model: BuyTillYouDie, x: float, seen: float, weeks: float, draws: int = 400_000) -> float:
    """Return the mean weeks that customers who are alive stay of the next ones, drawn from the model's own story."""
    random = np.random.default_rng(7)
    if isinstance(model, ParetoNBD):
        ends = random.exponential(1 / random.gamma(model.s, 1 / (model.beta + seen), draws))
    else:
        assert isinstance(model, BGNBD)
        rate = random.gamma(model.r + x, 1 / (model.alpha + seen), draws)
        chance = random.beta(model.a, model.b + x + model.survived_first, draws)
        purchases = random.geometric(np.maximum(chance, 1e-12)).astype(float)
        ends = random.gamma(purchases) / rate  # the last of so many purchases, each after an exponential time
    return float(np.minimum(ends, weeks).mean())


@pytest.mark.parametrize("model", [*CDNOW, SURE_TO_DIFFER], ids=each_model)
@pytest.mark.parametrize(("x", "seen"), [(0, 5), (1, 30), (12, 38)])
def test_it_agrees_with_customers_drawn_from_the_model(model: BuyTillYouDie, x: int, seen: int) -> None:
    said = lived_if_alive(model, 52.0, np.array([float(x)]), np.array([float(seen)]))[0]
    assert said == pytest.approx(simulated(model, x, seen, 52.0), abs=0.12)


@pytest.mark.parametrize("model", [*CDNOW, SURE_TO_DIFFER], ids=each_model)
@pytest.mark.parametrize("weeks", [1.0, 52.0, 520.0])
def test_a_few_nodes_give_the_whole_integral(model: BuyTillYouDie, weeks: float) -> None:
    for x, seen in ((0.0, 1.0), (3.0, 20.0), (60.0, 80.0)):
        row = np.array([x]), np.array([seen])
        whole, _ = quad(lambda t: model.survival_if_alive(t, *row)[0], 0, weeks, limit=200)  # noqa: B023 - used at once
        assert lived_if_alive(model, weeks, *row)[0] == pytest.approx(whole, rel=1e-3)


def test_pareto_nbd_has_the_closed_form_of_a_lomax() -> None:
    """∫ ((β+T)/(β+T+u))^s du = (β+T)/(s−1) · (1 − ((β+T)/(β+T+t))^(s−1))."""
    model, t = ParetoNBD(0.55, 10.6, 2.5, 30.0), 52.0
    start = 30.0 + 20.0
    expected = start / 1.5 * (1 - (start / (start + t)) ** 1.5)
    assert lived_if_alive(model, t, np.array([4.0]), np.array([20.0]))[0] == pytest.approx(expected, rel=1e-6)


def test_bg_bb_counts_the_occasions_that_are_survived() -> None:
    """θ ~ Beta(γ, δ + T): the next occasion is survived with chance (δ+T) / (γ+δ+T), two with the product."""
    model = BGBB(1.2, 0.75, 0.66, 2.78)
    once = (2.78 + 5) / (0.66 + 2.78 + 5)
    twice = once * (2.78 + 6) / (0.66 + 2.78 + 6)
    found = model.survival_if_alive(np.array([0.0, 1.0, 2.0]), np.full(3, 2.0), np.full(3, 5.0))
    assert found == pytest.approx([1.0, once, twice])


@settings(deadline=None, max_examples=80)
@given(model=models, x=st.sampled_from([0, 1, 5, 60, 300]), seen=st.floats(0.2, 300), t=st.floats(0, 300))
def test_survival_falls_from_one_and_never_rises(model: BuyTillYouDie, x: int, seen: float, t: float) -> None:
    at = np.full(3, float(x)), np.full(3, seen)
    start, soon, late = model.survival_if_alive(np.array([0.0, t, 2 * t]), *at)
    assert start == pytest.approx(1)
    assert 0 <= late <= soon + 1e-9 <= 1 + 2e-9


def test_days_are_of_all_and_not_only_of_those_alive() -> None:
    rows = pl.DataFrame({"x": [2.0, 2.0, 0.0], "T": [20.0, 20.0, 9.0], "p_alive": [1.0, 0.25, 0.0]})
    days = remaining_days(CDNOW[1], 52.0, rows)
    whole = 7 * lived_if_alive(CDNOW[1], 52.0, np.array([2.0]), np.array([20.0]))[0]
    assert days.to_list() == pytest.approx([whole, whole / 4, 0])
    assert whole < 364
