"""Flow between two days: the definition holds still, nobody is lost, and nothing of the future is read."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from liuke.engine import Engine
from liuke.measure import summary
from liuke.segment.clusters import Definition, chosen, fit_clusters, measured
from liuke.segment.clusters.flow import cluster_flow, members, moved
from tests.measure.oracle import START, Purchases, activity_frame
from tests.measure.strategies import AS_OF, purchases

HALF = START + (AS_OF - START) // 2


@pytest.fixture(scope="module")
def definition() -> Definition:
    random = np.random.default_rng(1)
    rows = pl.DataFrame(
        {
            "customer_id": [str(at) for at in range(40)],
            "recency": random.uniform(0, 90, 40),
            "frequency": random.integers(1, 9, 40).astype(float),
            "monetary": random.uniform(5, 300, 40),
            "tenure": random.uniform(0, 90, 40),
        }
    )
    return fit_clusters(rows, k=3)


@settings(max_examples=10, deadline=None)
@given(bought=purchases)
def test_everybody_of_the_later_day_is_counted_once(engine: Engine, definition: Definition, bought: Purchases) -> None:
    table = engine.table(activity_frame(bought))
    flow = cluster_flow(engine, table, definition, HALF, AS_OF)
    assert flow["customers"].sum() == len(bought)
    already = sum(min(days) <= HALF for days in bought.values())
    assert flow.filter(pl.col("from_cluster").is_not_null())["customers"].sum() == already
    assert set(flow["to_cluster"]) <= set(definition.ids)


@settings(max_examples=10, deadline=None)
@given(bought=purchases)
def test_what_happened_later_changes_nothing_of_an_earlier_day(
    engine: Engine, definition: Definition, bought: Purchases
) -> None:
    known = {name: early for name, days in bought.items() if (early := {day for day in days if day <= HALF})}
    if not known:
        return
    then = members(engine, engine.table(activity_frame(bought)), definition, HALF)
    alone = members(engine, engine.table(activity_frame(known)), definition, HALF)
    assert then.equals(alone)


def test_the_last_day_is_what_the_run_assigns(engine: Engine, definition: Definition) -> None:
    bought = {f"c{at}": {START + timedelta(days=7 * step) for step in range(at + 1)} for at in range(9)}
    table = engine.table(activity_frame(bought))
    now = members(engine, table, definition, AS_OF)
    frame = engine.polars(measured(summary(table, AS_OF), chosen(definition.scaling.columns))).sort("customer_id")
    assert now.select("customer_id", "cluster").equals(definition.assigned(frame).select("customer_id", "cluster"))


def test_moves_are_counted_by_hand() -> None:
    before = pl.DataFrame({"customer_id": ["a", "b", "gone"], "cluster": ["x", "x", "y"]})
    after = pl.DataFrame({"customer_id": ["a", "b", "c"], "cluster": ["x", "y", "y"]})
    assert moved(before, after).rows() == [(None, "y", 1), ("x", "x", 1), ("x", "y", 1)]
