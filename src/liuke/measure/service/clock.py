"""Working time on the engine: how long the business was open between two moments, for any number of rows.

W(t), the working seconds up to a moment, is read from a calendar of one row a UTC day; what passed between two moments
is W(b) − W(a).
"""

from datetime import timedelta

import ibis
import polars as pl
from ibis.expr.types import NumericValue, Table

from liuke.engine import Engine
from liuke.measure.service.hours import BusinessHours, business_hours
from liuke.settings import ServiceSettings

_DAY = 86_400


def hours_for(
    engine: Engine, rows: Table, columns: list[str], settings: ServiceSettings, zone: str
) -> BusinessHours | None:
    """Return business hours over all moments of some columns; None where there are none."""
    bounds = {f"{name}_{side}": getattr(rows[name], side)() for name in columns for side in ("min", "max")}
    found = [moment for moment in engine.rows(rows.aggregate(**bounds))[0].values() if moment is not None]
    if not found:
        return None
    day = timedelta(days=1)
    return business_hours(settings, zone, min(found).date() - day, max(found).date() + day)


def add_working_seconds(engine: Engine, rows: Table, start: str, end: str, hours: BusinessHours, into: str) -> Table:
    """Return rows with the working seconds between two columns of moments (naive UTC) as `into`.

    NULL where either is NULL, 0 where the end is not after the start. Moments must lie in the calendar.
    """
    calendar = _calendar(engine, hours)
    rows = _worked(_worked(rows, calendar, start, "worked_start"), calendar, end, "worked_end")
    passed = rows.worked_end - rows.worked_start
    return rows.mutate(**{into: ibis.ifelse(passed > 0, passed, passed * 0)}).drop("worked_start", "worked_end")


def paused_seconds(engine: Engine, tickets: Table, pauses: Table, start: str, end: str, hours: BusinessHours) -> Table:
    """Return ticket_id, paused: the working seconds between `start` and `end` of a ticket during which it was paused.

    `tickets` has ticket_id and both columns; `pauses` has ticket_id, paused_at and resumed_at (NULL: still paused).
    Time in several pauses of a ticket counts once.
    """
    bounds = tickets.select("ticket_id", begins=tickets[start], finishes=tickets[end])
    rows = pauses.inner_join(bounds, "ticket_id")
    rows = rows.filter(rows.begins.notnull() & rows.finishes.notnull())
    resumed = ibis.coalesce(rows.resumed_at, rows.finishes)
    rows = rows.select(
        "ticket_id",
        since=ibis.greatest(rows.paused_at, rows.begins),
        until=ibis.least(resumed, rows.finishes),
    )
    rows = rows.filter(rows.until > rows.since)
    before = ibis.window(group_by="ticket_id", order_by=["since", "until"], preceding=(None, 1))
    seen = rows.until.max().over(before)
    rows = rows.mutate(since=ibis.ifelse(seen > rows.since, seen, rows.since))
    timed = add_working_seconds(engine, rows, "since", "until", hours, "seconds")
    return timed.group_by("ticket_id").agg(paused=timed.seconds.sum())


def _calendar(engine: Engine, hours: BusinessHours) -> Table:
    return engine.table(pl.DataFrame(hours.days()), "calendar")


def _worked(rows: Table, calendar: Table, column: str, into: str) -> Table:
    """Return rows with W of a column."""
    keyed = rows.mutate(clock_day=rows[column].cast("date"))
    joined = keyed.left_join(calendar, "clock_day")
    moment = joined[column]
    second = moment.epoch_seconds().cast("int64") % _DAY
    intervals = sum(1 for name in calendar.columns if name.startswith("opens_"))
    worked: NumericValue = joined.before
    for place in range(intervals):
        opens, closes = joined[f"opens_{place}"], joined[f"closes_{place}"]
        reached = ibis.ifelse(second < closes, second, closes)
        worked = worked + ibis.ifelse(reached > opens, reached - opens, 0)
    return joined.mutate(**{into: worked}).select(*rows.columns, into)
