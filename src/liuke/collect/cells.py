"""From the columns of a file to the columns of a canonical table, typed, by expressions of the engine."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import ibis
from ibis.expr.types import Table, TimestampValue, Value

from liuke.clock import utc_time
from liuke.collect import amounts
from liuke.collect.columns import (
    BooleanCell,
    Cell,
    JsonCell,
    NothingCell,
    NumberCell,
    ProductCell,
    Read,
    TextCell,
    TimeCell,
    TypedNumberCell,
    TypedTimeCell,
    text_of,
)
from liuke.collect.day_order import decide_day_first
from liuke.collect.joined import JoinedCell
from liuke.collect.kinds import read_kind
from liuke.collect.layout import ROW
from liuke.collect.proposal import factors
from liuke.collect.shapes import Shapes, find_shapes
from liuke.engine import Engine
from liuke.language import Text
from liuke.schema import Column
from liuke.schema import Table as Canonical
from liuke.settings import Mapping

_FIRST, _LAST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - naive UTC by contract
_FACTOR = "decimal(18, 6)"


@dataclass(slots=True)
class Cells:
    """The rows of a file on their way to a canonical table. `day_first` and `notes` say what was decided."""

    engine: Engine
    rows: Table
    canonical: Canonical
    mapping: Mapping
    zone: str
    currency: str | None = None
    day_first: bool | None = None
    notes: list[Text] = field(default_factory=list)
    filled: Pairs[str, str] = field(default_factory=dict)
    _shapes: dict[str, Shapes] = field(default_factory=dict)
    _whole: set[str] = field(default_factory=set)

    def typed(self) -> Table:
        """Return the canonical columns, `source_row` and `unread`."""
        self.day_first, self._whole = self.mapping.day_first, self._find_whole()
        cells = {column.name: self._cell(column) for column in self.canonical.columns}
        rows = self.rows
        for stage in ("clean", "parse"):
            added = {name: value for cell in cells.values() for name, value in getattr(cell, stage)(rows).items()}
            # A view of its own keeps an engine from writing out every earlier stage wherever a column is used.
            rows = rows.mutate(**added).view() if added else rows
        read = {name: cell.finish(rows) for name, cell in cells.items()}
        self._fill(read, rows)
        columns = {name: cell.value.cast(self.canonical[name].type) for name, cell in read.items()}
        failed = [(cell.unread.notnull(), ibis.literal(f"{name}\t") + cell.unread) for name, cell in read.items()]
        return rows.select(
            **columns,
            source_row=rows[ROW].cast("int64"),
            unread=ibis.cases(*failed, else_=ibis.null("string")),
        )

    def _cell(self, column: Column) -> Cell:
        mapped = self.mapping.columns.get(column.name)
        if mapped is None:
            return NothingCell(column.type)
        headers = factors(mapped, tuple(self.rows.columns))
        if len(headers) > 1 and ibis.dtype(column.type).is_string():
            return JoinedCell(headers)
        if len(headers) > 1:
            return ProductCell([self._cell_of(header, _FACTOR) for header in headers], headers, column.type)
        return self._cell_of(headers[0], column.type)

    def _cell_of(self, header: str, type_: str) -> Cell:
        target, source = ibis.dtype(type_), self.rows[header].type()
        if target.is_json():
            return JsonCell(header)
        if target.is_string():
            return TextCell(header, whole=header in self._whole)
        if target.is_boolean():
            return BooleanCell(header)
        if target.is_temporal():
            if source.is_timestamp() or source.is_date():
                return TypedTimeCell(header, type_, self._in_utc)
            return TimeCell(header, type_, self._shapes_of(header), self._day_first, self._in_utc)
        return (
            TypedNumberCell(header, type_)
            if source.is_numeric()
            else NumberCell(header, type_, self._shapes_of(header))
        )

    def _find_whole(self) -> set[str]:
        """Return the headers of numbers that were written with a decimal by a tool that knew them as fractions."""
        names = {header for column, header in self.mapping.columns.items() if column.endswith("_id")}
        texts = [name for name in sorted(names & set(self.rows.columns)) if self.rows[name].type().is_string()]
        if not texts:
            return set()
        tests = {f"whole_{place}": self.rows[name].re_search(r"^\d+\.0$").all() for place, name in enumerate(texts)}
        answers = self.engine.rows(self.rows.aggregate(**tests))[0]
        return {name for place, name in enumerate(texts) if answers[f"whole_{place}"]}

    def _shapes_of(self, header: str) -> Shapes:
        if header not in self._shapes:
            if not self.rows[header].type().is_string():
                self.rows = self.rows.mutate(text_of(self.rows[header]).name(header)).view()
            self._shapes[header] = find_shapes(self.engine, self.rows, header)
        return self._shapes[header]

    def _day_first(self, rows: Table, name: str) -> bool:
        if self.day_first is None:
            self.day_first, note = decide_day_first(self.engine, rows, name, self.zone)
            if note:
                self.notes.append(note)
        return self.day_first

    def _in_utc(self, rows: Table, name: str) -> TimestampValue:
        wall = rows[name]
        if self.zone == "UTC":
            return wall
        bounds = self.engine.rows(rows.aggregate(first=_kept(wall).min(), last=_kept(wall).max()))[0]
        first, last = (bounds[place] or _FIRST for place in ("first", "last"))
        return utc_time(wall, self.zone, first, last)

    def _fill(self, read: dict[str, Read], rows: Table) -> None:
        """Fill in what is told elsewhere: by other columns, or for all rows at once; say kinds in one word."""
        for column, value in self.filled.items():
            read[column] = Read(ibis.literal(value))
        if self.canonical.name == "survey_response" and "kind" in self.mapping.columns:
            read["kind"] = Read(read_kind(read["kind"].value))
        amount = self.mapping.columns.get("amount")
        if "currency" in read and "currency" not in self.mapping.columns and amount in self._shapes:
            found = amounts.read_currency(rows[f"{amount} text"], self._shapes[amount], self.currency)
            if found is not None:
                read["currency"] = Read(found)
        if self.canonical.name == "order_line" and "order_id" not in self.mapping.columns:
            moment = read["ordered_at"].value.cast("string")
            read["order_id"] = Read(read["customer_id"].value + "@" + moment)


def _kept(moment: Value) -> Value:
    """Return moments of which a time zone is known; what lies outside is a mistake for cleaning to find."""
    day = timedelta(days=1)
    return ibis.ifelse(moment.between(ibis.literal(_FIRST + day), ibis.literal(_LAST - day)), moment, None)
