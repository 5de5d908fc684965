"""Demand counts the same on both engines: by period, of customers' groups, and of what was bought."""

import pytest

from liuke.engine import Engine
from tests.predict.demand.test_sources import check_everything, values


@pytest.mark.slow
def test_demand_is_counted_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    check_everything(spark)
    assert values(spark, "churned") == values(engine, "churned")
