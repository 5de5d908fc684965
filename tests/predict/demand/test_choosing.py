"""The choice at an origin rests on errors known at it; the seasonal naive stays where nothing beats it."""

import numpy as np
import pytest

from liuke.predict.demand.choosing import choose
from liuke.predict.demand.origins import Plan, known_at, plan_for

PLAN = Plan(14, 2, 1, (10, 11, 12, 13))
ACTUAL = np.array([[10.0, 10], [10, 10], [10, 10], [10, np.nan]])


def rows(*values: float) -> np.ndarray:
    return np.array([[value, value] for value in values])


def test_what_was_known_at_an_origin_came_before_it() -> None:
    known = known_at(PLAN)
    assert known.shape == (5, 4, 2)
    assert not known[0].any()
    assert known[2].tolist() == [[True, True], [True, False], [False, False], [False, False]]
    assert known[4].tolist() == [[True, True], [True, True], [True, True], [True, False]]


def test_the_best_so_far_is_used_from_when_it_is_known_to_be() -> None:
    found = {
        "seasonal_naive": rows(14, 14, 14, 14, 14),
        "ets": rows(11, 11, 11, 11, 11),
        "average": rows(12.5, 13, 13, 13, 13),
    }
    choice = choose(found, ACTUAL, PLAN, squared=False)
    assert choice.at == ("average", "ets", "ets", "ets", "ets")
    assert choice.forecast[:, 0].tolist() == [12.5, 11, 11, 11, 11]


def test_a_model_as_good_as_the_naive_is_not_used() -> None:
    found = {"seasonal_naive": rows(9, 9, 9, 9, 9), "ets": rows(11, 11, 11, 11, 11)}
    assert choose(found, ACTUAL, PLAN, squared=False).method == "seasonal_naive"


def test_a_single_model_must_be_clearly_better_than_the_average() -> None:
    found = {"seasonal_naive": rows(*[20.0] * 5), "ets": rows(*[10.98] * 5), "average": rows(*[11.0] * 5)}
    assert choose(found, ACTUAL, PLAN, squared=False).method == "average"
    found["ets"] = rows(*[10.9] * 5)
    assert choose(found, ACTUAL, PLAN, squared=False).method == "ets"


def test_with_rare_demand_the_mean_is_aimed_at_and_not_the_median() -> None:
    actual = np.array([[0.0, 0], [0, 10], [10, 0], [0, np.nan]])
    found = {"seasonal_naive": rows(*[10.0] * 5), "zero": rows(*[0.0] * 5), "mean": rows(*[2.9] * 5)}
    assert choose(found, actual, PLAN, squared=False).method == "zero"
    assert choose(found, actual, PLAN, squared=True).method == "mean"


@pytest.mark.parametrize(("length", "period"), [(27, 1), (28, 12), (60, 12)])
def test_no_yearly_season_before_two_years_and_what_checks_it(length: int, period: int) -> None:
    plan = plan_for(length, 6, "month")
    assert plan.period == period
    assert period == 1 or plan.first >= 24


def test_origins_are_spread_up_to_the_last_period_and_none_where_too_little_is_known() -> None:
    plan = plan_for(104, 13, "week")
    assert (plan.period, plan.origins[0], plan.origins[-1], len(plan.origins)) == (1, 80, 103, 12)
    assert plan_for(15, 4, "week").origins == ()
    assert plan_for(16, 16, "week").origins == (10, 11, 12, 13, 14, 15)
