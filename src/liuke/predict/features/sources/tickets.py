"""Tickets and other feedback with the day on which each thing about them became known."""

import ibis
from ibis.expr.types import IntegerValue, Table, TimestampValue, Value

from liuke.clean.identifiers import stripped
from liuke.engine import union
from liuke.measure.derived import Known
from liuke.predict.features.sources.recorded import recorded, undated

MINUTE = 60


def tickets(known: Known) -> Table | None:
    """Return a row a ticket: customer_id, day (received), what it is about, rating, and its waits by the calendar.

    answered_on and response_minutes are of the first answer, resolved_on and resolution_minutes of the first time that
    it was solved: by its own row or by a change of its status. A rating of what was solved later was given then:
    rated_on is the day from which it is known.
    """
    if "feedback" not in known.facts:
        return None
    rows = _with_solved(known, _numbered(known))
    response, resolution = (_minutes(rows.received_at, rows[name]) for name in ("first_response_at", "solved_at"))
    received = known.day(rows.received_at)
    return rows.select(
        "customer_id",
        "channel",
        "category",
        "product_id",
        "rating",
        day=received,
        answered_on=known.day(rows.first_response_at),
        response_minutes=ibis.ifelse(response >= 0, response, None),
        resolved_on=known.day(rows.solved_at),
        resolution_minutes=ibis.ifelse(resolution >= 0, resolution, None),
        rated_on=ibis.greatest(received, ibis.coalesce(known.day(rows.resolved_at), received)),
        **recorded(known, rows),
    )


def turns(known: Known) -> Table | None:
    """Return customer_id, day and turn: +1 when a ticket is opened (again), −1 when it is solved.

    None where of many tickets a status alone tells that they are solved: it has no day.
    """
    if "feedback" not in known.facts:
        return None
    rows = _numbered(known)
    if _solved_by_status(known, rows):
        return None
    solved = ibis.ifelse(rows.resolved_at.notnull(), ibis.greatest(rows.resolved_at, rows.received_at), None)
    marks = [_mark(rows, rows.received_at, opens=True), _mark(rows, solved, opens=False)]
    if "feedback_status" in known.facts:
        marks.append(_changes(known, rows))
    marked = union(marks)
    marked = marked.filter(marked["at"].notnull())
    # Marks of one moment count once. A date without a time makes one moment of a day on which a ticket came and was
    # solved: its coming says the least. Of changes of status the last that is written down counts, as in metrics.
    last = ibis.struct({name: marked[name] for name in ("weight", "said_at", "place", "opened")}).max()
    marked = marked.group_by("customer_id", "ticket", "at").agg(last=last)
    marked = marked.mutate(opened=marked.last["opened"])
    order = ibis.window(group_by=["customer_id", "ticket"], order_by="at")
    marked = marked.mutate(turn=marked.opened - marked.opened.lag().over(order).fill_null(0))
    marked = marked.filter(marked.turn != 0)
    return marked.select("customer_id", day=known.day(marked["at"]), turn=marked.turn.cast("int32"))


def _numbered(known: Known) -> Table:
    """Return feedback of known customers with `ticket`, its number or its place in its file."""
    rows = known.facts["feedback"].filter(lambda t: t.customer_id.notnull())
    return rows.mutate(ticket=ibis.coalesce(rows.feedback_id, rows.source + ":" + rows.source_row.cast("string")))


def _solved_by_status(known: Known, rows: Table) -> bool:
    rows = _with_solved(known, rows)
    done = stripped(rows.status).lower().isin(_done(known)).fill_null(False)
    solved = rows.solved_at.notnull()
    return undated(known, rows, done & ~solved, solved)


def _with_solved(known: Known, rows: Table) -> Table:
    """Return tickets with `solved_at`, the first moment at which one was solved."""
    if "feedback_status" not in known.facts:
        return rows.mutate(solved_at=rows.resolved_at)
    changes = _changes(known, rows)
    solved = (
        changes.filter(changes.opened == 0).group_by("customer_id", "ticket").agg(changed_at=lambda t: t["at"].min())
    )
    joined = rows.left_join(solved, ["customer_id", "ticket"])
    said, changed = joined.resolved_at, joined.changed_at
    first = ibis.least(ibis.coalesce(said, changed), ibis.coalesce(changed, said))
    return joined.select(*rows.columns, solved_at=first)


def _mark(rows: Table, at: TimestampValue, *, opens: bool) -> Table:
    learnt = at
    if "recorded_at" in rows.columns:
        learnt = ibis.ifelse(at.notnull(), ibis.greatest(at, ibis.coalesce(rows.recorded_at, at)), None)
    opened = ibis.literal(int(opens), "int32")
    return rows.select("customer_id", "ticket", opened=opened, **_weight(0 if opens else 1, at), at=learnt)


def _changes(known: Known, rows: Table) -> Table:
    """Return what changes of status say of tickets whose customer is known, from when that is known."""
    told = known.facts["feedback_status"]
    solved = stripped(told.status).lower().isin(_done(known))
    changes = told.select(
        ticket=told.feedback_id, opened=(~solved).cast("int32"), **_weight(2, told.changed_at, told.source_row)
    )
    who = rows.group_by("ticket", "customer_id").agg(since=rows.received_at.min())
    joined = changes.inner_join(who, "ticket")
    at = ibis.greatest(joined.said_at, joined.since)
    return joined.select("customer_id", "ticket", "opened", "weight", "said_at", "place", at=at)


def _done(known: Known) -> tuple[str, ...]:
    return tuple(word.lower() for word in known.settings.service.resolved)


def _weight(weight: int, said_at: TimestampValue, place: IntegerValue | None = None) -> dict[str, Value]:
    """Return what decides between marks of one moment: the greatest counts."""
    row = ibis.literal(0, "int64") if place is None else place.cast("int64")
    return {"weight": ibis.literal(weight, "int32"), "said_at": said_at, "place": row}


def _minutes(since: TimestampValue, until: TimestampValue) -> IntegerValue:
    return until.delta(since, unit="second") // MINUTE
