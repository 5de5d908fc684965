"""Stock: the quantile of what is asked for until the next delivery, and the chance that it really lasts."""

import numpy as np
import pytest

from liuke.errors import UsageError
from liuke.predict.demand.stock import Service, stock_advice


def test_stock_lasts_over_delivery_and_the_time_between_orders() -> None:
    assert Service(0.95, 14).periods("week") == 3
    assert Service(0.95, 14, 1).periods("week") == 3
    assert Service(0.95, 13, 1).periods("week") == 2
    assert Service(0.95, 0, 1).periods("day") == 1
    assert Service(0.95, 30, 30).periods("month") == 2


@pytest.mark.parametrize("service", [Service(0.4, 1), Service(1.0, 1), Service(0.9, -1), Service(0.9, 1, -1)])
def test_what_is_no_service_level_is_refused(service: Service) -> None:
    with pytest.raises(UsageError) as refused:
        service.check()
    assert refused.value.code == "demand.service"


def test_safety_covers_errors_of_the_sum_and_not_the_sum_of_errors() -> None:
    """Errors of +3 and −3 by turns are 0 in sums of two: no safety is needed."""
    rolled, actual = np.full((13, 4), 10.0), 10 + np.tile([3.0, -3, 3, -3], (12, 1))
    found = stock_advice(rolled, actual, Service(0.95, 7), "week")
    assert found is not None
    assert (found["periods"], found["expected"]) == (2, 20)
    alone = stock_advice(rolled, actual, Service(0.95, 0, 7), "week")
    assert alone is not None
    assert alone["safety_stock"] > found["safety_stock"]


def test_it_is_told_as_whole_pieces_and_never_less_than_expected() -> None:
    rolled, actual = np.full((6, 2), 2.2), np.full((5, 2), 2.2)
    found = stock_advice(rolled, actual, Service(0.95, 7), "week")
    assert found is not None
    assert (found["expected"], found["safety_stock"], found["order_up_to"]) == (4.4, 0, 5)


def test_further_than_the_forecast_or_without_errors_there_is_none() -> None:
    assert stock_advice(np.ones((5, 2)), np.ones((4, 2)), Service(0.9, 30), "week") is None
    assert stock_advice(np.ones((3, 2)), np.ones((2, 2)), Service(0.9, 7), "week") is None


def test_stock_lasts_as_often_as_it_is_to() -> None:
    """Demand of 100 ± 20 a week, known to be that, over three weeks: some 345 at 90 %."""
    chance = np.random.default_rng(0)
    lasted = []
    for _ in range(2_000):
        demand = chance.normal(100, 20, (13, 3))
        found = stock_advice(np.full((13, 3), 100.0), demand[:12], Service(0.9, 14), "week")
        assert found is not None
        lasted.append(demand[12].sum() <= found["order_up_to"])
    assert np.mean(lasted) == pytest.approx(0.9, abs=0.025)
