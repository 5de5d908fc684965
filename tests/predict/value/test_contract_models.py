"""The laws of sBG and of its survivors: counts by hand, densities, simulated contracts, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.errors import DataError
from liuke.language import LANGUAGES
from liuke.predict.value import SBG, Survivors
from liuke.predict.value.sbg import Likelihood

positive = st.floats(-2.5, 3.5).map(lambda log: float(np.exp(log)))
falling = st.lists(st.integers(0, 400), min_size=3, max_size=9).map(lambda rows: sorted(rows, reverse=True))


def contracts(model: SBG, count: int, seed: int, longest: int = 12) -> Survivors:
    """Return simulated contracts, each seen for a random number of renewals."""
    chance = np.random.default_rng(seed)
    life = chance.geometric(np.maximum(chance.beta(model.alpha, model.beta, count), 1e-9)) - 1
    seen = chance.integers(1, longest + 1, count)
    return Survivors.counted(np.minimum(life, seen), life < seen)


def test_survivors_are_counted_by_hand() -> None:
    """Of 10 that began, 3 ended at the first renewal, 1 at the second; 6 are still there."""
    survivors = Survivors.of((10, 7, 6))
    assert survivors.lost.tolist() == [3, 1]
    assert survivors.kept.tolist() == [0, 0, 6]
    assert survivors.faced.tolist() == [10, 7]
    assert survivors.survival().tolist() == pytest.approx([1, 0.7, 0.6])


def test_younger_cohorts_are_censored_where_they_were_last_seen() -> None:
    survivors = Survivors.of((10, 7, 6), (20, 15))
    assert survivors.lost.tolist() == [8, 1]
    assert survivors.kept.tolist() == [0, 15, 6]
    assert survivors.faced.tolist() == [30, 7]
    assert survivors.contracts == 30


def test_single_contracts_count_like_cohorts() -> None:
    renewed, ended = [0, 0, 0, 1, *[2] * 6], [True, True, True, True, *[False] * 6]
    one, other = Survivors.counted(renewed, ended), Survivors.of((10, 7, 6))
    assert (one.lost.tolist(), one.kept.tolist()) == (other.lost.tolist(), other.kept.tolist())
    many = Survivors.counted([0, 1, 2], [True, True, False], [3, 1, 6])
    assert (many.lost.tolist(), many.kept.tolist()) == (other.lost.tolist(), other.kept.tolist())


@given(rows=falling, renewals=st.integers(0, 8))
def test_what_was_known_earlier_is_the_same_without_what_came_later(rows: list[int], renewals: int) -> None:
    renewals = min(renewals, len(rows) - 1)
    cut, then = Survivors.of(rows).seen_until(renewals), Survivors.of(rows[: renewals + 1])
    assert (cut.lost.tolist(), cut.kept.tolist()) == (then.lost.tolist(), then.kept.tolist())


@settings(deadline=None, max_examples=60)
@given(alpha=positive, beta=positive, rows=falling)
def test_the_gradient_is_the_slope_of_the_log_likelihood(alpha: float, beta: float, rows: list[int]) -> None:
    likelihood, at = Likelihood(Survivors.of(rows)), np.array([alpha, beta])
    steps = np.diag(at * 1e-5)
    slope = [(likelihood(at + step)[0] - likelihood(at - step)[0]) / (2 * step.sum()) for step in steps]
    assert likelihood(at)[1] == pytest.approx(np.array(slope), rel=1e-4, abs=1e-4 * (1 + rows[0]) / at.min())


@given(alpha=positive, beta=positive)
def test_survival_is_the_product_of_retention_which_rises(alpha: float, beta: float) -> None:
    model, t = SBG(alpha, beta), np.arange(1.0, 30.0)
    retention = model.retention(t)
    assert model.survival(t) == pytest.approx(np.cumprod(retention), rel=1e-9)
    assert (np.diff(retention) > 0).all()
    assert model.survival(np.zeros(1))[0] == 1


@given(alpha=positive, beta=positive, horizon=st.integers(1, 40), discount=st.floats(0, 1))
def test_a_new_contract_is_its_first_period_and_what_is_left(
    alpha: float, beta: float, horizon: int, discount: float
) -> None:
    model = SBG(alpha, beta)
    rest = model.expected_residual(np.zeros(1), horizon - 1, discount)[0] / (1 + discount)
    assert model.expected_lifetime(horizon, discount) == pytest.approx(1 + rest, rel=1e-9)


@given(alpha=positive, beta=positive)
def test_who_has_renewed_more_often_will_more_often(alpha: float, beta: float) -> None:
    left = SBG(alpha, beta).expected_residual(np.arange(12.0), 10, 0.1)
    assert (np.diff(left) > 0).all()
    assert (left < 10).all()


def test_renewals_still_to_come_agree_with_drawn_contracts() -> None:
    """Of contracts renewed twice, the mean renewals of the next five."""
    chance, model = np.random.default_rng(4), SBG(0.8, 2.5)
    life = chance.geometric(chance.beta(0.8, 2.5, 400_000)) - 1
    old = life[life >= 2]
    assert model.expected_residual(np.array([2.0]), 5)[0] == pytest.approx(np.minimum(old - 2, 5).mean(), rel=0.01)


def test_censored_contracts_do_not_bias_the_fit() -> None:
    """The true parameters lie in their 95 % intervals in about 19 of 20 companies."""
    truth, inside = SBG(0.7, 1.8), []
    for seed in range(40):
        low, high = SBG.fit(contracts(truth, 4000, seed))[1].interval()
        inside.append([low[0] <= truth.alpha <= high[0], low[1] <= truth.beta <= high[1]])
    assert 0.85 <= np.mean(inside) <= 1.0


HOPELESS = {
    "nobody ended": (100, 100, 100),
    "everybody ended at once": (100, 0),
    "one renewal": (100, 60),
    "nobody at all": (0, 0, 0),
}


@pytest.mark.parametrize("rows", HOPELESS.values(), ids=HOPELESS.keys())
def test_contracts_that_tell_nothing_are_refused(rows: tuple[int, ...]) -> None:
    with pytest.raises(DataError) as caught:
        SBG.fit(Survivors.of(rows))
    assert caught.value.code == "value.too_alike"
    assert all(caught.value.message.say(to) and caught.value.hint.say(to) for to in LANGUAGES)


@pytest.mark.parametrize("rows", [(100, 120, 80), (100, float("nan"), 3), (100, 50, -1)])
def test_survivors_that_grow_are_refused(rows: tuple[float, ...]) -> None:
    with pytest.raises(DataError) as caught:
        SBG.fit(Survivors.of(rows))
    assert caught.value.code == "value.impossible"
