"""Tables made for features: facts with the day on which each became known, where a run's own tables say less.

A run's tables tell how things stand at its end: a ticket that was solved, a bill that was paid. Here every such change
keeps its own day, so that a snapshot in between sees what was known then.
"""

from collections.abc import Mapping

import ibis
from ibis.expr.types import DateValue, Table, TimestampValue

from liuke.clean.identifiers import stripped
from liuke.engine import union
from liuke.measure.derived import Known
from liuke.measure.derived.billing import PAID
from liuke.measure.derived.ledger import VOID

_NO_DAY = ibis.literal(None, "date")
MINUTE = 60
RAN_OUT = 0.1
"""The share of contracts that nobody cancelled and that ran out, from which an expiry counts as agreed."""
FEATURE_TABLES = ("activity", "stay", "contract", "movement", "profile", "event_day", "contact", "answer")
"""The tables of a run that features are made from as they are."""
HELD = ("variety",)
"""Those made from every line of every order, which are read several times and are not computed anew each time."""


def tables_for_features(known: Known, order: Table | None = None) -> dict[str, Table]:
    """Return the tables that features are made from: those of a run, and facts with the day they were known."""
    made = known.made
    tables = {name: made[name] for name in FEATURE_TABLES if name in made}
    for name, table in made_for_features(known, order).items():
        tables[name] = known.engine.hold(table, name) if name in HELD else known.engine.view(table, name)
    if (who := made.get("customer", made.get("profile"))) is not None:
        tables["first_channel"] = who.select("customer_id", "acquisition_channel")
    return tables


def made_for_features(known: Known, order: Table | None = None, lines: Table | None = None) -> dict[str, Table]:
    """Return tables `variety`, `ticket_known`, `ticket_turn`, `bill_known` and `term`, as far as there are facts.

    `order` and `lines` are the cleaned rows of those tables. All are expressions; days are local days.
    """
    found = {
        "variety": _variety(known, order, lines),
        "ticket_known": _tickets(known),
        "ticket_turn": _turns(known),
        "bill_known": _bills(known),
        "term": _terms(known),
    }
    return {name: table for name, table in found.items() if table is not None}


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


def _tickets(known: Known) -> Table | None:
    """Return customer_id, day received, answered_on, rating, and minutes until a person answered, by the calendar."""
    if "feedback" not in known.facts:
        return None
    rows = known.facts["feedback"]
    rows = rows.filter(rows.customer_id.notnull())
    minutes = _minutes(rows.received_at, rows.first_response_at)
    return rows.select(
        "customer_id",
        "rating",
        day=known.day(rows.received_at),
        answered_on=known.day(rows.first_response_at),
        response_minutes=ibis.ifelse(minutes >= 0, minutes, None),
        **_recorded(known, rows),
    )


def _turns(known: Known) -> Table | None:
    """Return customer_id, day and turn: +1 when a ticket is opened (again), −1 when it is solved."""
    if "feedback" not in known.facts:
        return None
    rows = known.facts["feedback"]
    rows = rows.filter(rows.customer_id.notnull())
    number = ibis.coalesce(rows.feedback_id, rows.source + ":" + rows.source_row.cast("string"))
    rows = rows.mutate(ticket=number)
    marks = [_mark(rows, rows.received_at, opens=True), _mark(rows, rows.resolved_at, opens=False)]
    if "feedback_status" in known.facts:
        marks.append(_changes(known, rows))
    marked = union(marks)
    marked = marked.filter(marked["at"].notnull())
    # Marks of one moment count once: a ticket is open at the end of it unless all of them say that it is solved.
    marked = marked.group_by("customer_id", "ticket", "at").agg(opened=marked.opened.max())
    order = ibis.window(group_by=["customer_id", "ticket"], order_by="at")
    marked = marked.mutate(turn=marked.opened - marked.opened.lag().over(order).fill_null(0))
    marked = marked.filter(marked.turn != 0)
    return marked.select("customer_id", day=known.day(marked["at"]), turn=marked.turn.cast("int32"))


def _mark(rows: Table, at: TimestampValue, *, opens: bool) -> Table:
    learnt = at
    if "recorded_at" in rows.columns:
        learnt = ibis.ifelse(at.notnull(), ibis.greatest(at, ibis.coalesce(rows.recorded_at, at)), None)
    return rows.select("customer_id", "ticket", at=learnt, opened=ibis.literal(int(opens), "int32"))


def _changes(known: Known, tickets: Table) -> Table:
    """Return what changes of status say of tickets whose customer is known, from when that is known."""
    rows = known.facts["feedback_status"]
    done = tuple(word.lower() for word in known.settings.service.resolved)
    solved = stripped(rows.status).lower().isin(done)
    changes = rows.select(ticket=rows.feedback_id, at=rows.changed_at, opened=(~solved).cast("int32"))
    who = tickets.group_by("ticket", "customer_id").agg(since=tickets.received_at.min())
    joined = changes.inner_join(who, "ticket")
    return joined.select("customer_id", "ticket", "opened", at=ibis.greatest(joined["at"], joined.since))


def _bills(known: Known) -> Table | None:
    """Return customer_id, billed_on, day (it fell due), amount, paid_on, late (not paid by then)."""
    if "bill" not in known.facts:
        return None
    rows = known.facts["bill"]
    rows = rows.filter((rows.amount > 0) & ~rows.status.re_search(VOID).fill_null(False))
    billed, paid = known.day(rows.billed_at), known.day(rows.paid_at)
    due = ibis.greatest(ibis.coalesce(known.day(rows.due_at), billed), billed)
    # A status is not dated: who has paid without a day counts as having paid in time.
    undated = rows.paid_at.isnull() & rows.status.re_search(PAID).fill_null(False)
    rows = rows.mutate(due_on=due, paid_on=ibis.ifelse(undated, due, paid))
    late = rows.paid_on.isnull() | (rows.paid_on > rows.due_on)
    return rows.select(
        "customer_id", "amount", "paid_on", billed_on=billed, day="due_on", late=late, **_recorded(known, rows)
    )


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
        **_recorded(known, rows),
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


def _minutes(since: TimestampValue, until: TimestampValue) -> ibis.expr.types.IntegerValue:
    return until.delta(since, unit="second") // MINUTE


def _recorded(known: Known, rows: Table) -> Mapping[str, DateValue]:
    """Return the day on which we learned of rows, where they say so."""
    return {"recorded_on": known.day(rows.recorded_at)} if "recorded_at" in rows.columns else {}
