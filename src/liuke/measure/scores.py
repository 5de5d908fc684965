"""Mean scores on a scale: an interval around one says nothing that no answer could."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ibis.expr.types import Scalar, Table

from liuke.measure.statistic import Pick, Ratio, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanScore(Ratio):
    """A mean of scores from `bottom` to `top`; its interval is cut off where the scale ends.

    Few answers, or answers all alike but one, make an interval that is wider than the scale.
    """

    bottom: float = 1.0
    top: Pick

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the terms of the ratio, and the top of the scale."""
        top = self.top(rows).cast("float64").max(where=self.where(rows) if self.where else None)
        return {**Ratio.terms(self, rows), "top": top}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the mean; no value without an answer."""
        read = Ratio.read(self, found)
        low, high = read.interval
        if low is None or high is None:
            return read
        cut = (max(low, self.bottom), min(high, found["top"]))
        return Reading(read.value, read.numerator, read.denominator, cut)
