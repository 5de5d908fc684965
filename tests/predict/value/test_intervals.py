"""Intervals: symmetric in the logarithm, silent where nothing is known, and as often right as they say."""

import numpy as np
import pytest

from liuke.predict.value import BGBB, BGNBD, MBGNBD, BuyTillYouDie, Counts, ParetoNBD
from liuke.predict.value.intervals import (
    CUSTOMERS,
    expected_interval,
    parameter_intervals,
    purchase_interval,
    total_interval,
)
from liuke.predict.value.maximise import Maximum, maximise
from tests.predict.value.shops import counts_of, drawn, one

MODELS: tuple[BuyTillYouDie, ...] = (
    BGNBD(0.8, 6.0, 0.9, 2.5),
    MBGNBD(0.8, 6.0, 0.9, 2.5),
    ParetoNBD(0.8, 9.0, 0.7, 12.0),
    BGBB(1.2, 0.75, 0.66, 2.78),
)


def each_model(model: BuyTillYouDie) -> str:
    return model.label


def sure(model: BuyTillYouDie, spread: float = 0.05) -> Maximum:
    values = np.array(list(model.parameters().values()))
    return Maximum(values, 0.0, np.eye(len(values)) * spread**2)


def test_the_interval_of_a_rate_is_the_textbooks() -> None:
    """Poisson: 100 events in 50 weeks. ln of the rate has variance 1 / 100."""

    def likelihood(at: np.ndarray) -> tuple[float, np.ndarray]:
        return float(100 * np.log(at[0]) - 50 * at[0]), 100 / at - 50

    found = maximise(likelihood, [(1.0,)], 50.0, "Poisson")
    assert found.parameters[0] == pytest.approx(2, rel=1e-6)
    assert found.covariance[0, 0] == pytest.approx(0.01, rel=1e-4)
    assert found.standard_errors[0] == pytest.approx(0.2, rel=1e-4)
    low, high = found.interval()
    assert (low[0], high[0]) == pytest.approx((2 * np.exp(-0.195996), 2 * np.exp(0.195996)), rel=1e-4)


def test_what_the_data_do_not_tell_has_no_interval_and_is_not_drawn() -> None:
    covariance = np.full((2, 2), np.nan)
    covariance[0, 0] = 0.04
    found = Maximum(np.array([2.0, 1800.0]), 0.0, covariance, on_edge=True)
    assert parameter_intervals(("r", "b"), found) == {
        "r": [pytest.approx(1.3513, rel=1e-3), pytest.approx(2.96, rel=1e-3)],
        "b": None,
    }
    draws = found.draws(500, 1)
    assert draws[:, 1] == pytest.approx(np.full(500, 1800.0))
    assert np.log(draws[:, 0]).std() == pytest.approx(0.2, rel=0.1)


def test_draws_have_the_covariance_of_the_maximum() -> None:
    covariance = np.array([[0.04, 0.03], [0.03, 0.09]])
    logs = np.log(Maximum(np.array([2.0, 5.0]), 0.0, covariance).draws(20_000, 3))
    assert np.cov(logs.T) == pytest.approx(covariance, rel=0.05)
    assert logs.mean(axis=0) == pytest.approx(np.log([2.0, 5.0]), abs=0.01)


@pytest.mark.parametrize("model", MODELS, ids=each_model)
def test_drawn_futures_have_the_models_own_mean(model: BuyTillYouDie) -> None:
    chance = np.random.default_rng(7)
    for row in ((0, 0, 20), (1, 2, 20), (6, 19, 20)):
        many = [np.repeat(column, 40_000) for column in one(*row)]
        bought = model.sample(15, *many, chance)
        expected = model.expected(15, *one(*row))[0]
        assert bought.mean() == pytest.approx(expected, abs=4 * bought.std() / 200)
        assert (bought == 0).mean() == pytest.approx(1 - (bought > 0).mean())


@pytest.mark.parametrize("model", MODELS, ids=each_model)
def test_an_interval_holds_the_expectation_and_grows_with_doubt(model: BuyTillYouDie) -> None:
    counts = counts_of((0, 0, 20), (1, 2, 20), (6, 19, 20), (3, 9, 30))
    expected = model.expected(12, *counts.triple)
    low, high = expected_interval(type(model), sure(model), 12, counts)
    wide_low, wide_high = expected_interval(type(model), sure(model, 0.2), 12, counts)
    assert (low <= expected).all()
    assert (expected <= high).all()
    assert (wide_high - wide_low > high - low).all()
    least, most = purchase_interval(type(model), sure(model), 12, counts)
    assert (least == np.floor(least)).all()
    assert (least <= low).all()
    assert (most >= high)[expected > 1].all()


def test_chunks_of_customers_say_what_one_chunk_does(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, model = drawn(300), MODELS[0]
    whole = expected_interval(BGNBD, sure(model), 12, counts, draws=20)
    monkeypatch.setattr("liuke.predict.value.intervals.CHUNK", 7)
    assert np.stack(expected_interval(BGNBD, sure(model), 12, counts, draws=20)) == pytest.approx(np.stack(whole))


def test_a_total_is_the_models_own_with_doubt_and_chance_around_it() -> None:
    counts, model = drawn(2000), MODELS[1]
    total = total_interval(model, sure(model), 26, counts)
    assert total.expected == pytest.approx(float(model.expected(26, *counts.triple) @ counts.weight))
    assert total.least < total.low < total.expected < total.high < total.most


def test_a_total_of_many_customers_is_as_sure_as_if_all_had_been_drawn() -> None:
    """Without doubt about parameters, chance alone: its share shrinks with the root of the number of customers."""
    model, few = MODELS[1], drawn(CUSTOMERS // 2)
    found = sure(model, 1e-9)
    many = Counts(few.x, few.t_x, few.T, few.weight * 100)
    one_, hundred = (total_interval(model, found, 26, counts, draws=400) for counts in (few, many))
    assert hundred.expected == pytest.approx(100 * one_.expected)
    assert (hundred.most - hundred.least) / (one_.most - one_.least) == pytest.approx(10, rel=0.2)


def futures(seed: int, customers: int) -> tuple[Counts, float]:
    """Return counts of MBG/NBD customers after 30 weeks, and what all of them buy in the 20 weeks after."""
    chance = np.random.default_rng(seed)
    rate, ends = chance.gamma(0.8, 1 / 6.0, customers), chance.beta(0.9, 2.5, customers)
    alive, time = chance.random(customers) >= ends, np.zeros(customers)
    x, t_x, later = np.zeros(customers), np.zeros(customers), 0
    while alive.any():
        time = time + chance.exponential(1 / np.maximum(rate, 1e-9))
        alive &= time <= 50
        before = alive & (time <= 30)
        x[before] += 1
        t_x[before] = time[before]
        later += int((alive & (time > 30)).sum())
        alive &= chance.random(customers) >= ends
    return Counts.grouped(x, t_x, np.full(customers, 30.0)), float(later)


def covered(seeds: range, customers: int) -> float:
    """Return in how many companies what came lies within the prediction interval of the total."""
    inside = []
    for seed in seeds:
        counts, later = futures(seed, customers)
        total = total_interval(*MBGNBD.fit(counts), 20, counts)
        inside.append(total.least <= later <= total.most)
    return float(np.mean(inside))


def test_the_total_that_comes_lies_within_its_interval() -> None:
    assert covered(range(12), 600) >= 0.8


@pytest.mark.slow
def test_the_total_that_comes_lies_within_its_interval_as_often_as_said() -> None:
    assert 0.9 <= covered(range(100, 300), 1500) <= 0.99
