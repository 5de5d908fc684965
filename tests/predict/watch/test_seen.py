"""Customers seen at several snapshots by one query are those that each snapshot by itself shows."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.watch.seen import LEFT, Seen, look
from tests.predict.watch.companies import AS_OF, company, history, learnt

NOW = AS_OF + timedelta(days=1)
THEN = AS_OF - timedelta(days=80)
BEFORE = AS_OF - timedelta(days=200)


@pytest.fixture(scope="module")
def bought() -> pl.DataFrame:
    return company(2)


@pytest.fixture(scope="module")
def churn(engine: Engine, bought: pl.DataFrame) -> ChurnFit:
    return learnt(engine, bought.filter(pl.col("day") <= THEN), THEN)


@pytest.fixture(scope="module")
def seen(engine: Engine, bought: pl.DataFrame, churn: ChurnFit) -> Seen:
    return look(engine, history(engine, bought, AS_OF), churn, (NOW, THEN, BEFORE), (0, 60))


@pytest.mark.parametrize("snapshot", [NOW, THEN, BEFORE])
def test_together_they_are_as_each_alone(
    engine: Engine, bought: pl.DataFrame, churn: ChurnFit, seen: Seen, snapshot: date
) -> None:
    alone = look(engine, history(engine, bought, AS_OF), churn, [snapshot])
    assert np.array_equal(seen.at(snapshot), alone.at(snapshot), equal_nan=True)
    assert seen.at(NOW).shape == (len(seen.at(NOW)), len(churn.features))


def test_nothing_of_later_days_is_seen(engine: Engine, bought: pl.DataFrame, churn: ChurnFit, seen: Seen) -> None:
    """Inputs at a snapshot are the same where the facts from that day on are not there at all."""
    earlier = bought.filter(pl.col("day") < THEN)
    alone = look(engine, history(engine, earlier, THEN - timedelta(days=1)), churn, [THEN])
    assert np.array_equal(seen.at(THEN), alone.at(THEN), equal_nan=True)


def test_outcomes_are_what_became_of_them(bought: pl.DataFrame, seen: Seen) -> None:
    """A customer left who bought on no day of the sixty from the snapshot on; counted here from the days themselves."""
    rows = seen.rows.filter(pl.col("snapshot") == THEN)
    window = bought.filter(pl.col("day").is_between(THEN, THEN + timedelta(days=59)) & (pl.col("orders") > 0))
    stayed = set(window["customer_id"])
    assert rows[LEFT].to_list() == [int(one not in stayed) for one in rows["customer_id"]]
    outcomes = seen.outcomes(THEN)
    assert outcomes.height == rows.height
    assert {"customer_id", "snapshot"}.isdisjoint(outcomes.columns)
    assert 0 < outcomes[LEFT].sum() < outcomes.height
