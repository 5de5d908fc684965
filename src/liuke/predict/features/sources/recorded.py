"""When a fact was written down, which may be later than it happened: it was not known before."""

from collections.abc import Mapping

from ibis.expr.types import DateValue, Table

from liuke.measure.derived import Known

BULK, FEW = 0.5, 20
"""The share of rows written down in one day, and their number, from which that day is a bulk load: it says of no row
when it was known."""


def dated(known: Known, rows: Table) -> Table:
    """Return rows without `recorded_at` where that says nothing: nobody filled it in, or most of them on one day."""
    if "recorded_at" not in rows.columns:
        return rows
    days = rows.group_by(day=rows.recorded_at.date()).agg(rows=lambda t: t.count())
    filled = days.day.notnull()
    found = known.engine.rows(days.aggregate(rows=days.rows.sum(), most=days.rows.max(where=filled)))[0]
    return rows if 0 < (found["most"] or 0) <= max(BULK * found["rows"], FEW) else rows.drop("recorded_at")


def recorded(known: Known, rows: Table) -> Mapping[str, DateValue]:
    """Return the day on which we learned of rows, where they say so."""
    return {"recorded_on": known.day(rows.recorded_at)} if "recorded_at" in rows.columns else {}
