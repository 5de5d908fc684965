"""Made-up events in the table `event` of a run, and what a person would count in them with a loop."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pyarrow as pa
from ibis.expr.types import Table

from liuke.engine import Engine

AS_OF = date(2026, 6, 30)
EVENT = {
    "customer_id": pl.String, "at": pl.Datetime("us"), "day": pl.Date, "name": pl.String, "session_id": pl.String,
    "properties": pl.String,
}  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def minutes(*rows: tuple[str, float, str] | tuple[str, float, str, str | None]) -> pl.DataFrame:
    """Return events from (customer, minutes since the start, name) and, if there is one, the session's id."""
    found = [_row(row[0], START + timedelta(minutes=row[1]), row[2], row[3] if len(row) > 3 else None) for row in rows]
    return pl.DataFrame(found, schema=EVENT, orient="row")


def _row(who: str, at: datetime, name: str, session: str | None) -> tuple[object, ...]:
    return who, at, at.date(), name, session, None


def of_journeys(events: pa.Table) -> pl.DataFrame:
    """Return simulated events as the run's table."""
    frame = pl.DataFrame(pl.from_arrow(events))
    return frame.select(
        "customer_id", pl.col("occurred_at").alias("at"), pl.col("occurred_at").dt.date().alias("day"), "name",
        session_id=pl.lit(None, pl.String), properties=pl.lit(None, pl.String),
    )  # fmt: skip


def visit(who: str, day: int, *names: str) -> Iterable[tuple[str, float, str]]:
    """Return the events of one visit on a day since the start: a minute apart."""
    return [(who, day * 1440 + 600 + place, name) for place, name in enumerate(names)]


def held(engine: Engine, frame: pl.DataFrame) -> Table:
    """Return events as a table of an engine."""
    return engine.table(frame, "event")
