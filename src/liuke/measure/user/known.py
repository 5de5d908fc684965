"""A sum of what an expression gives, which may be nothing for a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Scalar, Table

from liuke.language import Text
from liuke.measure.statistic import CENSUS, IntervalMethod, Pick, Reading, Total


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """A sum over the rows that are `kept`; it has no value where rows are there and that of none of them is known."""

    of: Pick
    kept: Pick
    interval: IntervalMethod = "none"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the sum, the rows, and those with a value."""
        counts = {
            "rows": self.kept(rows).cast("int64").sum().cast("int64"),
            "known": self.of(rows).count().cast("int64"),
        }
        return Total(self.of).terms(rows) | counts

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the sum; 0 where no row was there."""
        if found["rows"] and not found["known"]:
            return Reading(None, None)
        return Total(self.of).read(found)
