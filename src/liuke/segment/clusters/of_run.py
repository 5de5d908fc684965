"""What a run keeps of clusters: who is in which by the current definition, what they are like, and where they went.

The first run finds clusters, where there are any; every later one applies the definition in use, so that a cluster
means the same from run to run. Who is lost, and what a score says, is told beside them where the run knows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.segment.clusters.definition import Definition
from liuke.segment.clusters.drift import fits
from liuke.segment.clusters.fitting import fit_clusters
from liuke.segment.clusters.flow import members, moved
from liuke.segment.clusters.measures import MEASURES, chosen, measured
from liuke.segment.clusters.partition import Method
from liuke.segment.clusters.profile import profiles
from liuke.segment.store import CLUSTERS, SegmentStore, Version
from liuke.workspace import Draft

FIRST = Text("the first clusters here", "首个聚类定义")
BACK_DAYS = 91
"""A run tells the flow over the last thirteen weeks, or the last third of a shorter history."""


@dataclass(frozen=True, slots=True)
class Known:
    """What clusters are made of: tables of a run by name (`customer`, `activity`, `stay`, `score`), and its days."""

    engine: Engine
    tables: Mapping[str, Table]
    first_day: date
    as_of: date
    seed: int = 2026

    def customers(self, measures: tuple[str, ...] = ()) -> pl.DataFrame:
        """Return customer_id and measures of everybody who ever bought."""
        table = measured(self.tables["customer"], chosen(measures or tuple(MEASURES)))
        return self.engine.polars(table).sort("customer_id")

    def outcomes(self) -> pl.DataFrame | None:
        """Return customer_id, lost, and probability and clv where they are scored; None where nothing is known."""
        found = None
        if "stay" in self.tables:
            stay = self.tables["stay"]
            lost = stay.group_by("customer_id").agg(lost=stay.lost_on.isnull().sum() == 0)
            found = self.engine.polars(lost)
        if "score" in self.tables:
            score = self.tables["score"]
            names = [name for name in ("probability", "clv") if name in score.columns]
            told = self.engine.polars(score.select("customer_id", *names))
            found = told if found is None else found.join(told, on="customer_id", how="full", coalesce=True)
        return found


def find(known: Known, measures: tuple[str, ...] = (), k: int | None = None, method: Method = "kmeans") -> Definition:
    """Return clusters of the customers of a run; raises as `fit_clusters` does."""
    return fit_clusters(known.customers(), measures, k, method, known.as_of, known.seed)


def keep_clusters(draft: Draft, known: Known, store: SegmentStore, code: str) -> dict[str, Any]:
    """Write the tables `cluster` and `cluster_flow`, and return what the manifest says; `code` is Liuke's version.

    Raises `DataError` where there is no definition yet and no clusters are to be found.
    """
    version = store.current(CLUSTERS)
    if version is None:
        version = store.keep(CLUSTERS, find(known).record(), code)
        store.use(version, FIRST, "liuke run")
    told, assigned = described(known, version)
    draft.write("cluster", draft.engine.table(assigned.select("customer_id", "cluster", "cluster_distance"), "cluster"))
    then = before(known)
    if then is not None and "activity" in known.tables:
        flow = flow_between(known, Definition.read(version.body), then, known.as_of, assigned)
        draft.write("cluster_flow", draft.engine.table(flow, "cluster_flow"))
        told["flow"] = {"from": str(then), "to": str(known.as_of), "rows": flow.to_dicts()}
    return told


def before(known: Known) -> date | None:
    """Return the earlier day of the flow that a run tells; None where there is too little history."""
    back = min(BACK_DAYS, (known.as_of - known.first_day).days // 3)
    return known.as_of - timedelta(days=back) if back > 0 else None


def flow_between(
    known: Known, definition: Definition, then: date, now: date, assigned: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return from_cluster, to_cluster, customers; `assigned` are those of `now`, where they are known already."""
    active = known.tables["activity"]
    after = members(known.engine, active, definition, now) if assigned is None else assigned
    return moved(members(known.engine, active, definition, then), after)


def described(known: Known, version: Version) -> tuple[dict[str, Any], pl.DataFrame]:
    """Return what there is to say of a definition on the customers of a run, and the customers with their clusters."""
    definition = Definition.read(version.body)
    columns = definition.scaling.columns
    frame = known.customers(columns)
    assigned = pl.concat([definition.assigned(frame), frame.drop("customer_id")], how="horizontal")
    outcomes = known.outcomes()
    if outcomes is not None:
        told = assigned.join(outcomes, on="customer_id", how="left").with_columns(pl.col("^lost$").fill_null(False))
    else:
        told = assigned
    found = profiles(told, definition.ids, columns)
    counts = np.array([one["customers"] for one in found], dtype=float)
    for one, cluster in zip(found, definition.clusters, strict=True):
        one |= {"name": cluster.name.record(), "apart": dict(cluster.apart), "customers_then": cluster.customers}
    record = {
        "version": version.id,
        "sha256": version.mark,
        "made_at": version.made_at,
        "as_of": str(known.as_of),
        "found_on": definition.as_of and str(definition.as_of),
        "method": definition.method,
        "measures": list(columns),
        "customers": assigned.height,
        "clusters": found,
        "choice": dict(definition.choice),
        "fit": fits(definition, counts, assigned["cluster_distance"].to_numpy()).record(),
    }
    return record, assigned
