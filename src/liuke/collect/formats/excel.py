"""Excel workbooks (.xlsx, and .xls of 97–2003): the first sheet that holds something, row by row."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
from ibis.expr.types import Table
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from liuke.collect.faults import fault
from liuke.collect.headers import numbered, titled, unique
from liuke.collect.layout import ROW, Cell, Format, Layout, Row, Share
from liuke.collect.store import Rejected, store
from liuke.collect.synonyms import KNOWN
from liuke.collect.table_start import table_start
from liuke.engine import Engine
from liuke.language import Text

_HEAD = 2_000
_BATCH = 20_000
_LARGEST = 4 << 30
_SHEET = Text(
    "The workbook has {count} sheets; “{sheet}” is read, the first one with a table.",
    "工作簿有 {count} 个工作表，读取第一个有数据的工作表“{sheet}”。",
)

type Line = list[Cell]


def look(path: Path) -> Layout:
    """Read the sheet, the header and the first rows of a workbook."""
    with _sheets(path) as sheets:
        for name, rows in sheets:
            lines = list(islice(rows, _HEAD))
            if any(any(line) for line in lines):
                return _layout(path, lines, name, len(sheets))
    raise fault("empty", path)


def _layout(path: Path, lines: list[Line], sheet: str, sheets: int) -> Layout:
    skip, width = table_start(lines, KNOWN)
    first = [cell or "" for cell in lines[skip][:width]] + [""] * (width - len(lines[skip]))
    has_title = titled(first, KNOWN)
    headers, notes = unique(first) if has_title else (numbered(width), ())
    body = [line for line in lines[skip + has_title :] if any(line)]
    if not body:
        raise fault("no_rows", path)
    chosen = (_SHEET.fill(count=sheets, sheet=sheet),) if sheets > 1 else ()
    return Layout(
        format="excel",
        headers=headers,
        head=tuple(_row(line, headers) for line in body if _fits(line, width)),
        sheet=sheet,
        skip=skip,
        titled=has_title,
        rows_estimate=len(body) if len(lines) < _HEAD else None,
        notes=(*chosen, *notes),
    )


def _row(line: Line, headers: Sequence[str]) -> Row:
    return {header: _at(line, place) for place, header in enumerate(headers)}


def _at(line: Line, place: int) -> Cell:
    return line[place] if place < len(line) else None


def _fits(line: Line, width: int) -> bool:
    return not any(line[width:])


def read(engine: Engine, file: Path, layout: Layout, headers: Sequence[str], draft: Path, share: Share) -> Table:
    """Read the named columns as text; a row with cells beyond the header is set aside."""
    schema = pa.schema([(name, pa.string()) for name in headers] + [(ROW, pa.int64())])
    with Rejected(draft) as rejected, _sheets(file) as sheets:
        rows = next(rows for name, rows in sheets if name == layout.sheet)
        lines = enumerate(islice(rows, layout.skip + layout.titled, None), 1)
        return store(engine, schema, _batches(lines, layout, headers, rejected, share), draft)


def _batches(
    lines: Iterator[tuple[int, Line]], layout: Layout, headers: Sequence[str], rejected: Rejected, share: Share
) -> Iterator[pa.RecordBatch]:
    places = [layout.headers.index(header) for header in headers]
    width, done = len(layout.headers), 0
    while part := list(islice(lines, _BATCH)):
        done += len(part)
        share(min(done / (layout.rows_estimate or 1 << 20), 1.0))
        good = list(_sift(part, width, rejected))
        columns = [pa.array([_at(line, place) for _, line in good], pa.string()) for place in places]
        numbers = pa.array([number for number, _ in good], pa.int64())
        yield pa.record_batch([*columns, numbers], names=[*headers, ROW])


def _sift(part: Sequence[tuple[int, Line]], width: int, rejected: Rejected) -> Iterator[tuple[int, Line]]:
    """Return the rows that hold something, and set aside those with cells beyond the header."""
    for number, line in part:
        if not _fits(line, width):
            rejected.add(number, "ragged_row", "\t".join(cell or "" for cell in line))
        elif any(line):
            yield number, line


@contextmanager
def _sheets(path: Path) -> Iterator[list[tuple[str, Iterator[Line]]]]:
    """Open a workbook; give each visible worksheet's name and rows of text."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        if packed:
            _check_archive(path)
        with CalamineWorkbook.from_path(path) as book:
            kept = [
                about.name
                for about in book.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
            ]
            yield [(name, _lines(book, name)) for name in kept]
    except PasswordError as found:
        raise fault("password", path) from found
    except (zipfile.BadZipFile, CalamineError) as found:
        raise fault("corrupt", path, kind="Excel", why=found) from found


def _check_archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            raise fault("unsupported", path, kind="Excel .xlsb" if "xl/workbook.bin" in names else "ZIP")
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise fault("unsupported", path, kind=f"Excel > {_LARGEST >> 30} GiB")


def _lines(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    for row in book.get_sheet_by_name(name).iter_rows():
        yield [_text(value) for value in row]


def _text(value: object) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


FORMAT = Format("excel", look, read)
