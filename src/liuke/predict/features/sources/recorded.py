"""When a fact was written down, which may be later than it happened."""

from collections.abc import Mapping

from ibis.expr.types import DateValue, Table

from liuke.measure.derived import Known


def recorded(known: Known, rows: Table) -> Mapping[str, DateValue]:
    """Return the day on which we learned of rows, where they say so."""
    return {"recorded_on": known.day(rows.recorded_at)} if "recorded_at" in rows.columns else {}
