"""Billing periods as people write them, in months: `annual`, `3 months`, `per year`, `P1Y`, `两个月`, `按年付`."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import BooleanValue, FloatingValue, StringValue

from liuke.clean.identifiers import tidy

DAYS_A_MONTH = 30.4375
"""A Julian year of 365.25 days, by twelve."""

_UNITS: Mapping[float, tuple[str, ...]] = {
    1 / DAYS_A_MONTH: ("d", "day", "days", "daily", "天", "日"),
    7 / DAYS_A_MONTH: ("w", "wk", "wks", "week", "weeks", "weekly", "周", "星期", "礼拜"),
    14 / DAYS_A_MONTH: ("fortnight", "fortnights", "fortnightly", "biweekly", "bi weekly", "双周"),
    1.0: ("m", "mo", "mos", "mon", "mth", "mths", "month", "months", "monthly", "月", "月度", "month to month"),
    2.0: ("bimonthly", "bi monthly", "双月"),
    3.0: ("q", "qtr", "qtrs", "quarter", "quarters", "quarterly", "季", "季度"),
    6.0: ("semiannual", "semi annual", "semiannually", "semi annually", "半年度"),
    12.0: (
        "y", "yr", "yrs", "year", "years", "yearly", "pa", "p.a", "annum", "annual", "annually", "年", "年度", "周年",
    ),
    24.0: ("biennial", "biennially"),
    36.0: ("triennial", "triennially"),
}  # fmt: skip
"""`biweekly` and `bimonthly` are every other one, as bills have it; `biannual` may mean either and is left out."""
_COUNTS: Mapping[float, tuple[str, ...]] = {
    0.5: ("half", "half a", "半"),
    1: ("one", "一"),
    2: ("two", "两", "二"),
    3: ("three", "三"),
    4: ("four", "四"),
    5: ("five", "五"),
    6: ("six", "六"),
    7: ("seven", "七"),
    8: ("eight", "八"),
    9: ("nine", "九"),
    10: ("ten", "十"),
    11: ("eleven", "十一"),
    12: ("twelve", "十二"),
    18: ("eighteen", "十八"),
    24: ("twenty four", "二十四"),
    36: ("thirty six", "三十六"),
}
_BEFORE = ("per", "each", "every", "a", "an", "billed", "paid", "charged", "prepaid", "renews")
_AFTER = (
    "plan", "billing", "billed", "subscription", "membership", "payment", "payments", "contract", "term", "fee",
    "cycle", "period", "renewal", "pass", "rate", "prepaid",
)  # fmt: skip
_BEFORE_ZH = ("每隔", "每", "按", "连续", "包", "整", "全", "满")
_AFTER_ZH = (
    "期", "付费", "缴费", "计费", "收费", "支付", "付", "费", "缴", "交", "结", "卡", "制", "租", "约", "包", "套餐",
    "会员", "订阅", "合同", "一次",
)  # fmt: skip


def _any(words: tuple[str, ...]) -> str:
    return "|".join(word.replace(".", r"\.") for word in sorted(words, key=len, reverse=True))


def _all(found: Mapping[float, tuple[str, ...]]) -> str:
    return _any(tuple(word for words in found.values() for word in words))


_PERIOD = (
    rf"^(?:(?:{_any(_BEFORE)}) |p ?|(?:{_any(_BEFORE_ZH)}) ?)*"
    rf"(0*[1-9]\d{{0,2}}|{_all(_COUNTS)})? ?个? ?({_all(_UNITS)})\.?"
    rf"(?: (?:{_any(_AFTER)})| ?(?:{_any(_AFTER_ZH)}))*$"
)
_BETWEEN = r"[\s_/\-‐‑–]+"


def months_of(word: StringValue) -> FloatingValue:
    """Return the months of a billing period as written; NULL for words that are none."""
    text = _plain(word)
    number, unit = text.re_extract(_PERIOD, 1), text.re_extract(_PERIOD, 2)
    named = ((number.isin(words), float(count)) for count, words in _COUNTS.items())
    counted = ibis.cases(((number == "").fill_null(True), 1.0), *named, else_=number.try_cast("float64"))
    length = ibis.cases(*((unit.isin(words), months) for months, words in _UNITS.items()), else_=ibis.null("float64"))
    found: FloatingValue = counted * length
    return found


def understood(word: StringValue) -> BooleanValue:
    """Say whether a text is a billing period, as `months_of` reads it."""
    return _plain(word).re_search(_PERIOD)


def _plain(word: StringValue) -> StringValue:
    # `strip` takes the letters f and v off as well on some engines.
    return tidy(word).lower().replace("(s)", "s").re_replace(_BETWEEN, " ").re_replace("^ | $", "")
