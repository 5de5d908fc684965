"""What the watch asks of the churn stage, in one place: features of some customers, and what became of them.

Everything else here knows features by their ids only.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn.fit import ChurnFit
from liuke.predict.churn.snapshots import matrix, rows_at, sampled
from liuke.predict.features import FEATURES, build, checked
from liuke.predict.learning.sample import Matrix

LABELS = {one.id: one.label for one in FEATURES}
FOR_DRIFT, FOR_OUTCOMES = 50_000, 20_000
LEFT = "left"

type Tables = Mapping[str, Table]


def label(name: str) -> Text:
    """Return what an input is called."""
    return LABELS.get(name, Text(name, name))


def customers_at(
    engine: Engine, tables: Tables, churn: ChurnFit, customers: int, snapshots: Sequence[date]
) -> list[Matrix]:
    """Return the model's inputs of a fixed sample of the customers whom it was asked about at each snapshot."""
    some = _some(tables, customers, len(snapshots), FOR_DRIFT)
    days = engine.table(pl.DataFrame({"snapshot": list(snapshots)}), "snapshots")
    people = engine.hold(churn.shape.population(some, days), "population")
    built = checked(engine, build(some, people, churn.features), people)
    rows = engine.polars(built).sort("snapshot", "customer_id")
    for held in (built, people, days):
        engine.drop(held)
    names = [one.id for one in churn.features]
    return [matrix(rows.filter(pl.col("snapshot") == day), names) for day in snapshots]


def outcomes_at(
    engine: Engine, tables: Tables, churn: ChurnFit, customers: int, snapshot: date, latency: int
) -> pl.DataFrame:
    """Return every feature and `left` of a fixed sample of the customers asked about at a snapshot."""
    some = _some(tables, customers, 1, FOR_OUTCOMES)
    rows = rows_at(engine, churn.shape, some, (snapshot,), latency, churn.horizon_days, churn.features)
    return rows.drop("customer_id", "snapshot")


def _some(tables: Tables, customers: int, snapshots: int, rows: int) -> Tables:
    return {name: sampled(table, customers, snapshots, rows) for name, table in tables.items()}


def by_orders(made: Tables, after: date, until: date) -> Table:
    """Return customer_id and `left`: 1 for who bought nothing on the days after `after` up to `until`.

    It is the label that the churn model learns from (`churn.orders.Orders.labelled`).
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
