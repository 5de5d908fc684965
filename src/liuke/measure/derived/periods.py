"""Stretches of days in months: whole ones where they are as long as a billing period may be."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import NumericValue

from liuke.clean.periods import DAYS_A_MONTH

__all__ = ["DAYS_A_MONTH", "months_between", "usual_months"]

_LENGTHS: Mapping[float, tuple[int, int]] = {
    7 / DAYS_A_MONTH: (6, 8),
    1.0: (27, 32),
    2.0: (58, 63),
    3.0: (88, 93),
    6.0: (179, 186),
    12.0: (360, 368),
    24.0: (725, 733),
    36.0: (1090, 1098),
}


def months_between(days: NumericValue) -> NumericValue:
    """Return the months of a stretch of days: whole ones where it is as long as such a period may be."""
    usual = [(days.between(low, high), months) for months, (low, high) in _LENGTHS.items()]
    return ibis.cases(*usual, else_=days.cast("float64") / DAYS_A_MONTH)


def usual_months(days: float) -> float:
    """Return the billing period that a median of so many days between bills stands for, in months."""
    return min(_LENGTHS, key=lambda months: abs(months * DAYS_A_MONTH - days))
