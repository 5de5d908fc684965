"""The rows that a run was made from, with their times: what was kept of orders and events."""

from datetime import date, datetime, time, timedelta

from ibis.expr.types import Table

from liuke.clean import kept_facts, kept_lines, kept_orders
from liuke.clean.stage import UNDONE
from liuke.engine import Engine
from liuke.measure import activity, until, with_previous
from liuke.measure.derived import Known
from liuke.measure.lost import Contract, Inactivity
from liuke.predict import History
from liuke.predict.features.declared import all_features
from liuke.predict.features.sources.known import FEATURE_TABLES, tables_for_features
from liuke.predict.features.sources.undated import as_placed
from liuke.workspace import Run, Source, Workspace


def _sources(workspace: Workspace, found: Run) -> list[Source]:
    read = {source["id"] for source in found.manifest["inputs"]}
    return [source for source in workspace.sources() if source.id in read]


def _names(found: Run, engine: Engine) -> Table | None:
    return found.table(engine, "identity") if found.has("identity") else None


def all_orders(workspace: Workspace, found: Run, engine: Engine, *, placed: bool = False) -> Table:
    """Return the orders that a run was made from, with their times; `placed` asks for those that no status undoes."""
    return kept_orders(
        engine,
        _sources(workspace, found),
        found.table(engine, "quarantine"),
        workspace.settings,
        currency=found.currency,
        quality=found.table(engine, "quality"),
        names=_names(found, engine),
        placed=placed,
    )


def all_events(workspace: Workspace, found: Run, engine: Engine) -> Table | None:
    """Return the events that a run was made from, with their times; None where there are none.

    `customer_id` is the device's where nobody is known.
    """
    quarantine = found.table(engine, "quarantine")
    rows = kept_facts(engine, _sources(workspace, found), "event", quarantine, _names(found, engine))
    if rows is None:
        return None
    rows = rows.mutate(customer_id=rows.customer_id.fill_null(rows.anonymous_id))
    return rows.filter(rows.customer_id.notnull())


FOR_FEATURES = ("feedback", "feedback_status", "subscription", "bill", "interaction")
"""Facts that features read beside the tables of a run."""


def history_of(workspace: Workspace, found: Run, engine: Engine) -> History:
    """Return what a published run has learnt from: its tables, and the facts that features read beside them."""
    sources, quarantine, names = _sources(workspace, found), found.table(engine, "quarantine"), _names(found, engine)
    kept = {name: kept_facts(engine, sources, name, quarantine, names) for name in FOR_FEATURES}
    facts = {name: rows for name, rows in kept.items() if rows is not None}
    made = {name: found.table(engine, name) for name in (*FEATURE_TABLES, "customer") if found.has(name)}
    if "stay" not in made and found.has("spell"):
        made["stay"] = found.table(engine, "spell")
    first, quality = _first(found), found.table(engine, "quality")
    placed = engine.count(quality.filter(quality.rule == UNDONE)) > 0
    order = all_orders(workspace, found, engine, placed=placed) if found.has("activity") else None
    lines = kept_lines(engine, sources, quarantine, quality, names, placed=placed)
    if placed and order is not None:
        made = _as_placed(workspace, found, engine, made, order)
    tables = tables_for_features(Known(engine, facts, workspace.settings, first, found.as_of, made), order, lines)
    lost = found.manifest["lost"]
    return History(
        tables,
        first,
        found.as_of,
        int(found.manifest["customers"]),
        int(lost.get("days", 0)),
        str(lost.get("definition", "inactivity")),
        int(lost.get("grace_days", 0)),
        all_features(workspace.settings),
    )


def _as_placed(
    workspace: Workspace, found: Run, engine: Engine, made: dict[str, Table], order: Table
) -> dict[str, Table]:
    """Return the tables of a run with what is made of the orders as they were placed."""
    began, ended = (datetime.combine(day, time()) for day in (_first(found), found.as_of))
    room, lost = timedelta(days=2), found.manifest["lost"]
    active = activity(order, workspace.settings.workspace.timezone, began - room, ended + room)
    active = with_previous(until(active, found.as_of))
    spells = Inactivity(int(lost.get("days", 0)))
    placed = as_placed(engine, made, active, order, spells, found.as_of)
    if lost.get("definition") == Inactivity.kind:
        return placed
    # Spells of contracts stay as they are; those of other definitions are made of what counts today, and are left out.
    kept = {"stay": made["stay"]} if lost.get("definition") == Contract.kind and "stay" in made else {}
    return {name: table for name, table in placed.items() if name != "stay"} | kept


def _first(found: Run) -> date:
    return date.fromisoformat(found.manifest["first_day"])
