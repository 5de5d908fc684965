"""The service clock on Spark: whole seconds, the same as on DuckDB, whatever the moments are."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.measure.service import BusinessHours, add_working_seconds, business_hours, paused_seconds
from liuke.settings import ServiceSettings

TICKETS = [
    ("fractions", "2025-03-03T10:00:00.600", "2025-03-03T10:00:01.400"),
    ("clock change", "2025-03-29T12:00:00", "2025-03-31T12:00:00"),
    ("festival", "2025-01-26T07:00:00", "2025-02-05T03:00:00"),
    ("backwards", "2025-03-04T10:00:00", "1980-01-01T00:00:00"),
    ("open", "2025-03-04T10:00:00", None),
]
PAUSES = [
    ("clock change", "2025-03-29T14:00:00", "2025-03-30T06:00:00.500"),
    ("clock change", "2025-03-30T03:00:00", "2025-03-30T08:00:00"),
    ("festival", None, "2025-01-26T08:00:00"),
    ("festival", "2025-01-26T09:00:00", None),
    ("open", "2025-03-04T11:00:00", None),
]


@pytest.mark.slow
def test_working_and_paused_seconds_are_the_same_on_both_engines(engine: Engine, spark: Engine) -> None:
    """Berlin by China's holidays: Monday in two parts, Sunday all day; that of 30 March 2025 has 23 hours."""
    plan = ServiceSettings(hours={"mon": "09:00-12:00, 13:30-18:00", "sun": "00:00-24:00"}, holidays="CN")
    hours = business_hours(plan, "Europe/Berlin", date(2025, 1, 1), date(2025, 12, 31))
    worked, paused = _measured(spark, hours)
    assert (worked, paused) == _measured(engine, hours)
    assert worked["fractions"] == 1
    assert worked["clock change"] == (23 + 3 + 0.5) * 3600
    assert (worked["backwards"], worked["open"]) == (0, None)
    assert paused["clock change"] == 9 * 3600


def _measured(engine: Engine, hours: BusinessHours) -> tuple[dict[str, Any], dict[str, Any]]:
    tickets = engine.table(_frame(TICKETS, "came", "done"))
    pauses = engine.table(_frame(PAUSES, "paused_at", "resumed_at"))
    worked = engine.rows(add_working_seconds(engine, tickets, "came", "done", hours, "seconds"))
    paused = engine.rows(paused_seconds(engine, tickets, pauses, "came", "done", hours))
    return {row["ticket_id"]: row["seconds"] for row in worked}, {row["ticket_id"]: row["paused"] for row in paused}


def _frame(rows: list[tuple[str, str | None, str | None]], first: str, last: str) -> pl.DataFrame:
    schema = {"ticket_id": pl.String, first: pl.Datetime("us"), last: pl.Datetime("us")}
    read = [(name, *(one and datetime.fromisoformat(one) for one in moments)) for name, *moments in rows]
    return pl.DataFrame(read, schema=schema, orient="row")
