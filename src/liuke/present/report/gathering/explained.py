"""The sections of what a run found by itself: one function a section, one line here."""

from collections.abc import Callable, Mapping

from liuke.engine import Engine
from liuke.present.report.findings import Panel
from liuke.present.report.gathering.baskets import baskets
from liuke.present.report.gathering.clusters import clusters
from liuke.present.report.gathering.demand import demand
from liuke.present.report.gathering.funnels import funnels
from liuke.present.report.gathering.paths import paths
from liuke.workspace import Run

EXPLAINED: Mapping[str, Callable[[Run, Engine], Panel | None]] = {
    "baskets": baskets,
    "clusters": clusters,
    "demand": demand,
    "funnels": funnels,
    "paths": paths,
}


def explained(run: Run, engine: Engine) -> dict[str, Panel]:
    """Return the sections that the run has something for."""
    found = {id_: make(run, engine) for id_, make in EXPLAINED.items()}
    return {id_: panel for id_, panel in found.items() if panel}
