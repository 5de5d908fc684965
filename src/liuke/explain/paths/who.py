"""Who left: by an event or a silence where it is asked for, else by the run's own definition, else by silence."""

from collections.abc import Mapping
from datetime import date

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.paths import refusals
from liuke.explain.paths.moments import ByEvent, BySilence, ByStay, Leaving
from liuke.measure import Window, gap_histogram, propose_window
from liuke.measure.lost import Contract


def by_event(engine: Engine, event: Table, name: str, *, goal: bool) -> Leaving:
    """Return leaving by an event; raises `UsageError` where nobody did it."""
    check_events(engine, event, [name])
    return ByEvent(name, goal)


def check_events(engine: Engine, event: Table, names: list[str]) -> None:
    """Raise `UsageError` for an event that nobody ever did."""
    if not names:
        return
    counts = event.group_by("name").agg(events=event.count()).order_by(ibis.desc("events"), "name").limit(1_000)
    known = [row["name"] for row in engine.rows(counts)]
    for name in names:
        if name not in known and not engine.count(event.filter(event.name == name).limit(1)):
            raise refusals.no_such_event(name, known)


def by_run(engine: Engine, tables: Mapping[str, Table], kind: str | None, first_day: date, as_of: date) -> Leaving:
    """Return leaving by the run's definition of “lost”, of the given kind, or by silence where the run has none."""
    if "stay" in tables:
        return ByStay(tables["stay"], as_of, bought=kind != Contract.kind)
    return BySilence(silence(engine, tables["event"], first_day, as_of).days, as_of)


def silence(engine: Engine, event: Table, first_day: date, as_of: date) -> Window:
    """Return the days without an event after which somebody has left, as `measure.silence` proposes them."""
    days = event.select("customer_id", "day").distinct()
    order = ibis.window(group_by="customer_id", order_by="day")
    gaps = gap_histogram(days.mutate(following=days.day.lead().over(order)), as_of)
    return propose_window(engine.rows(gaps.order_by("days")), (as_of - first_day).days + 1)
