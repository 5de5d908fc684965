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

SELDOM, MOSTLY = 0.6, 0.9
"""An event is the purchase itself where most of its days have an order, and of all days with events not too many do."""


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
    if "stay" not in tables:
        return BySilence(silence(engine, tables["event"], first_day, as_of).days, as_of)
    bought = kind != Contract.kind
    purchases = purchase_events(engine, tables["event"], tables["activity"]) if bought and "activity" in tables else ()
    return ByStay(tables["stay"], as_of, bought, purchases)


def purchase_events(engine: Engine, event: Table, activity: Table) -> tuple[str, ...]:
    """Return the events that are the purchase by another name: hardly ever done on a day without an order.

    None where customers hardly do anything on other days: then every event would be.
    """
    days = event.select("customer_id", "day", "name").distinct()
    ordered = activity.filter(activity.orders > 0).select("customer_id", "day", ordered=True)
    days = days.left_join(ordered, ["customer_id", "day"])
    days = days.select("customer_id", "day", "name", ordered=days.ordered.fill_null(False))
    whole = days.select("customer_id", "day", "ordered").distinct()
    (usual,) = engine.rows(whole.aggregate(share=whole.ordered.cast("float64").mean()))
    if not usual["share"] or usual["share"] > SELDOM:
        return ()
    shares = days.group_by("name").agg(share=days.ordered.cast("float64").mean())
    return tuple(row["name"] for row in engine.rows(shares.filter(shares.share >= MOSTLY).order_by("name")))


def silence(engine: Engine, event: Table, first_day: date, as_of: date) -> Window:
    """Return the days without an event after which somebody has left, as `measure.silence` proposes them."""
    days = event.select("customer_id", "day").distinct()
    order = ibis.window(group_by="customer_id", order_by="day")
    gaps = gap_histogram(days.mutate(following=days.day.lead().over(order)), as_of)
    return propose_window(engine.rows(gaps.order_by("days")), (as_of - first_day).days + 1)
