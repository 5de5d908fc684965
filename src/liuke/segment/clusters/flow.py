"""Flow: from which cluster to which customers went between two days, by one definition.

Who is where on a day follows from the activity up to that day and nothing later: the definition holds still, and the
customers move.
"""

from datetime import date

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure import summary, until
from liuke.segment.clusters.definition import Definition
from liuke.segment.clusters.measures import chosen, measured


def members(engine: Engine, active: Table, definition: Definition, day: date) -> pl.DataFrame:
    """Return customer_id, cluster, cluster_distance and the measures of who had bought by the end of `day`."""
    known = summary(until(active, day), day)
    frame = engine.polars(measured(known, chosen(definition.scaling.columns))).sort("customer_id")
    found = definition.assigned(frame)
    return pl.concat([found, frame.drop("customer_id")], how="horizontal")


def cluster_flow(engine: Engine, active: Table, definition: Definition, then: date, now: date) -> pl.DataFrame:
    """Return from_cluster, to_cluster, customers; from_cluster is None for who had not bought by `then`."""
    before, after = (members(engine, active, definition, day) for day in (then, now))
    return moved(before, after)


def moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return how many customers went from which cluster to which; both frames have customer_id and cluster."""
    joined = after.select("customer_id", to_cluster="cluster").join(
        before.select("customer_id", from_cluster="cluster"), on="customer_id", how="left"
    )
    counted = joined.group_by("from_cluster", "to_cluster").agg(customers=pl.len().cast(pl.Int64))
    return counted.sort("from_cluster", "to_cluster", nulls_last=False)
