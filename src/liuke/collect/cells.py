"""From the columns of a file to the columns of a canonical table, typed, by expressions of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import ibis
import ibis.expr.datatypes as dt
from ibis.expr.types import BooleanValue, StringValue, Table, TimestampValue, Value

from liuke.clock import offsets, utc_time
from liuke.collect import amounts, dates
from liuke.collect.day_order import decide_day_first
from liuke.collect.layout import ROW
from liuke.collect.proposal import factors
from liuke.collect.shapes import MISSING, Shapes, cleaned, find_shapes
from liuke.engine import Engine
from liuke.language import Text
from liuke.schema import TIME, Column
from liuke.schema import Table as Canonical
from liuke.settings import Mapping as ColumnMapping

NO_ORDER_NUMBER = "@"
_FIRST, _LAST = datetime(1970, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere in the data
_FACTOR = "decimal(18, 6)"
_TRUE = ("true", "t", "yes", "y", "1", "是", "有", "同意", "允许", "对", "on")
_FALSE = ("false", "f", "no", "n", "0", "否", "无", "不同意", "拒绝", "不", "off")


@dataclass(frozen=True, slots=True)
class Read:
    """A column as read, and the text of cells that hold something which could not be read."""

    value: Value
    unread: StringValue | None = None


@dataclass(slots=True)
class Cells:
    """The rows of a file on their way to a canonical table. `day_first` and `notes` say what was decided."""

    engine: Engine
    rows: Table
    canonical: Canonical
    mapping: ColumnMapping
    zone: str
    currency: str | None = None
    day_first: bool | None = None
    notes: list[Text] = field(default_factory=list)
    _shapes: dict[str, Shapes] = field(default_factory=dict)

    def typed(self) -> Table:
        """Return the canonical columns, `source_row` and `unread`."""
        self.day_first = self.mapping.day_first
        read = {column.name: self._column(column) for column in self.canonical.columns}
        self._fill(read)
        columns = {name: cell.value.cast(self.canonical[name].type).name(name) for name, cell in read.items()}
        failed = [
            (cell.unread.notnull(), ibis.literal(f"{name}\t") + cell.unread)
            for name, cell in read.items()
            if cell.unread is not None
        ]
        unread = ibis.cases(*failed, else_=ibis.null("string")) if failed else ibis.null("string")
        return self.rows.select(*columns.values(), source_row=self.rows[ROW].cast("int64"), unread=unread)

    def _column(self, column: Column) -> Read:
        mapped = self.mapping.columns.get(column.name)
        if mapped is None:
            return Read(ibis.null(column.type))
        headers = factors(mapped, tuple(self.rows.columns))
        if len(headers) > 1:
            return self._product(headers, column)
        return self._cell(headers[0], column.type)

    def _cell(self, header: str, type_: str) -> Read:
        target, source = ibis.dtype(type_), self.rows[header].type()
        if target.is_string() or target.is_json():
            return Read(self._text(header))
        read = self._reader(target)
        if source.is_string():
            return read(header, type_)
        return self._typed_cell(header, type_, read)

    def _reader(self, target: dt.DataType) -> Callable[[str, str], Read]:
        if target.is_timestamp() or target.is_date():
            return self._time
        return self._boolean if target.is_boolean() else self._number

    def _typed_cell(self, header: str, type_: str, read: Callable[[str, str], Read]) -> Read:
        """Read a column that a Parquet file has typed already: a cast, and no text work."""
        value, target = self.rows[header], ibis.dtype(type_)
        source = value.type()
        if target.is_temporal():
            if source.is_temporal():
                return Read(self._moment(value))
            return self._as_text(header, type_, read)
        if target.is_boolean():
            return Read(value.cast("boolean")) if source.is_boolean() else self._as_text(header, type_, read)
        if not source.is_numeric():
            return self._as_text(header, type_, read)
        found = value.nullif(float("nan")) if source.is_floating() else value
        number = found if source == target else found.try_cast(type_)
        return Read(number, ibis.ifelse(found.notnull() & number.isnull(), found.cast("string"), ibis.null("string")))

    def _as_text(self, header: str, type_: str, read: Callable[[str, str], Read]) -> Read:
        self.rows = self.rows.mutate(self._text(header).name(header))
        return read(header, type_)

    def _text(self, header: str) -> StringValue:
        value = self.rows[header]
        source = value.type()
        if source.is_floating():
            whole = value.nullif(float("nan")).try_cast("int64")
            return ibis.ifelse(whole.cast("float64") == value, whole.cast("string"), value.cast("string"))
        if not source.is_string():
            return value.cast("string")
        return value

    def _shapes_of(self, header: str) -> Shapes:
        if header not in self._shapes:
            self._shapes[header] = find_shapes(self.engine, self.rows, header)
        return self._shapes[header]

    def _number(self, header: str, type_: str) -> Read:
        shapes = self._shapes_of(header)
        text = cleaned(self.rows[header], shapes)
        number = amounts.read_number(text, shapes, type_)
        return Read(number, _unread(text, number))

    def _product(self, headers: tuple[str, ...], column: Column) -> Read:
        parts = [self._cell(header, _FACTOR) for header in headers]
        product: Value = parts[0].value
        for part in parts[1:]:
            product = product.try_cast(_FACTOR) * part.value.try_cast("decimal(18, 4)")
        value = product.try_cast(column.type)
        given = [self.rows[header].cast("string") for header in headers]
        shown, all_there = given[0], parts[0].value.notnull()
        broken: BooleanValue = ibis.literal(False)
        for text, part in zip(given, parts, strict=True):
            shown = shown if text is given[0] else shown + " * " + text
            all_there &= part.value.notnull()
            broken |= part.unread.notnull() if part.unread is not None else False
        return Read(value, ibis.ifelse(broken | (all_there & value.isnull()), shown, ibis.null("string")))

    def _boolean(self, header: str, _type: str) -> Read:
        text = self.rows[header].strip().lower()
        value = ibis.cases((text.isin(_TRUE), True), (text.isin(_FALSE), False), else_=ibis.null("boolean"))
        text = ibis.ifelse(text.isin(MISSING), ibis.null("string"), text)
        return Read(value, _unread(text, value))

    def _time(self, header: str, type_: str) -> Read:
        shapes = self._shapes_of(header)
        text = cleaned(self.rows[header], shapes)
        wall, instant = dates.read_times(text, shapes, day_first=self._day_first(header, text, shapes))
        if ibis.dtype(type_).is_date():
            local = wall if wall is not None else instant
            value = ibis.null(type_) if local is None else local.cast("date")
        else:
            found = [moment for moment in (instant, None if wall is None else self._utc(wall)) if moment is not None]
            value = ibis.coalesce(*found) if found else ibis.null(TIME)
        return Read(value, _unread(text, value))

    def _day_first(self, header: str, text: StringValue, shapes: Shapes) -> bool:
        variants = dates.forms(shapes)
        if not dates.needs_day_order(variants):
            return True
        if self.day_first is None:
            self.day_first, note = decide_day_first(self.engine, self.rows, text, header, self.zone)
            if note:
                self.notes.append(note)
        return self.day_first

    def _moment(self, value: Value) -> TimestampValue:
        """Return a typed date or time as naive UTC."""
        source = value.type()
        if source.is_timestamp() and source.timezone is not None:
            return (
                value.cast(dt.Timestamp(timezone="UTC", scale=6)).cast("string").re_replace(r"\+00.*$", "").cast(TIME)
            )
        return self._utc(value.cast(TIME))

    def _utc(self, wall: TimestampValue) -> TimestampValue:
        if len({offset for _, offset in offsets(self.zone, _FIRST, _LAST)}) == 1:
            return utc_time(wall, self.zone, _FIRST, _FIRST)
        bounds = self.engine.rows(self.rows.aggregate(first=wall.min(), last=wall.max()))[0]
        first, last = (bounds[name] or _FIRST for name in ("first", "last"))
        day = timedelta(days=1)
        return utc_time(wall, self.zone, min(max(first, _FIRST), _LAST - day), max(min(last, _LAST), _FIRST + day))

    def _fill(self, read: dict[str, Read]) -> None:
        """Fill in what other columns tell: the currency from signs, the order number from customer and time."""
        amount = self.mapping.columns.get("amount")
        if "currency" in read and "currency" not in self.mapping.columns and amount in self._shapes:
            shapes = self._shapes[amount]
            found = amounts.read_currency(cleaned(self.rows[amount], shapes), shapes, self.currency)
            if found is not None:
                read["currency"] = Read(found)
        if self.canonical.name == "order_line" and "order_id" not in self.mapping.columns:
            moment = read["ordered_at"].value.cast("string")
            read["order_id"] = Read(read["customer_id"].value + NO_ORDER_NUMBER + moment)


def _unread(text: StringValue, value: Value) -> StringValue:
    return ibis.ifelse(text.notnull() & (text != "") & value.isnull(), text, ibis.null("string"))


def whole_numbers(shapes: Mapping[str, int]) -> bool:
    """Say whether a column of codes was written as decimals such as 17850.0."""
    return bool(shapes) and all(shape.endswith(".9") for shape in shapes)
