"""A file as it is: every column as numbers, moments or text, without a canonical table."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
from ibis.expr.types import StringValue, Table, Value

from liuke.collect.amounts import read_number, reads_as_number
from liuke.collect.dates import forms, needs_day_order, read_times, reads_as_time
from liuke.collect.day_order import decide_day_first
from liuke.collect.detect import format_of
from liuke.collect.formats import FORMATS
from liuke.collect.layout import ROW
from liuke.collect.shapes import Shapes, cleaned, find_shapes
from liuke.collect.store import REJECTED
from liuke.engine import Engine
from liuke.language import Text
from liuke.schema import TIME

NEARLY_ALL = 0.98
"""A column is one of numbers or of moments where at least this share of what it holds reads so."""
MOST_LEVELS = 30
"""A column with at most so many values may be one of levels, whatever else they are."""
NOT_KNOWN = (
    "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "∞", "-∞", "?", "??", "???", "？", "unknown",
    "missing", "#div/9!", "#value!", "#num!", "#ref!", "未知", "不详", "不明", "未填写", "缺失",
)  # fmt: skip
"""Among numbers or moments, words for one that is not known; in a column of text they may be levels, and stay.

They are shapes: every digit is a 9.
"""
LEFT_OUT = {
    "ragged_row": Text(
        "Rows left out, as they have more or fewer fields than the header: {count} (first: row {row}).",
        "有 {count} 行的字段数与表头不一致，已跳过（首个为第 {row} 行）。",
    ),
    "not_json": Text(
        "Lines left out, as they are no objects: {count} (first: row {row}).",
        "有 {count} 行不是 JSON 对象，已跳过（首个为第 {row} 行）。",
    ),
}


@dataclass(frozen=True, slots=True)
class Plain:
    """The rows with their columns under the file's own headers, typed float64, timestamp or string, and notes."""

    rows: Table
    headers: tuple[str, ...]
    notes: tuple[Text, ...]


def read_plain(engine: Engine, path: Path, draft: Path, zone: str = "UTC") -> Plain:
    """Return the rows of a file; `draft` is a folder for what the reader keeps meanwhile, and must outlast the rows.

    `zone` is the IANA zone whose custom decides between 3 April and March 4 where nothing else does. Raises `DataError`
    for a file that cannot be read.
    """
    layout = format_of(path).look(path)
    rows = FORMATS[layout.format].read(engine, path, layout, layout.headers, draft, lambda _: None)
    columns, notes = {}, [*layout.notes, *_set_aside(engine, draft)]
    for header in layout.headers:
        columns[header], said = _typed(engine, rows, header, zone)
        notes += said
    return Plain(rows.order_by(ROW).select(**columns), layout.headers, tuple(notes))


def _typed(engine: Engine, rows: Table, header: str, zone: str) -> tuple[Value, list[Text]]:
    column = rows[header]
    if column.type().is_numeric():
        return column.cast("float64"), []
    if column.type().is_temporal():
        return column.cast(TIME), []
    if not column.type().is_string():
        return column.cast("string"), []
    shapes = find_shapes(engine, rows, header)
    text = cleaned(column, shapes)
    total = sum(shapes.counts[shape] for shape in shapes.present)
    held = {shape: shapes.counts[shape] for shape in shapes.present if shape.casefold() not in NOT_KNOWN}
    numbers, moments = (
        sum(count for shape, count in held.items() if reads(shape)) for reads in (reads_as_number, reads_as_time)
    )
    most = max(numbers, moments)
    if not most or (most < NEARLY_ALL * sum(held.values()) and not _but_for_one_word(engine, rows, header, held)):
        return text, []
    if moments >= numbers:
        value, notes = _moment(engine, rows, header, text, shapes, zone)
        return value, [*notes, *_left(header, total - moments)]
    return read_number(text, shapes, "float64"), _left(header, total - numbers)


def _but_for_one_word(engine: Engine, rows: Table, header: str, held: Mapping[str, int]) -> bool:
    """Say whether a column has many numbers or moments, and one word in place of the others, which is seldomer.

    A word with a digit says something (“3+”), and so does one among few values: it is a level like them.
    """
    words = [shape for shape in held if not reads_as_number(shape) and not reads_as_time(shape)]
    if len(words) != 1 or any(sign.isdigit() for sign in words[0]) or 2 * held[words[0]] > sum(held.values()):
        return False
    found = engine.rows(rows.aggregate(distinct=rows[header].nunique()))
    return int(found[0]["distinct"]) > MOST_LEVELS


def _set_aside(engine: Engine, draft: Path) -> list[Text]:
    """Return what there is to say of the rows that the reader could not use."""
    rejected = engine.read(draft / REJECTED)
    counted = rejected.group_by("rule").agg(count=rejected.count(), row=rejected["source_row"].min())
    return [
        LEFT_OUT[one["rule"]].fill(count=one["count"], row=one["row"]) for one in engine.rows(counted.order_by("rule"))
    ]


def _moment(
    engine: Engine, rows: Table, header: str, text: StringValue, shapes: Shapes, zone: str
) -> tuple[Value, list[Text]]:
    day_first, note = decide_day_first(engine, rows, header, zone) if needs_day_order(forms(shapes)) else (True, None)
    found = [moment for moment in read_times(text, shapes, day_first=day_first) if moment is not None]
    return ibis.coalesce(*found), [note] if note else []


def _left(header: str, count: int) -> list[Text]:
    said = Text(
        "{count} values of “{header}” do not read as the others do; they count as not known.",
        "“{header}”列有 {count} 个值与其他值的写法不同，按未知处理。",
    )
    return [said.fill(count=count, header=header)] if count else []
