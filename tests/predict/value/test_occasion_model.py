"""The laws of BG/BB: its sums against every sequence there is, the gradient, simulation, and impossible counts."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.errors import DataError
from liuke.predict.value import BGBB, Counts, model_of
from liuke.predict.value.bg_bb import Likelihood
from liuke.predict.value.models import p_silent
from tests.predict.value.shops import counts_of, one

positive = st.floats(-2, 3).map(lambda log: float(np.exp(log)))
models = st.tuples(positive, positive, positive, positive).map(lambda at: BGBB(*at))
MODEL = BGBB(1.2, 0.75, 0.66, 2.78)


@st.composite
def histories(draw: st.DrawFn) -> Counts:
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        n = draw(st.integers(1, 30))
        last = draw(st.integers(0, n))
        rows.append((draw(st.integers(1, last)) if last else 0, last, n, draw(st.integers(1, 9))))
    return Counts.grouped(*np.array(rows, dtype=float).T)


def story(row: tuple[int, ...]) -> tuple[float, float, float]:
    """Return x, t_x and n of purchases (1) and misses (0) at a row of occasions."""
    bought = [place for place, one_ in enumerate(row, 1) if one_]
    return float(len(bought)), float(max(bought, default=0)), float(len(row))


def drawn(model: BGBB, customers: int, occasions: int, seed: int) -> np.ndarray:
    """Return who bought when, shape (customers, occasions)."""
    chance = np.random.default_rng(seed)
    buys, ends = chance.beta(model.alpha, model.beta, customers), chance.beta(model.gamma, model.delta, customers)
    alive = chance.geometric(np.maximum(ends, 1e-9))[:, None] > np.arange(1, occasions + 1)[None, :]
    return alive & (chance.random((customers, occasions)) < buys[:, None])


@settings(deadline=None, max_examples=40)
@given(counts=histories(), model=models)
def test_the_gradient_is_the_slope_of_the_log_likelihood(counts: Counts, model: BGBB) -> None:
    likelihood, at = Likelihood(counts), np.array(list(model.parameters().values()))
    steps = np.diag(at * 1e-5)
    slope = [(likelihood(at + step)[0] - likelihood(at - step)[0]) / (2 * step.sum()) for step in steps]
    value, gradient = likelihood(at)
    assert gradient == pytest.approx(np.array(slope), rel=1e-4, abs=1e-6 * (1 + abs(value)) / at.min())
    assert value == pytest.approx(float(counts.weight @ model.log_likelihood(*counts.triple)), rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(model=models, n=st.integers(1, 6))
def test_all_stories_together_are_certain(model: BGBB, n: int) -> None:
    rows = np.array([story(row) for row in product((0, 1), repeat=n)])
    chances = np.exp(model.log_likelihood(*rows.T))
    assert chances.sum() == pytest.approx(1, rel=1e-9)
    by_count = [chances[rows[:, 0] == x].sum() for x in range(n + 1)]
    assert model.chances(n) == pytest.approx(np.array(by_count), rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(model=models, past=st.lists(st.integers(0, 1), min_size=1, max_size=5), ahead=st.integers(1, 4))
def test_expectations_are_means_over_every_way_to_go_on(model: BGBB, past: list[int], ahead: int) -> None:
    futures = list(product((0, 1), repeat=ahead))
    whole = np.array([story((*past, *future)) for future in futures])
    known = one(*story(tuple(past)))
    share = np.exp(model.log_likelihood(*whole.T) - model.log_likelihood(*known)[0])
    assert share.sum() == pytest.approx(1, rel=1e-9)
    mean = sum(chance * sum(future) for chance, future in zip(share, futures, strict=True))
    assert model.expected(ahead, *known)[0] == pytest.approx(mean, rel=1e-8)
    worth = sum(
        chance * sum(bought * 1.1 ** -(k + 1) for k, bought in enumerate(future))
        for chance, future in zip(share, futures, strict=True)
    )
    assert model.discounted(ahead, 0.1, *known)[0] == pytest.approx(worth, rel=1e-8)
    assert p_silent(model, ahead, *known)[0] == pytest.approx(share[0], rel=1e-8)


@given(model=models, n=st.integers(1, 12))
def test_who_bought_last_time_is_alive_and_silence_tells_against_it(model: BGBB, n: int) -> None:
    assert model.p_alive(*one(1, n, n))[0] == pytest.approx(1)
    silent = [model.p_alive(*one(1, 1, n + more))[0] for more in range(6)]
    assert all(later <= now + 1e-12 for now, later in pairwise(silent))


def test_newcomers_buy_as_often_as_drawn_customers_do() -> None:
    bought = drawn(MODEL, 200_000, 8, 3).cumsum(axis=1).mean(axis=0)
    assert MODEL.expected_new(np.arange(9.0))[1:] == pytest.approx(bought, rel=0.01)
    assert MODEL.expected_new(np.zeros(1))[0] == 0
    assert MODEL.expected_new(np.array([6.0]))[0] == pytest.approx(MODEL.chances(6) @ np.arange(7))


def test_the_truth_lies_within_the_intervals() -> None:
    inside = []
    for seed in range(20):
        rows = drawn(MODEL, 3000, 8, seed)
        last = (rows * np.arange(1, 9)).max(axis=1)
        low, high = BGBB.fit(Counts.grouped(rows.sum(axis=1), last, np.full(3000, 8)))[1].interval()
        inside.append((low <= list(MODEL.parameters().values())) & (high >= list(MODEL.parameters().values())))
    assert 0.85 <= np.mean(inside) <= 1.0


def test_a_stored_record_gives_the_model_back() -> None:
    assert model_of({"name": "bg_bb", "parameters": MODEL.parameters()}) == MODEL


IMPOSSIBLE = {"more purchases than occasions": (3, 2, 6), "half an occasion": (1, 1.5, 6), "half a period": (1, 1, 6.5)}


@pytest.mark.parametrize("row", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_impossible_occasions_are_refused(row: tuple[float, float, float]) -> None:
    with pytest.raises(DataError) as caught:
        BGBB.fit(counts_of((2, 3, 6), row, (0, 0, 6)))
    assert caught.value.code == "value.impossible"
    assert f"x = {float(row[0])}" in caught.value.message.en
