"""Rolling origins: nothing after an origin reaches a forecast made at it, holidays, choice and adding up included."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.predict.demand import Ask, Series, forecast_series
from liuke.predict.demand.methods import INTERMITTENT
from liuke.predict.demand.origins import FIRST, Plan, forecasts, outcomes, plan_for

MONDAY = date(2024, 1, 1)


def weeks(values: np.ndarray, paths: tuple[tuple[str, ...], ...] = ((),)) -> Series:
    """Return a series of weeks; the first row is the sum of the others where there are several."""
    starts = tuple(MONDAY + timedelta(weeks=at) for at in range(values.shape[1]))
    return Series("week", starts, ("group",) * max(map(len, paths)), paths, values)


def test_outcomes_that_have_not_come_are_unknown() -> None:
    plan = Plan(12, 3, 1, (10, 11))
    assert outcomes(np.arange(12.0), plan)[1, 0] == 11
    assert np.isnan(outcomes(np.arange(12.0), plan)).tolist() == [[False, False, True], [False, True, True]]


@given(changed=st.lists(st.floats(0, 1e4), min_size=1, max_size=10), seed=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_later_data_change_no_forecast_made_before(changed: list[float], seed: int) -> None:
    values = np.random.default_rng(seed).poisson(0.5, 40).astype(float)
    plan = plan_for(40, 4, "week")
    other = values.copy()
    other[-len(changed) :] = changed
    first, second = (forecasts(one, plan, INTERMITTENT) for one in (values, other))
    before = [row for row, origin in enumerate(plan.origins) if origin <= 40 - len(changed)]
    for name in first:
        assert first[name][before].tolist() == second[name][before].tolist()


def test_later_data_change_no_forecast_of_an_earlier_origin_in_a_whole_answer() -> None:
    """Values, methods, effects of holidays, intervals held and reconciliation at an origin rest on what was known."""
    chance = np.random.default_rng(4)
    groups = chance.poisson(40, (2, 60)).astype(float)
    later = groups.copy()
    later[:, 50:] = chance.poisson(400, (2, 10))
    paths = ((), ("a",), ("b",))
    answers = [
        forecast_series(weeks(np.vstack([one.sum(axis=0), one]), paths), Ask(horizon=4, country="CN"))
        for one in (groups, later)
    ]
    plan = answers[0].plan
    before = [row for row, origin in enumerate(plan.origins) if origin <= 50]
    assert len(before) > 2
    for first, second in zip(answers[0].nodes, answers[1].nodes, strict=True):
        assert first.judged.rolled[before].tolist() == second.judged.rolled[before].tolist()
        assert first.judged.rolled[-1].tolist() != second.judged.rolled[-1].tolist()


def test_a_series_that_begins_late_is_repeated_until_enough_is_known() -> None:
    values = np.r_[np.zeros(30), np.full(15, 6.0)]
    plan = plan_for(45, 3, "week")
    found = forecasts(values, plan, INTERMITTENT, start=30)
    early = [row for row, origin in enumerate(plan.origins) if origin - 30 < FIRST]
    assert early
    assert np.unique(found["sba"][early]).tolist() == [6.0]


def test_a_method_that_runs_away_says_what_the_naive_says() -> None:
    from liuke.language import Text  # noqa: PLC0415
    from liuke.predict.demand.methods import Known  # noqa: PLC0415

    def fails(_values: np.ndarray, _horizon: int, _period: int) -> np.ndarray:
        raise np.linalg.LinAlgError

    wild = {
        "huge": Known(Text("", ""), lambda _values, horizon, _: np.full(horizon, 1e9)),
        "none": Known(Text("", ""), lambda _values, horizon, _: np.full(horizon, np.nan)),
        "fails": Known(Text("", ""), fails),
    }
    found = forecasts(np.arange(1.0, 31), plan_for(30, 2, "week"), wild)
    assert all(found[name].tolist() == found["seasonal_naive"].tolist() for name in wild)


@pytest.mark.parametrize("length", [60, 104])
def test_the_plan_of_all_series_is_one(length: int) -> None:
    assert plan_for(length, 13, "week").horizon == 13
