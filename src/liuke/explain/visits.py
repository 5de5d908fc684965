"""What sessions are like: how many, how long, and with which event they begin and end."""

from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine

SHOWN = 5


def told_of_sessions(engine: Engine, found: Table) -> dict[str, Any]:
    """Return sessions, customers, events and seconds a session, the share of one event, and entries and exits.

    `found` is `sessions.sessions`; the most frequent entries and exits are told with their number of sessions.
    """
    (row,) = engine.rows(
        found.aggregate(
            sessions=found.count(),
            customers=found.customer_id.nunique(),
            events=found.events.sum(),
            seconds=found.seconds.sum(),
            single=found.count(where=found.events == 1),
        )
    )
    count = row["sessions"] or 1
    return {
        "sessions": row["sessions"],
        "customers": row["customers"],
        "mean_events": (row["events"] or 0) / count,
        "mean_seconds": (row["seconds"] or 0) / count,
        "single_event_share": row["single"] / count,
        "entries": _most(engine, found, "entry"),
        "exits": _most(engine, found, "exit"),
    }


def _most(engine: Engine, found: Table, edge: str) -> list[dict[str, Any]]:
    counts = found.group_by(name=found[edge]).agg(sessions=found.count())
    return engine.rows(counts.order_by(ibis.desc("sessions"), "name").limit(SHOWN))
