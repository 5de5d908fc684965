"""What the watch asks of the churn stage, in one place: features of some customers, and what became of them.

Everything else here knows features by their ids only.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn.features import FEATURES, features
from liuke.predict.churn.snapshots import labelled, sampled
from liuke.predict.learning.sample import Matrix

LABELS = {one.id: one.label for one in FEATURES}
FOR_DRIFT, FOR_OUTCOMES = 50_000, 20_000
LEFT = "left"

type Tables = Mapping[str, Table]


def label(name: str) -> Text:
    """Return what an input is called."""
    return LABELS.get(name, Text(name, name))


def customers_at(
    engine: Engine, made: Tables, snapshots: Sequence[date], window: int, inputs: Sequence[str]
) -> list[Matrix]:
    """Return the inputs of a fixed sample of the customers who were not lost at each snapshot."""
    some = _some(engine, made, FOR_DRIFT, len(snapshots))
    found = []
    for day in snapshots:
        rows = features(some, day)
        frame = engine.polars(rows.filter(rows.recency_days <= window)).sort("customer_id")
        found.append(frame.select(pl.col(name).fill_null(float("nan")) for name in inputs).to_numpy())
    engine.drop(some)
    return [np.asarray(one, dtype=np.float64) for one in found]


def outcomes_at(engine: Engine, made: Tables, snapshot: date, window: int, horizon: int) -> pl.DataFrame:
    """Return every feature and `left` of a fixed sample of the customers who were not lost at a snapshot."""
    some = _some(engine, made, FOR_OUTCOMES, 1)
    found = engine.polars(labelled(some, snapshot, horizon, window)).sort("customer_id").drop("customer_id")
    engine.drop(some)
    return found


def _some(engine: Engine, made: Tables, rows: int, snapshots: int) -> Table:
    count = engine.count(made["customer"])
    return engine.hold(sampled(made["activity"], count, snapshots, rows), "sampled")


def by_orders(made: Tables, after: date, until: date) -> Table:
    """Return customer_id and `left`: 1 for who bought nothing on the days after `after` up to `until`.

    It is the label that the churn model learns from (`churn.snapshots.labelled`).
    """
    activity = made["activity"]
    inside = (activity.day > ibis.literal(after)) & (activity.day <= ibis.literal(until)) & (activity.orders > 0)
    return activity.group_by("customer_id").agg(left=(~inside.any()).cast("int8"))


def by_contracts(made: Tables, after: date, until: date) -> Table:
    """Return customer_id and `left`: 1 for whose loss became known on one of the days after `after` up to `until`."""
    stay = made["stay"]
    lost = (stay.lost_on > ibis.literal(after)) & (stay.lost_on <= ibis.literal(until))
    return stay.group_by("customer_id").agg(left=lost.any().fill_null(False).cast("int8"))


OUTCOMES: Mapping[str, Callable[[Tables, date, date], Table]] = {"orders": by_orders, "contracts": by_contracts}
"""How an outcome is read, by the shape of the data that a run's scores are about."""
