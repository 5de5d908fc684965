"""What a run keeps of segments beside RFM and stages: clusters, and segments by rules."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ibis.expr.types import Table

from liuke.errors import LiukeError
from liuke.measure import Inputs
from liuke.segment.bands import bands_of
from liuke.segment.clusters.of_run import Known, keep_clusters
from liuke.segment.rules import keep_rules, read_rules
from liuke.segment.store import CLUSTERS, RULES, SegmentStore
from liuke.settings import Settings
from liuke.workspace import Draft


@dataclass(frozen=True, slots=True)
class Segmenting:
    """What segments are made of: what metrics read, the tables of clusters, the settings and the store."""

    inputs: Inputs
    known: Known
    settings: Settings
    store: SegmentStore
    code: str


def keep_segments(draft: Draft, given: Segmenting) -> None:
    """Write who is in which cluster and in which segment by rules; the manifest's `segments` has each, or why not."""
    bands = bands_of(given.inputs.tables, given.known.as_of)
    made = {} if bands is None else {"band": draft.write("band", bands.order_by("customer_id"))}
    told = {CLUSTERS: _or_refused(lambda: _clusters(draft, given)), RULES: None}
    if draft.manifest.get("tables", {}).get("cluster"):
        made["cluster"] = draft.engine.read(draft.folder / "cluster.parquet")
    inputs = replace(given.inputs, tables={**given.inputs.tables, **made})
    told[RULES] = _or_refused(lambda: _rules(draft, given, inputs))
    draft.manifest["segments"] = {name: found for name, found in told.items() if found}


def _or_refused(keep: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
    try:
        return keep()
    except LiukeError as refusal:
        return {"refusal": refusal.refusal()}


def _clusters(draft: Draft, given: Segmenting) -> dict[str, Any] | None:
    if "customer" not in given.known.tables:
        return None
    return keep_clusters(draft, given.known, given.store, given.code)


def _rules(draft: Draft, given: Segmenting, inputs: Inputs) -> dict[str, Any] | None:
    rules = read_rules(given.settings)
    return keep_rules(draft, inputs, rules, given.store, given.code) if rules else None


def readable(tables: dict[str, Table]) -> dict[str, Table]:
    """Return those tables of a run that clusters are made of."""
    return {name: tables[name] for name in ("customer", "activity", "stay", "score") if name in tables}
