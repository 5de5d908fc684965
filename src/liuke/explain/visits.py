"""What sessions are like: how many, how long, and with which event they begin and end."""

from collections.abc import Mapping
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import LANGUAGES, Text, number, percent

SHOWN = 5
SESSIONS = Text(
    "{sessions} visits of {customers} customers; {events} events a visit on average, {single} of visits have only one. "
    "Most often they begin with ‘{entry}’ ({begin}) and end with ‘{exit}’ ({end}).",
    "{customers} 位客户共到访 {sessions} 次；平均每次 {events} 个行为，{single} 的到访只有一个行为。"
    "最常见的开头是“{entry}”（{begin}），最常见的结尾是“{exit}”（{end}）。",
)


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


def said_of_sessions(about: Mapping[str, Any]) -> Text:
    """Return in a sentence what `told_of_sessions` tells of one visit or more."""
    edges = {name: about[name][0] for name in ("entries", "exits")}
    count = about["sessions"]
    return SESSIONS.fill(
        sessions=_number(count),
        customers=_number(about["customers"]),
        events=_number(about["mean_events"], 1),
        single=_share(about["single_event_share"]),
        entry=edges["entries"]["name"],
        begin=_share(edges["entries"]["sessions"] / count),
        exit=edges["exits"]["name"],
        end=_share(edges["exits"]["sessions"] / count),
    )


def _number(value: float, digits: int = 0) -> Text:
    return Text(*(number(value, to, digits) for to in LANGUAGES))


def _share(value: float) -> Text:
    return Text(*(percent(value, to, 0) for to in LANGUAGES))


def _most(engine: Engine, found: Table, edge: str) -> list[dict[str, Any]]:
    counts = found.group_by(name=found[edge]).agg(sessions=found.count())
    return engine.rows(counts.order_by(ibis.desc("sessions"), "name").limit(SHOWN))
