"""Dates and times as people and systems write them, read by engine expressions.

A column's shapes say which forms occur in it; each becomes one regular expression that turns the text into ISO 8601.
Times with a zone, and epochs, are instants; all others are wall-clock times of the place the file comes from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, StringValue, TimestampValue

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
_AFTER_NOON = "(?i)中午|下午|傍晚|晚上|夜间|p"
_CLOCK = {
    "h": r"(\d{1,2})[点时]",
    "hm": r"(\d{1,2})[:点时](\d{1,2})分?",
    "hms": r"(\d{1,2})[:点时](\d{1,2})[:分](\d{1,2})秒?",
    "hmsf": r"(\d{1,2}):(\d{1,2}):(\d{1,2})[.,](\d{1,9})",
}
_MERIDIEM = r"\s?[AaPp]\.?[Mm]\.?"
_ZONE = r"\s?(?:Z|z|UTC|GMT|(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?)"
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
_SHORT_CENTURY = 2070


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
        for zoned in (False, True)
    ]
    return (Variant("iso"), *(Variant(whole) for whole in _WHOLE), *dated)


VARIANTS = tuple((variant, re.compile(variant.pattern)) for variant in _variants())


def variant_of(shape: str) -> Variant | None:
    """Return the form that a shape (or a value) has; None where it is no date."""
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


def forms(shapes: Shapes) -> tuple[Variant, ...]:
    """Return the forms that occur in a column, commonest first."""
    found = (variant_of(shape) for shape in shapes.present)
    return tuple(dict.fromkeys(variant for variant in found if variant))


def needs_day_order(variants: Sequence[Variant]) -> bool:
    """Say whether some form could be read day first or month first."""
    return any(variant.date in _DAY_FIRST for variant in variants)


def day_order_parts(text: StringValue) -> tuple[ibis.Value, ibis.Value]:
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
    sure = shapes.complete and all(variant_of(shape) for shape in shapes.present) and len(present) == 1
    wall = [variant for variant in present if not variant.instant]
    instants = [variant for variant in present if variant.instant]
    return (
        _first(text, wall, day_first=day_first, sure=sure),
        _first(text, instants, day_first=day_first, sure=sure),
    )


def _first(text: StringValue, variants: Sequence[Variant], *, day_first: bool, sure: bool) -> TimestampValue | None:
    if not variants:
        return None
    if sure:
        return _read(text, variants[0], day_first=day_first)
    branches: list[tuple[BooleanValue, TimestampValue]] = [
        (text.re_search(variant.pattern), _read(text, variant, day_first=day_first)) for variant in variants
    ]
    return ibis.cases(*branches, else_=ibis.null(TIME))


def _read(text: StringValue, variant: Variant, *, day_first: bool) -> TimestampValue:
    if variant.date in _WHOLE:
        return _read_number(text, variant)
    if variant.date == "iso":
        return text.try_cast(TIME)
    moment = _iso(text, variant, day_first=day_first).try_cast(TIME)
    if variant.date == "two_short":
        moment = ibis.ifelse(moment.year() >= _SHORT_CENTURY, moment - ibis.interval(years=100), moment)
    if variant.half:
        moment = _with_half(text, moment)
    return _in_utc(text, moment, variant) if variant.zoned else moment


def _read_number(text: StringValue, variant: Variant) -> TimestampValue:
    if variant.date == "compact_time":
        return text.re_replace(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$", r"\1-\2-\3 \4:\5:\6").try_cast(TIME)
    if variant.date == "serial":
        return _after(_EXCEL_ZERO, (text.try_cast("float64") * 86_400).round())
    scale = {"epoch": 1.0, "epoch_ms": 1e-3, "epoch_us": 1e-6}[variant.date]
    return _after("1970-01-01 00:00:00", text.try_cast("float64") * scale)


def _after(start: str, seconds: ibis.Value) -> TimestampValue:
    microseconds = (seconds * 1_000_000).round().cast("int64")
    return (ibis.timestamp(start) + microseconds.as_interval("us")).cast(TIME)


def _iso(text: StringValue, variant: Variant, *, day_first: bool) -> StringValue:
    """Return the text as ISO 8601 without its zone and half of the day."""
    order = {
        "ymd": r"\1-\2-\3",
        "compact": r"\1-\2-\3",
        "two": r"\3-\2-\1" if day_first else r"\3-\1-\2",
        "two_short": r"20\3-\2-\1" if day_first else r"20\3-\1-\2",
        "named": r"\3-\2-\1",
        "named_first": r"\3-\1-\2",
    }[variant.date]
    clock = {"": "", "h": r" \4:00:00", "hm": r" \4:\5:00", "hms": r" \4:\5:\6", "hmsf": r" \4:\5:\6.\7"}[variant.clock]
    written = text.re_replace(variant.pattern, order + clock)
    if not variant.date.startswith("named"):
        return written
    month = text.re_extract("[A-Za-z]{3}", 0).lower()
    number = ibis.cases(*((month == name, f"{place:02}") for place, name in enumerate(_MONTHS, 1)), else_="00")
    return written.re_replace("^([0-9]{4})-[A-Za-z]+-", r"\1-mon-").replace("mon", number)


def _with_half(text: StringValue, moment: TimestampValue) -> TimestampValue:
    later, hour = text.re_search(_AFTER_NOON), moment.hour()
    half_day = ibis.interval(hours=12)
    return ibis.cases(
        (later & (hour < 12), moment + half_day),
        (~later & (hour == 12), moment - half_day),
        else_=moment,
    )


def _in_utc(text: StringValue, moment: TimestampValue, variant: Variant) -> TimestampValue:
    group = 3 + len(variant.clock) + 1
    sign = ibis.ifelse(text.re_extract(variant.pattern, group) == "-", -1, 1)
    hours = text.re_extract(variant.pattern, group + 1).try_cast("int64").fill_null(0)
    minutes = text.re_extract(variant.pattern, group + 2).try_cast("int64").fill_null(0)
    return (moment - (sign * (hours * 60 + minutes)).as_interval("m")).cast(TIME)
