"""The runs that were in force: what was believed, and when."""

from datetime import date
from pathlib import Path

import polars as pl

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.workspace import Run, read_json


def in_force(runs: Path, before: date) -> list[Run]:
    """Return the runs whose last known day is before `before`, one a day, oldest first.

    Of several runs as of one day the last counts: that is what readers saw when time moved on. A run made as of a day
    that others had already left behind does not count: it may know better, but nobody believed it then.
    """
    found: list[Run] = []
    for folder in sorted(runs.glob("[0-9]*")):
        try:
            run = Run(folder, read_json(folder / "manifest.json"))
        except DataError:  # a damaged run of the past must not stop those to come
            continue
        if found and run.as_of < found[-1].as_of:
            continue
        if found and run.as_of == found[-1].as_of:
            found.pop()
        found.append(run)
    return [run for run in found if run.as_of < before]


def risks_before(engine: Engine, runs: Path, as_of: date) -> pl.DataFrame | None:
    """Return customer_id and risk of the last run in force before `as_of`; None where there is none with scores.

    It is what `bands.band` wants to know: a run again finds the same bands before it.
    """
    for run in reversed(in_force(runs, as_of)):
        if run.has("score"):
            return engine.polars(run.table(engine, "score").select("customer_id", "risk"))
    return None
