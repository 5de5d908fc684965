"""Intervals: as wide as errors were, wider further ahead where these grew, and holding as often as they say."""

import numpy as np
import pytest

from liuke.predict.demand.bands import spread_of
from liuke.predict.demand.judged import bands, held, judge
from liuke.predict.demand.origins import Plan, plan_for


def test_the_width_follows_how_errors_grow() -> None:
    ahead = np.arange(1, 9)
    for power in (0.0, 0.5, 1.0):
        errors = np.where(np.arange(40)[:, None] % 2, 1.0, -1.0) * 3 * ahead**power
        spread = spread_of(errors)
        assert spread is not None
        assert spread.sizes == pytest.approx(3 * ahead**power)


def test_few_origins_make_wide_intervals_and_two_make_none() -> None:
    wide, narrow = spread_of(np.array([[1.0], [-1], [1]])), spread_of(np.array([[1.0], [-1]] * 50))
    assert wide is not None
    assert narrow is not None
    assert wide.quantile(0.975)[0] == pytest.approx(4.303, abs=1e-3), "Student's t with two degrees of freedom"
    assert narrow.quantile(0.975)[0] == pytest.approx(2.0, abs=0.02)
    assert spread_of(np.array([[1.0, 2], [1, np.nan]])) is None


def test_without_errors_there_is_no_width() -> None:
    spread = spread_of(np.zeros((5, 3)))
    assert spread is not None
    assert spread.quantile(0.975).tolist() == [0, 0, 0]
    assert bands(np.ones(3), None, floor=True) == {}


def test_with_a_floor_nothing_is_below_zero() -> None:
    spread = spread_of(np.array([[9.0], [-9]] * 5))
    assert bands(np.ones(1), spread, floor=True)[95][0].tolist() == [0]
    assert bands(np.ones(1), spread, floor=False)[95][0][0] < -10


def test_whether_intervals_held_is_judged_by_those_made_at_the_time() -> None:
    """Errors of 1 at five origins and of 50 at the sixth: the interval made before it did not hold that."""
    plan = Plan(16, 1, 1, (10, 11, 12, 13, 14, 15))
    rolled, actual = np.zeros((7, 1)), np.array([[1.0], [-1], [1], [-1], [1], [50]])
    found = held(rolled, actual, plan, floor=False)
    assert found[95] == pytest.approx(2 / 3)


def _series(kind: str, chance: np.random.Generator, length: int) -> np.ndarray:
    noise = chance.normal(size=length)
    place = np.arange(length)
    return {
        "noise": 200 + 20 * noise,
        "walk": 800 + np.cumsum(10 * noise),
        "season": (300 + 1.5 * place) * (1 + 0.3 * np.sin(place * np.pi / 6)) + 15 * noise,
    }[kind]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["noise", "walk", "season"])
def test_intervals_hold_about_as_often_as_they_say(kind: str) -> None:
    """Of a few series, periods of each of which go together, so that there is room of some points."""
    grain, length, horizon = ("month", 60, 4) if kind == "season" else ("week", 70, 6)
    hits: dict[int, list[float]] = {80: [], 95: []}
    for seed in range(10 if kind == "season" else 20):
        values = _series(kind, np.random.default_rng(seed), length + horizon)
        plan = plan_for(length, horizon, grain)
        one = judge(values[:length], plan)
        for level, (low, high) in bands(one.rolled[-1], spread_of(one.rolled[:-1] - one.actual), floor=False).items():
            hits[level].append(float(np.mean((low <= values[length:]) & (values[length:] <= high))))
    assert 0.68 < np.mean(hits[80]) < 0.92
    assert 0.88 < np.mean(hits[95]) <= 1
