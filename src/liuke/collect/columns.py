"""How one canonical column is read from the file's columns, in three stages.

`clean` tidies text, `parse` makes values of it, `finish` settles what needs to know all values (the time zone) and
tells the cells that could not be read. A stage only looks at columns of the one before, so no engine works twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import ibis
from ibis.expr.types import StringValue, Table, TimestampValue, Value

from liuke.collect import amounts, dates
from liuke.collect.shapes import MISSING, Shapes, cleaned
from liuke.schema import TIME

type Named = dict[str, Value]
type InUtc = Callable[[Table, str], TimestampValue]

_FACTOR = "decimal(18, 6)"
_COUNT = "decimal(18, 4)"
# An engine may multiply in the width of the factors: these are wide enough for the largest product.
_WIDE_FACTOR, _WIDE_COUNT = "decimal(38, 6)", "decimal(38, 4)"
_TRUE = (
    "true", "t", "yes", "y", "1", "1.0", "on", "✓", "√", "subscribed", "opted in", "opted-in", "opt-in", "granted",
    "是", "有", "对", "同意", "允许", "已同意", "已订阅", "订阅", "接受",
)  # fmt: skip
_FALSE = (
    "false", "f", "no", "n", "0", "0.0", "off", "×", "unsubscribed", "opted out", "opted-out", "opt-out", "denied",
    "not subscribed", "否", "无", "不", "不同意", "拒绝", "未同意", "未订阅", "已退订", "退订", "不接受", "不允许",
)  # fmt: skip
# Naive UTC by contract; a year in from both ends leaves room for any time zone.
_EARLIEST, _LATEST = datetime(2, 1, 1), datetime(9998, 12, 31)  # noqa: DTZ001
_NO_TEXT = ibis.null("string")


@dataclass(frozen=True, slots=True)
class Read:
    """A column as read, and the text of cells that hold something which could not be read."""

    value: Value
    unread: Value = _NO_TEXT


class Cell(Protocol):
    """Reads one canonical column."""

    def clean(self, rows: Table) -> Named:
        """Return tidied text, by the names of the columns to add."""

    def parse(self, rows: Table) -> Named:
        """Return values made from tidied text, by the names of the columns to add."""

    def finish(self, rows: Table) -> Read:
        """Return the column."""


class _Ready:
    """A column that needs no tidying: tidying text is a rule of cleaning."""

    __slots__ = ()

    def clean(self, _rows: Table) -> Named:
        """Return nothing."""
        return {}

    def parse(self, _rows: Table) -> Named:
        """Return nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class NothingCell(_Ready):
    """A column that the file does not have."""

    type: str

    def finish(self, _rows: Table) -> Read:
        """Return NULLs."""
        return Read(ibis.null(self.type))


@dataclass(frozen=True, slots=True)
class TextCell(_Ready):
    """A column that stays text; numbers of customers and orders lose a decimal that a spreadsheet gave them."""

    header: str
    whole: bool = False

    def finish(self, rows: Table) -> Read:
        """Return the text."""
        return Read(text_of(rows[self.header], whole=self.whole))


@dataclass(frozen=True, slots=True)
class TypedNumberCell(_Ready):
    """A column of numbers that the file has typed."""

    header: str
    type: str

    def finish(self, rows: Table) -> Read:
        """Return the numbers; those that are too large are unread."""
        found = rows[self.header]
        if found.type() == ibis.dtype(self.type):
            return Read(found)
        number = found.try_cast(self.type)
        return Read(number, ibis.ifelse(found.notnull() & number.isnull(), text_of(found), _NO_TEXT))


@dataclass(frozen=True, slots=True)
class TypedTimeCell:
    """A column of dates or times that the file has typed."""

    header: str
    type: str
    in_utc: InUtc

    def clean(self, _rows: Table) -> Named:
        """Return nothing."""
        return {}

    def parse(self, rows: Table) -> Named:
        """Return the moments: of a zone in UTC, others as the wall showed them."""
        found = rows[self.header]
        if found.type().is_timestamp() and found.type().timezone is not None:
            return {self._name: _naive_utc(found)}
        return {self._name: found.cast(TIME)}

    @property
    def _name(self) -> str:
        return f"{self.header} moment"

    def finish(self, rows: Table) -> Read:
        """Return the moments in UTC."""
        source = rows[self.header].type()
        if ibis.dtype(self.type).is_date() or (source.is_timestamp() and source.timezone is not None):
            value = rows[self._name]
        else:
            value = self.in_utc(rows, self._name)
        return _read(_dated(value), rows[self._name].cast("string"))


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A column of numbers written as text."""

    header: str
    type: str
    shapes: Shapes

    def clean(self, rows: Table) -> Named:
        """Return the text in narrow characters."""
        return {f"{self.header} text": cleaned(rows[self.header], self.shapes)}

    def parse(self, rows: Table) -> Named:
        """Return the numbers."""
        return {f"{self.header} number": amounts.read_number(rows[f"{self.header} text"], self.shapes, self.type)}

    def finish(self, rows: Table) -> Read:
        """Return the numbers, and the text of what is none."""
        return _read(rows[f"{self.header} number"], rows[f"{self.header} text"])


@dataclass(frozen=True, slots=True)
class TimeCell:
    """A column of dates written as text."""

    header: str
    type: str
    shapes: Shapes
    day_first: Callable[[Table, str], bool]
    in_utc: InUtc

    def clean(self, rows: Table) -> Named:
        """Return the text in narrow characters."""
        return {f"{self.header} text": cleaned(rows[self.header], self.shapes)}

    def parse(self, rows: Table) -> Named:
        """Return wall-clock times and instants, each where there are any."""
        name = f"{self.header} text"
        day_first = not dates.needs_day_order(dates.forms(self.shapes)) or self.day_first(rows, name)
        found = dates.read_times(rows[name], self.shapes, day_first=day_first)
        places = (f"{self.header} wall", f"{self.header} instant")
        return {place: moment for place, moment in zip(places, found, strict=True) if moment is not None}

    def finish(self, rows: Table) -> Read:
        """Return the moments in UTC (a date as it was written), and the text of what is none."""
        wall, instant = (f"{self.header} {kind}" for kind in ("wall", "instant"))
        found = [rows[instant]] if instant in rows.columns else []
        if wall in rows.columns:
            found.append(rows[wall] if ibis.dtype(self.type).is_date() else self.in_utc(rows, wall))
        value = _dated(ibis.coalesce(*found)) if found else ibis.null(TIME)
        return _read(value, rows[f"{self.header} text"])


@dataclass(frozen=True, slots=True)
class BooleanCell:
    """A column of yes and no."""

    header: str

    def clean(self, rows: Table) -> Named:
        """Return the text in lower case."""
        text = rows[self.header].cast("string").strip().lower()
        return {f"{self.header} text": ibis.ifelse(text.isin(MISSING) & ~text.isin(_FALSE), _NO_TEXT, text)}

    def parse(self, rows: Table) -> Named:
        """Return yes and no."""
        text = rows[f"{self.header} text"]
        return {
            f"{self.header} truth": ibis.cases(
                (text.isin(_TRUE), True), (text.isin(_FALSE), False), else_=ibis.null("boolean")
            )
        }

    def finish(self, rows: Table) -> Read:
        """Return yes and no, and the text of what is neither."""
        return _read(rows[f"{self.header} truth"], rows[f"{self.header} text"])


@dataclass(frozen=True, slots=True)
class JsonCell(_Ready):
    """A column of JSON: text that is JSON, or objects that the file has typed."""

    header: str

    def finish(self, rows: Table) -> Read:
        """Return the JSON, and the text of what is none."""
        found = rows[self.header]
        if not found.type().is_string():
            return Read(found.cast("json"))
        text = ibis.ifelse(found.strip().lower().isin(MISSING), _NO_TEXT, found)
        return _read(text.try_cast("json"), text)


@dataclass(frozen=True, slots=True)
class ProductCell:
    """The product of columns, such as unit price times quantity."""

    factors: Sequence[Cell]
    headers: Sequence[str]
    type: str

    def clean(self, rows: Table) -> Named:
        """Return what the factors need."""
        return {name: value for cell in self.factors for name, value in cell.clean(rows).items()}

    def parse(self, rows: Table) -> Named:
        """Return what the factors need."""
        return {name: value for cell in self.factors for name, value in cell.parse(rows).items()}

    def finish(self, rows: Table) -> Read:
        """Return the product; where a factor cannot be read, or the product is too large, all of it is unread."""
        first, *others = [cell.finish(rows) for cell in self.factors]
        product = first.value
        broken, complete = first.unread.notnull(), first.value.notnull()
        for other in others:
            product = product.try_cast(_FACTOR).cast(_WIDE_FACTOR) * other.value.try_cast(_COUNT).cast(_WIDE_COUNT)
            broken, complete = broken | other.unread.notnull(), complete & other.value.notnull()
        value = product.try_cast(self.type)
        shown = ibis.literal(" * ").join([rows[header].cast("string").fill_null("") for header in self.headers])
        return Read(value, ibis.ifelse(broken | (complete & value.isnull()), shown, _NO_TEXT))


def text_of(value: Value, *, whole: bool = False) -> StringValue:
    """Return a column as text; a whole number of a decimal type without its point."""
    if value.type().is_array():
        return value.cast("array<string>").join(",")
    if value.type().is_floating():
        number = value.try_cast("int64")
        # Engines trust a Parquet file's statistics, which leave NaN out, so `isnan` and `==` may answer wrongly.
        shown = ibis.ifelse(value.cast("string").contains("nan"), _NO_TEXT, value.cast("string"))
        return ibis.ifelse(number.cast("float64") == value, number.cast("string"), shown)
    text = value.cast("string")
    return text.re_replace(r"\.0$", "") if whole else text


def _read(value: Value, text: Value) -> Read:
    return Read(value, ibis.ifelse((text != "") & value.isnull(), text, _NO_TEXT))


def _dated(moment: Value) -> Value:
    """Return moments that every calendar has; a year 0 or 10000 is a mistake that would stop later work."""
    return ibis.ifelse(moment.between(ibis.literal(_EARLIEST), ibis.literal(_LATEST)), moment, ibis.null(TIME))


def _naive_utc(moment: Value) -> TimestampValue:
    count = moment.epoch_seconds().cast("int64") * 1_000_000 + moment.microsecond()
    return (ibis.timestamp("1970-01-01 00:00:00") + count.as_interval("us")).cast(TIME)
