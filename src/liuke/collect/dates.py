"""Dates and times as people and systems write them, read by engine expressions.

A column's shapes say which forms occur in it; each becomes one regular expression that turns the text into ISO 8601.
Times with a zone, and epochs, are instants; all others are wall-clock times of the place the file comes from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import ibis
from ibis.expr.types import IntegerValue, StringValue, TimestampValue, Value

from liuke.collect.shapes import Shapes, narrow
from liuke.schema import TIME

_YMD = r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?"
_TWO = r"(\d{1,2})[-/.](\d{1,2})[-/.]"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DATES = {
    "ymd": _YMD,
    "compact": r"(\d{4})(\d{2})(\d{2})",
    "two": _TWO + r"(\d{4})",
    "two_short": _TWO + r"(\d{2})",
    "named": r"(\d{1,2})(?:st|nd|rd|th)?[- /]?([A-Za-z]{3,9})\.?,?[- /]?(\d{4})",
    "named_first": r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})",
}
_DAY_FIRST = {"two", "two_short"}
_BEFORE = "凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|夜间"
_AFTER_NOON = "中午|下午|傍晚|晚上|夜间|[Pp]"
_CLOCK = {
    "h": r"(\d{1,2})[点时]",
    "hm": r"(\d{1,2})[:点时](\d{1,2})分?",
    "hms": r"(\d{1,2})[:点时](\d{1,2})[:分](\d{1,2})秒?",
    "hmsf": r"(\d{1,2}):(\d{1,2}):(\d{1,2})[.,](\d{1,9})",
}
_MERIDIEM = r"\s?[AaPp]\.?[Mm]\.?"
_OFFSET = r"([+-])(\d{2}):?(\d{2})?$"
_ZONE = r"\s?(?:Z|z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)"
_WHOLE = {
    "compact_time": r"\d{14}",
    "epoch": r"\d{10}(?:\.\d+)?",
    "epoch_ms": r"\d{13}(?:\.0+)?",
    "epoch_us": r"\d{16}",
    "serial": r"\d{5}(?:\.\d+)?",
}
_INSTANT = {"epoch", "epoch_ms", "epoch_us"}
_ISO = r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_EXCEL_ZERO = "1899-12-30 00:00:00"
# Per count: the units in it, and the microseconds in a unit. Excel's fractions of a day are only good for seconds.
_COUNTED = {"serial": (86_400.0, 1_000_000), "epoch": (1e6, 1), "epoch_ms": (1e3, 1), "epoch_us": (1.0, 1)}
_COMPACT_TIME = r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$"
_LAST_CENTURY = r"^\d{1,2}[-/.]\d{1,2}[-/.][7-9]\d(?:\D|$)"
_AS_SHAPE = str.maketrans("012345678", "999999999")
_HOUR = r"(\d{1,2})[:点时]"


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of date: the date's own form, the clock's precision, where the half of the day stands, and the zone."""

    date: str
    clock: str = ""
    half: str = ""
    zoned: bool = False

    @property
    def instant(self) -> bool:
        """Whether the value is the same moment everywhere."""
        return self.zoned or self.date in _INSTANT

    @property
    def pattern(self) -> str:
        """The regular expression that matches the whole text."""
        if self.date in _WHOLE:
            return f"^{_WHOLE[self.date]}$"
        if self.date == "iso":
            return f"^{_ISO}$"
        clock = ""
        if self.clock:
            before = rf"(?:{_BEFORE})\s?" if self.half == "before" else ""
            after = _MERIDIEM if self.half == "after" else ""
            clock = rf"(?:T|,?\s*){before}{_CLOCK[self.clock]}{after}"
        return f"^{_DATES[self.date]}{clock}{_ZONE if self.zoned else ''}$"


def _variants() -> tuple[Variant, ...]:
    halves = ("", "before", "after")
    dated = [
        Variant(date, clock, half if clock else "", zoned)
        for date in _DATES
        for clock in ("", *_CLOCK)
        for half in (halves if clock else ("",))
        for zoned in ((False, True) if clock else (False,))
    ]
    return (Variant("iso"), *(Variant(whole) for whole in _WHOLE), *dated)


VARIANTS = tuple((variant, re.compile(variant.pattern)) for variant in _variants())


def variant_of(shape: str) -> Variant | None:
    """Return the form that a shape (or a value) has; None where it is no date."""
    return _variant_of(shape.translate(_AS_SHAPE))


@lru_cache(maxsize=4_096)
def _variant_of(shape: str) -> Variant | None:
    return next((variant for variant, pattern in VARIANTS if pattern.fullmatch(shape)), None)


def reads_as_time(text: str) -> bool:
    """Say whether a value looks like a date and could be one of the last or the next century."""
    value = narrow(text)
    variant = variant_of(value)
    if variant is None or variant.date == "serial":
        return False
    if variant.date in ("compact", "compact_time"):
        return "1900" <= value[:4] <= "2099" and "01" <= value[4:6] <= "12" and "01" <= value[6:8] <= "31"
    return variant.date not in _INSTANT or "1" <= value[0] <= "2"


def reads_as_moment(text: str) -> bool:
    """Say whether a value has the form of any date, Excel's serial numbers and epochs included."""
    return variant_of(narrow(text)) is not None


def forms(shapes: Shapes) -> tuple[Variant, ...]:
    """Return the forms that occur in a column, commonest first."""
    found = (variant_of(shape) for shape in shapes.present)
    return tuple(dict.fromkeys(variant for variant in found if variant))


def needs_day_order(variants: Sequence[Variant]) -> bool:
    """Say whether some form could be read day first or month first."""
    return any(variant.date in _DAY_FIRST for variant in variants)


def day_order_parts(text: StringValue) -> tuple[Value, Value]:
    """Return the first and the second number of dates such as 03/04/2024; NULL for other forms."""
    pattern = rf"^{_TWO}\d"
    return (
        text.re_extract(pattern, 1).try_cast("int64"),
        text.re_extract(pattern, 2).try_cast("int64"),
    )


def read_times(
    text: StringValue, shapes: Shapes, *, day_first: bool
) -> tuple[TimestampValue | None, TimestampValue | None]:
    """Return a column's wall-clock times and its instants (naive UTC); None where no value is of that kind."""
    present = forms(shapes)
    sure = shapes.complete and len(present) == 1 and all(variant_of(shape) for shape in shapes.present)

    def moments(variants: Sequence[Variant]) -> TimestampValue | None:
        found = []
        if written := [variant for variant in variants if variant.date not in _COUNTED]:
            found.append(_written(text, written, day_first=day_first, sure=sure))
        if counted := [variant for variant in variants if variant.date in _COUNTED]:
            found.append(_counted(text, counted))
        return ibis.coalesce(*found) if found else None

    return (
        moments([variant for variant in present if not variant.instant]),
        moments([variant for variant in present if variant.instant]),
    )


def _written(text: StringValue, variants: Sequence[Variant], *, day_first: bool, sure: bool) -> TimestampValue:
    """Return dates written in digits and words. Each row is cast once, whatever the number of forms."""
    iso = [(text.re_search(variant.pattern), _iso(text, variant, day_first=day_first)) for variant in variants]
    moment = (iso[0][1] if sure else ibis.cases(*iso, else_=ibis.null("string"))).try_cast(TIME)
    shifts = [
        (text.re_search(variant.pattern), _minutes(text, variant))
        for variant in variants
        if variant.half or variant.zoned
    ]
    return (moment + ibis.cases(*shifts, else_=0).as_interval("m")).cast(TIME) if shifts else moment


def _counted(text: StringValue, variants: Sequence[Variant]) -> TimestampValue:
    """Return dates given as a count of days (Excel) or of seconds and their parts since 1970."""
    number = text.try_cast("float64")
    counts = [
        (text.re_search(variant.pattern), (number * per_count).round().cast("int64") * unit)
        for variant in variants
        for per_count, unit in (_COUNTED[variant.date],)
    ]
    start = _EXCEL_ZERO if variants[0].date == "serial" else "1970-01-01 00:00:00"
    return (ibis.timestamp(start) + ibis.cases(*counts, else_=ibis.null("int64")).as_interval("us")).cast(TIME)


def _iso(text: StringValue, variant: Variant, *, day_first: bool) -> StringValue:
    """Return the text as ISO 8601 without its zone and half of the day."""
    if variant.date == "iso":
        return text
    if variant.date == "compact_time":
        return text.re_replace(_COMPACT_TIME, r"\1-\2-\3 \4:\5:\6")
    clock = {"": "", "h": r" \4:00:00", "hm": r" \4:\5:00", "hms": r" \4:\5:\6", "hmsf": r" \4:\5:\6.\7"}[variant.clock]
    if variant.date == "two_short":
        order = r"\3-\2-\1" if day_first else r"\3-\1-\2"
        past, recent = (text.re_replace(variant.pattern, century + order + clock) for century in ("19", "20"))
        return ibis.ifelse(text.re_search(_LAST_CENTURY), past, recent)
    order = {"two": r"\3-\2-\1" if day_first else r"\3-\1-\2", "named": r"\3-mon-\1", "named_first": r"\3-mon-\2"}.get(
        variant.date, r"\1-\2-\3"
    )
    written = text.re_replace(variant.pattern, order + clock)
    return written.replace("mon", _month(text)) if variant.date.startswith("named") else written


def _month(text: StringValue) -> StringValue:
    name = text.re_extract("([A-Za-z]{3})[a-z]*", 1).lower()
    return ibis.cases(*((name == month, f"{place:02}") for place, month in enumerate(_MONTHS, 1)), else_="00")


def _minutes(text: StringValue, variant: Variant) -> IntegerValue:
    """Return the minutes to add to the clock as written: for the afternoon, and against the zone's offset."""
    minutes: IntegerValue = ibis.literal(0, "int64")
    if variant.half:
        hour = text.re_extract(_HOUR, 1).try_cast("int64")
        later = text.re_search(_AFTER_NOON)
        minutes += ibis.cases((later & (hour < 12), 720), (~later & (hour == 12), -720), else_=0)
    if variant.zoned:
        hours, rest = (text.re_extract(_OFFSET, group).try_cast("int64").fill_null(0) for group in (2, 3))
        minutes += (hours * 60 + rest) * ibis.ifelse(text.re_extract(_OFFSET, 1) == "-", 1, -1)
    return minutes.cast("int64")
