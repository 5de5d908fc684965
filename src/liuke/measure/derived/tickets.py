"""Tickets: how long each waited for a first answer and for its solution, by the service clock."""

from datetime import timedelta

import ibis
from ibis.expr.types import Table

from liuke.clean.identifiers import stripped
from liuke.measure.derived.known import Known
from liuke.measure.service import BusinessHours, add_working_seconds, business_hours, paused_seconds
from liuke.settings import ServiceSettings

_HOUR = 3600.0


def ticket(known: Known) -> Table | None:
    """Return a row a ticket (or other feedback): what it is about, its waits in working hours, and what was promised.

    received_on, resolved_on; response_hours and resolution_hours (NULL while there is none; the latter without the time
    spent waiting for the customer, or solved before it was opened again); response_due and resolution_due (answered or
    solved, or later than the target allows), response_kept and resolution_kept (in time); resolved, reopened (how
    often; NULL where nobody wrote down changes of status). Who gets no answer waits for one until the ticket is solved.
    An answer from before the ticket came is from an unknown hour: of a day without a time, for one.
    """
    rows = known.rows("feedback", "received_at")
    if rows is None:
        return None
    service, end = known.settings.service, ibis.literal(known.end, "timestamp(6)")
    rows = known.engine.hold(_with_history(known, rows, service), "ticket")
    first = known.engine.rows(rows.aggregate(first=rows.received_at.min()))[0]["first"]
    day = timedelta(days=1)
    began = first.date() - day if first else known.as_of
    hours = business_hours(service, known.zone, began, known.as_of + 2 * day)
    rows = rows.mutate(
        answered_until=ibis.coalesce(rows.first_response_at, rows.resolved_at, end),
        solved_until=ibis.coalesce(rows.resolved_at, end),
    )
    rows = add_working_seconds(known.engine, rows, "received_at", "answered_until", hours, "waited")
    rows = add_working_seconds(known.engine, rows, "received_at", "solved_until", hours, "worked")
    rows = _without_pauses(known, rows, hours, service)
    response, resolution = rows.waited / _HOUR, (rows.worked - rows.paused) / _HOUR
    rows = rows.mutate(response=response, resolution=resolution)
    untimed = (rows.first_response_at < rows.received_at).fill_null(False)
    answered, solved = rows.first_response_at.notnull() & ~untimed, rows.resolved_at.notnull()
    quick, soon = rows.response <= service.first_response_hours, rows.resolution <= service.resolution_hours
    return rows.select(
        *("customer_id", "channel", "category", "priority", "agent", "product_id", "status", "rating"),
        received_on=known.day(rows.received_at),
        resolved_on=known.day(rows.resolved_at),
        response_hours=ibis.ifelse(answered, rows.response, None),
        resolution_hours=ibis.ifelse(solved, rows.resolution, None),
        response_due=answered | (~quick & ~untimed),
        response_kept=answered & quick,
        resolution_due=solved | ~soon,
        resolution_kept=solved & soon,
        resolved=solved,
        reopened=rows.reopened,
    ).order_by("received_on", "customer_id")


def _with_history(known: Known, rows: Table, service: ServiceSettings) -> Table:
    """Return tickets with ticket_id, what is known of their answers, and how often each was opened again."""
    end = ibis.literal(known.end, "timestamp(6)")
    rows = rows.mutate(
        ticket_id=ibis.coalesce(rows.feedback_id, rows.source + ":" + rows.source_row.cast("string")),
        first_response_at=ibis.ifelse(rows.first_response_at < end, rows.first_response_at, None),
        resolved_at=ibis.ifelse(rows.resolved_at < end, rows.resolved_at, None),
    )
    changes = _changes(known, service)
    if changes is None:
        return rows.mutate(reopened=ibis.null("int64"))
    counted = changes.group_by("ticket_id").agg(
        reopened=changes.opens.sum().cast("int64"),
        solved_at=changes.changed_at.max(where=changes.solves),
        last_at=changes.changed_at.max(),
        ends_solved=(changes.solved & changes.until.isnull()).any(),
    )
    joined = rows.left_join(counted, "ticket_id").drop("ticket_id_right")
    # A ticket that was opened again is solved only once its last change says so.
    still = ibis.ifelse(joined.ends_solved, joined.solved_at, None)
    solved = ibis.ifelse(joined.last_at.isnull(), joined.resolved_at, ibis.coalesce(still, _if_never(joined)))
    return joined.mutate(reopened=joined.reopened.fill_null(0), resolved_at=solved).drop(
        "solved_at", "last_at", "ends_solved"
    )


def _if_never(joined: Table) -> ibis.Value:
    """Return the stated solution of a ticket whose changes tell of none."""
    return ibis.ifelse(joined.solved_at.isnull(), joined.resolved_at, None)


def _changes(known: Known, service: ServiceSettings) -> Table | None:
    """Return ticket_id, changed_at, until, waits, solved, and opens and solves of each change of status.

    `opens` says that the ticket was solved before and is no more, `solves` the reverse: one that is resolved and later
    closed was solved when it was resolved.
    """
    rows = known.rows("feedback_status", "changed_at")
    if rows is None:
        return None
    status = stripped(rows.status).lower()
    waiting, done = (tuple(word.lower() for word in words) for words in (service.waiting, service.resolved))
    rows = rows.select(
        "changed_at",
        "source_row",
        ticket_id=rows.feedback_id,
        waits=status.isin(waiting),
        solved=status.isin(done),
    )
    order = ibis.window(group_by="ticket_id", order_by=["changed_at", "source_row"])
    rows = rows.mutate(until=rows.changed_at.lead().over(order), before=rows.solved.lag().over(order).fill_null(False))
    return rows.mutate(opens=(rows.before & ~rows.solved).cast("int64"), solves=rows.solved & ~rows.before)


def _without_pauses(known: Known, rows: Table, hours: BusinessHours, service: ServiceSettings) -> Table:
    """Return tickets with the working seconds in which nobody had to work on them, as `paused`.

    That is while they waited for the customer, and while they were solved before they were opened again.
    """
    changes = _changes(known, service)
    if changes is None:
        return rows.mutate(paused=ibis.literal(0, "int64"))
    pauses = changes.filter(changes.waits | changes.solved).select(
        "ticket_id", paused_at="changed_at", resumed_at="until"
    )
    found = paused_seconds(known.engine, rows, pauses, "received_at", "solved_until", hours)
    joined = rows.left_join(found, "ticket_id").drop("ticket_id_right")
    return joined.mutate(paused=joined.paused.fill_null(0))
