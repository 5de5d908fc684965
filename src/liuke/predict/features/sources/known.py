"""Tables made for features: facts with the day on which each became known, where a run's own tables say less.

A run's tables tell how things stand at its end: a ticket that was solved, a bill that was paid. Here every such change
keeps its own day, so that a snapshot in between sees what was known then.
"""

from collections.abc import Sequence
from dataclasses import replace

import ibis
from ibis.expr.types import Table

from liuke.engine import union
from liuke.measure.derived import Known
from liuke.measure.derived.billing import PAID
from liuke.measure.derived.ledger import VOID
from liuke.predict.features.sources.recorded import dated, recorded, undated
from liuke.predict.features.sources.tickets import tickets, turns

_NO_DAY = ibis.literal(None, "date")
RAN_OUT = 0.1
"""The share of contracts that nobody cancelled and that ran out, from which an expiry counts as agreed."""
FEATURE_TABLES = ("activity", "stay", "contract", "movement", "profile", "event_day", "contact", "answer", "treatment")
"""The tables of a run that features are made from as they are."""
LINE = ("amount", "cost", "product_id", "product", "category", "channel", "coupon", "quantity", "returned")
WRITTEN_DOWN = ("interaction", "feedback", "bill")
"""The facts that may say when they were written down."""
HELD = ("variety",)
"""Those made from every line of every order, which are read several times and are not computed anew each time."""


def tables_for_features(known: Known, order: Table | None = None, lines: Table | None = None) -> dict[str, Table]:
    """Return the tables that features are made from: those of a run, and facts with the day they were known."""
    made = known.made
    tables = {name: made[name] for name in FEATURE_TABLES if name in made}
    for name, table in made_for_features(known, order, lines).items():
        tables[name] = known.engine.hold(table, name) if name in HELD else known.engine.view(table, name)
    if (who := made.get("customer", made.get("profile"))) is not None:
        tables["first_channel"] = who.select("customer_id", "acquisition_channel")
    return tables


def made_for_features(known: Known, order: Table | None = None, lines: Table | None = None) -> dict[str, Table]:
    """Return the tables that are made for features, as far as there are facts for them.

    `order` and `lines` are the cleaned rows of those tables. All are expressions; days are local days.
    """
    facts = {name: dated(known, rows) if name in WRITTEN_DOWN else rows for name, rows in known.facts.items()}
    known = replace(known, facts=facts)
    found = {
        "order": _dated(known, order, ("amount", "cost", "channel", "coupon", "items", "returned")),
        "order_line": _dated(known, lines, LINE),
        "variety": _variety(known, order, lines),
        "contact": _contacts(known),
        "ticket_known": tickets(known),
        "ticket_turn": turns(known),
        "bill_known": _bills(known),
        "term": _terms(known),
    }
    return {name: table for name, table in found.items() if table is not None}


def _dated(known: Known, rows: Table | None, columns: Sequence[str]) -> Table | None:
    """Return customer_id, day and those of `columns` that there are, of rows with a customer."""
    if rows is None:
        return None
    rows = rows.filter(rows.customer_id.notnull())
    there = [name for name in columns if name in rows.columns]
    return rows.select("customer_id", *there, day=known.day(rows.ordered_at), **recorded(known, rows))


def _variety(known: Known, order: Table | None, lines: Table | None) -> Table | None:
    """Return customer_id, kind (channel, product, category), thing, and the first day it was bought on or from."""
    parts = []
    for kind, column, rows in (
        ("channel", "channel", order),
        ("product", "product_id", lines),
        ("category", "category", lines),
    ):
        if rows is None or column not in rows.columns:
            continue
        bought = rows.filter((rows.amount > 0) & rows[column].notnull() & rows.customer_id.notnull())
        first = bought.group_by("customer_id", thing=bought[column]).agg(at=bought.ordered_at.min())
        parts.append(first.select("customer_id", "thing", kind=ibis.literal(kind), day=known.day(first["at"])))
    return union(parts) if parts else None


def _contacts(known: Known) -> Table | None:
    """Return contacts with the day on which each was written down; None where that is not told: the run's own do."""
    if "interaction" not in known.facts:
        return None
    rows = known.facts["interaction"]
    if "recorded_at" not in rows.columns:
        return None
    told = recorded(known, rows)
    return rows.select("customer_id", "channel", "direction", "kind", day=known.day(rows.occurred_at), **told)


def _bills(known: Known) -> Table | None:
    """Return customer_id, billed_on, day (it fell due), amount, and where days tell it paid_on, late (not by then)."""
    if "bill" not in known.facts:
        return None
    rows = known.facts["bill"].filter(lambda t: t.amount > 0)
    billed, paid = known.day(rows.billed_at), known.day(rows.paid_at)
    due = ibis.greatest(ibis.coalesce(known.day(rows.due_at), billed), billed)
    told = {}
    if not _settled_by_status(known, rows):
        rows = rows.mutate(due_on=due, paid_on=paid)
        told = {"paid_on": rows.paid_on, "late": rows.paid_on.isnull() | (rows.paid_on > rows.due_on)}
    return rows.select("customer_id", "amount", "plan", billed_on=billed, day=due, **told, **recorded(known, rows))


def _settled_by_status(known: Known, rows: Table) -> bool:
    """Say whether it is a status that tells of many bills that they are paid or void.

    It has no day. What it says today is no part of what was known of a bill at a snapshot, and where it alone tells so
    of many of them, nobody can say which were paid in time.
    """
    settled = (rows.status.re_search(PAID) | rows.status.re_search(VOID)).fill_null(False)
    return undated(known, rows, settled & rows.paid_at.isnull(), rows.paid_at.notnull())


def _terms(known: Known) -> Table | None:
    """Return customer_id, day (it starts), due_on, due_known_on, cancelled_on: of contracts, or bills with an end."""
    if "subscription" in known.facts:
        rows = known.facts["subscription"]
        starts, due, cancelled = (known.day(rows[name]) for name in ("started_at", "expires_at", "cancelled_at"))
        due_known = starts if _agreed(known, rows) else cancelled
    elif "bill" in known.facts:
        rows = known.facts["bill"].filter(lambda t: t.ends_at.notnull())
        starts, due, cancelled = known.day(rows.billed_at), known.day(rows.ends_at), _NO_DAY
        due_known = starts
    else:
        return None
    return rows.select(
        "customer_id",
        day=starts,
        due_on=due,
        due_known_on=due_known,
        cancelled_on=cancelled,
        **recorded(known, rows),
    )


def _agreed(known: Known, rows: Table) -> bool:
    """Say whether an expiry is agreed when a contract is made, and stays.

    Where contracts that nobody cancelled never ran out, the column says until when they are paid for today: it moves on
    with every payment, and stops where somebody leaves. Such a day is known only once a cancellation has fixed it.
    """
    kept = rows.filter(rows.cancelled_at.isnull())
    ran_out = kept.expires_at < ibis.literal(known.end)
    found = known.engine.rows(kept.aggregate(rows=kept.count(), ran_out=kept.count(where=ran_out)))[0]
    return int(found["ran_out"]) >= RAN_OUT * max(1, int(found["rows"]))
