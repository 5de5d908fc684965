"""Billing periods as people write them, in months."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import NumericValue, StringValue

DAYS_A_MONTH = 30.4375
"""A Julian year of 365.25 days, by twelve."""

WORDS: Mapping[float, tuple[str, ...]] = {
    7 / DAYS_A_MONTH: ("w", "week", "weekly", "p1w", "周", "每周", "周付", "星期"),
    1.0: ("m", "mo", "mon", "month", "monthly", "p1m", "1 month", "月", "每月", "月付", "月度", "包月", "1个月"),
    2.0: ("bimonthly", "p2m", "2 months", "双月", "2个月"),
    3.0: ("q", "quarter", "quarterly", "p3m", "3 months", "季", "季度", "每季", "季付", "包季", "3个月"),
    6.0: ("half-year", "half year", "semiannual", "semi-annual", "p6m", "6 months", "半年", "半年付", "6个月"),
    12.0: (
        "y", "yr", "year", "yearly", "annual", "annually", "p1y", "p12m", "12 months", "年", "每年", "年付", "年度",
        "包年", "12个月",
    ),
    24.0: ("p2y", "2 years", "24 months", "biennial", "两年", "2年", "24个月"),
    36.0: ("p3y", "3 years", "36 months", "三年", "3年", "36个月"),
}  # fmt: skip
_UNITS = {"day": 1 / DAYS_A_MONTH, "week": 7 / DAYS_A_MONTH, "month": 1.0, "quarter": 3.0, "year": 12.0}
_COUNTED = r"^([1-9]\d{0,2}) (?:day|week|month|quarter|year)s?$"
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


def months_of(word: StringValue) -> NumericValue:
    """Return the months of a billing period as written; NULL for words that are none."""
    text = word.strip().lower()
    named = ((text.isin(words), months) for months, words in WORDS.items())
    counted = text.re_extract(_COUNTED, 1).try_cast("float64")
    units = ((text.re_search(rf"^[1-9]\d{{0,2}} {unit}s?$"), counted * months) for unit, months in _UNITS.items())
    return ibis.cases(*named, *units, else_=ibis.null("float64"))


def months_between(days: NumericValue) -> NumericValue:
    """Return the months of a stretch of days: whole ones where it is as long as such a period may be."""
    usual = [(days.between(low, high), months) for months, (low, high) in _LENGTHS.items()]
    return ibis.cases(*usual, else_=days.cast("float64") / DAYS_A_MONTH)


def usual_months(days: float) -> float:
    """Return the billing period that a median of so many days between bills stands for, in months."""
    return min(_LENGTHS, key=lambda months: abs(months * DAYS_A_MONTH - days))
