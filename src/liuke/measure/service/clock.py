"""Working time on the engine: how long the business was open between two moments, for any number of rows.

W(t), the working seconds up to a moment, is read from a calendar of one row a UTC day; what passed between two moments
is W(b) − W(a). A moment counts from its whole second, so that all results are whole and the same on every engine.
"""

import ibis
import polars as pl
from ibis.expr.types import IntegerValue, Table, TimestampValue

from liuke.engine import Engine
from liuke.measure.service.hours import BusinessHours

_OWN = "service_clock_{}"
"""How columns are called that are ours, between those of the rows."""


def add_working_seconds(engine: Engine, rows: Table, start: str, end: str, hours: BusinessHours, into: str) -> Table:
    """Return rows with the working seconds between two columns of moments (naive UTC) as `into`.

    NULL where either is NULL, 0 where the end is not after the start. Raises `DataError` where the calendar does not
    cover the others; to know, it reads both columns once.
    """
    _require(engine, rows, start, end, hours)
    return _timed(engine, rows, start, end, hours, into)


def paused_seconds(engine: Engine, tickets: Table, pauses: Table, start: str, end: str, hours: BusinessHours) -> Table:
    """Return ticket_id, paused: the working seconds between `start` and `end` of a ticket during which it was paused.

    `tickets` has a row a ticket_id, and both columns; `pauses` has ticket_id, paused_at (NULL: no pause) and resumed_at
    (NULL: still paused). Time in several pauses of a ticket counts once. Tickets without a pause in between may lack.
    Raises `DataError` as `add_working_seconds` does.
    """
    _require(engine, tickets, start, end, hours)
    bounds = tickets.select("ticket_id", begins=tickets[start], finishes=tickets[end])
    rows = pauses.inner_join(bounds, "ticket_id")
    rows = rows.filter(rows.begins.notnull() & rows.finishes.notnull() & rows.paused_at.notnull())
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
    timed = _timed(engine, rows, "since", "until", hours, "seconds")
    return timed.group_by("ticket_id").agg(paused=timed.seconds.sum())


def _require(engine: Engine, rows: Table, start: str, end: str, hours: BusinessHours) -> None:
    """Raise `DataError` unless the calendar covers all moments that are counted from and to."""
    counted = rows.filter(rows[end] > rows[start])
    (found,) = engine.rows(counted.aggregate(first=counted[start].min(), last=counted[end].max()))
    hours.require(found["first"], found["last"])


def _timed(engine: Engine, rows: Table, start: str, end: str, hours: BusinessHours, into: str) -> Table:
    calendar = engine.table(pl.DataFrame(hours.days()), "calendar").rename(_OWN.format("{name}"))
    before, after = _OWN.format("start"), _OWN.format("end")
    timed = _worked(_worked(rows, calendar, start, before), calendar, end, after)
    # Outside the calendar there is no W, and none is needed where time does not pass.
    passed = ibis.ifelse(timed[end] <= timed[start], 0, timed[after] - timed[before])
    return timed.mutate(**{into: passed}).select(*dict.fromkeys([*rows.columns, into]))


def _worked(rows: Table, calendar: Table, column: str, into: str) -> Table:
    """Return rows with W of a column."""
    day = _OWN.format("day")
    joined = rows.mutate(**{day: rows[column].cast("date")}).left_join(calendar, day)
    second = _second_of_day(joined[column])
    worked: IntegerValue = joined[_OWN.format("before")]
    for place in range(sum(1 for name in calendar.columns if name.startswith(_OWN.format("opens_")))):
        opens, closes = (joined[_OWN.format(f"{name}_{place}")] for name in ("opens", "closes"))
        reached = ibis.ifelse(second < closes, second, closes)
        worked = worked + ibis.ifelse(reached > opens, reached - opens, 0)
    return joined.mutate(**{into: worked}).select(*rows.columns, into)


def _second_of_day(moment: TimestampValue) -> IntegerValue:
    """Return the whole seconds since midnight.

    Seconds since 1970 are rounded by DuckDB and cut off by Spark; the second of a minute has its fraction on Spark.
    """
    hour, minute, second = (part.cast("int64") for part in (moment.hour(), moment.minute(), moment.second()))
    seconds: IntegerValue = hour * 3600 + minute * 60 + second
    return seconds
