"""What derived tables are made from: clean facts, the zone that decides days, and the last day known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis.expr.types import DateValue, Table, TimestampValue

from liuke.clock import local_time
from liuke.engine import Engine
from liuke.settings import Settings

_ROOM = timedelta(days=800)
"""Contracts end and bills fall due long after the last day known."""


@dataclass(frozen=True, slots=True)
class Known:
    """Clean facts by canonical table, from the day `first` to the end of `as_of`; `made` are tables derived before."""

    engine: Engine
    facts: Mapping[str, Table]
    settings: Settings
    first: date
    as_of: date
    made: Mapping[str, Table]

    @property
    def zone(self) -> str:
        """The time zone that decides days."""
        return self.settings.workspace.timezone

    @property
    def end(self) -> datetime:
        """The first moment, in naive UTC, that is not known."""
        midnight = datetime.combine(self.as_of + timedelta(days=1), time(), ZoneInfo(self.zone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def day(self, moment: TimestampValue) -> DateValue:
        """Return the local day of a moment."""
        first, last = (datetime.combine(day, time()) for day in (self.first, self.as_of))
        return local_time(moment, self.zone, first - timedelta(days=2), last + _ROOM).cast("date")

    def known_day(self, moment: TimestampValue) -> DateValue:
        """Return the local day of a moment; NULL where it is not known yet."""
        return ibis.ifelse(moment < ibis.literal(self.end), self.day(moment), ibis.literal(None, "date"))

    def rows(self, table: str, column: str) -> Table | None:
        """Return what is known of a table's rows: those whose `column` is before the end; None without the table."""
        if table not in self.facts:
            return None
        rows = self.facts[table]
        return rows.filter(rows[column] < ibis.literal(self.end))


def no_rows(**types: str) -> Table:
    """Return a table of these columns without rows."""
    return ibis.memtable(ibis.schema(types).to_pyarrow().empty_table())
