"""When a fact was written down, which may be later than it happened: it was not known before."""

from collections.abc import Mapping

from ibis.expr.types import BooleanValue, DateValue, Table

from liuke.measure.derived import Known

BULK, FEW = 0.5, 20
"""The share of rows written down in one day, and their number, from which that day is a bulk load: it says of no row
when it was known."""

UNDATED = 0.1
"""The share of rows whose end a status alone tells of, without a day, above which nobody can say what stood when."""


def undated(known: Known, rows: Table, told: BooleanValue, ended: BooleanValue) -> bool:
    """Say whether of many of the rows that `ended` only a status `told` so: more than `UNDATED` of them, and 20."""
    found = known.engine.rows(rows.aggregate(ended=rows.count(where=ended | told), told=rows.count(where=told)))[0]
    return int(found["told"]) > max(UNDATED * int(found["ended"]), FEW)


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
