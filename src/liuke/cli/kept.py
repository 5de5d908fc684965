"""The rows that a run was made from, with their times: what was kept of orders and events."""

from ibis.expr.types import Table

from liuke.clean import kept_facts, kept_orders
from liuke.engine import Engine
from liuke.workspace import Run, Source, Workspace


def _sources(workspace: Workspace, found: Run) -> list[Source]:
    read = {source["id"] for source in found.manifest["inputs"]}
    return [source for source in workspace.sources() if source.id in read]


def _names(found: Run, engine: Engine) -> Table | None:
    return found.table(engine, "identity") if found.has("identity") else None


def all_orders(workspace: Workspace, found: Run, engine: Engine) -> Table:
    """Return the orders that a run was made from, with their times."""
    return kept_orders(
        engine,
        _sources(workspace, found),
        found.table(engine, "quarantine"),
        workspace.settings,
        currency=found.currency,
        quality=found.table(engine, "quality"),
        names=_names(found, engine),
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
