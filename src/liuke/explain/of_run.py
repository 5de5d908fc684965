"""What a run explains by itself: one topic a folder, one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.explain.baskets.of_run import keep_baskets
from liuke.explain.drivers import Settled, keep_drivers
from liuke.explain.funnel.of_run import keep_funnels
from liuke.explain.paths.of_run import keep_paths
from liuke.settings import Settings
from liuke.workspace import Draft


@dataclass(frozen=True, slots=True)
class Material:
    """What a run explains from: its tables by name (`stay` says who was lost when), and the days they cover.

    `settled` are the customers at the last snapshot whose outcome is known; None where there is none.
    `order` are the clean orders with their times, None where there are none.
    """

    engine: Engine
    settings: Settings
    tables: Mapping[str, Table]
    first_day: date
    as_of: date
    settled: Settled | None = None
    order: Table | None = None


type Topic = Callable[[Draft, Material], Mapping[str, Any] | None]
"""Writes tables of a run and returns what its manifest says of them; None where the run has nothing for it."""

TOPICS: Mapping[str, Topic] = {
    "drivers": lambda draft, material: keep_drivers(draft, material.settled),
    "baskets": lambda draft, given: keep_baskets(draft, given.tables, given.first_day, given.as_of),
    "paths": keep_paths,
    "funnel": keep_funnels,
}


def explain_run(draft: Draft, material: Material) -> None:
    """Write every topic that there is something for; the manifest's `explain` has each, or why it was refused."""
    told: dict[str, Any] = {}
    for name, keep in TOPICS.items():
        try:
            found = keep(draft, material)
        except LiukeError as refusal:
            found = {"refusal": refusal.refusal()}
        if found is not None:
            told[name] = dict(found)
    draft.manifest["explain"] = told
