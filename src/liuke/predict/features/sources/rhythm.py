"""Rhythm: totals of the gaps between a customer's purchase days."""

from ibis.expr.types import NumericValue, Table

from liuke.predict.features.feature import Total
from liuke.predict.features.sources.activity import ACTIVITY

GAP = ("gap",)
LONGEST_GAP = Total(ACTIVITY, "longest_gap_made", lambda t: t.gap.max(), GAP)
GAPS = Total(ACTIVITY, "gaps_made", lambda t: t.gap.count(), GAP, empty=0)
GAP_DAYS = Total(ACTIVITY, "gap_days_made", lambda t: t.gap.sum(), GAP)
GAP_SQUARES = Total(ACTIVITY, "gap_squares_made", lambda t: (t.gap.cast("int64") * t.gap).sum(), GAP)
RECENT_GAPS = Total(ACTIVITY, "recent_gaps_made", lambda t: t.gap.count(where=t.age <= 180), GAP, empty=0)
RECENT_GAP_DAYS = Total(ACTIVITY, "recent_gap_days_made", lambda t: t.gap.sum(where=t.age <= 180), GAP)


def gap_spread(t: Table) -> NumericValue:
    """Return the standard deviation of the gaps over their mean; NULL with fewer than three gaps.

    From whole sums, so that the order of rows changes nothing.
    """
    count = t.gaps_made.cast("float64")
    mean = t.gap_days_made.cast("float64") / count.nullif(0)
    squares = t.gap_squares_made.cast("float64") / count.nullif(0) - mean * mean
    spread = (squares.clip(lower=0.0) * count / (count - 1).nullif(0)).sqrt() / mean.nullif(0)
    found: NumericValue = (count >= 3).ifelse(spread, None)
    return found
