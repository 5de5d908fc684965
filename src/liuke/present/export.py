"""Charts as pictures, and rows as files for other programs.

Spreadsheets run a cell that begins like a formula; text that does gets an apostrophe in front in CSV and Excel.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import vl_convert
import xlsxwriter

from liuke.errors import UsageError
from liuke.language import Text
from liuke.present.charts import Figure
from liuke.present.legend import strip
from liuke.present.theme import Mode, paint, painted

type Record = Mapping[str, Any]

WIDTH = 720
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    """Return a cell that no spreadsheet takes for a formula; numbers and dates stay as they are."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, (list, tuple, dict)):
        return neutral(json.dumps(value, ensure_ascii=False, default=str))
    return value


def _csv(rows: Sequence[Record]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    names = _names(rows)
    writer.writerow([neutral(name) for name in names])
    writer.writerows([neutral(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Record]) -> bytes:
    content = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, plain | {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        names = _names(rows)
        for column, name in enumerate(names):
            sheet.write_string(0, column, str(neutral(name)), bold)
        for line, row in enumerate(rows, start=1):
            for column, name in enumerate(names):
                _write_cell(sheet, line, column, neutral(row.get(name)))
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(names) - 1)
        sheet.autofit()
    return content.getvalue()


def _write_cell(sheet: Any, line: int, column: int, value: Any) -> None:  # noqa: ANN401 - an untyped library
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, (int, float, Decimal)) and float(value) - float(value) == 0:
        sheet.write_number(line, column, float(value))
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(line, column, value.replace(tzinfo=None) if isinstance(value, datetime) else value)
    elif value is not None:
        sheet.write_string(line, column, str(value))


def _parquet(rows: Sequence[Record]) -> bytes:
    content = io.BytesIO()
    pl.DataFrame(list(rows), infer_schema_length=None).write_parquet(content)
    return content.getvalue()


def _json(rows: Sequence[Record]) -> bytes:
    return (json.dumps(list(rows), ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON has no type for
    return float(value) if isinstance(value, Decimal) else str(value)


def _names(rows: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


FORMATS: dict[str, Callable[[Sequence[Record]], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "json": _json,
}


def export_rows(rows: Sequence[Record], form: str) -> bytes:
    """Return rows as a file of `form` (csv, xlsx, parquet, json); raises `UsageError` for another form."""
    if form not in FORMATS:
        raise UsageError(
            "export.format",
            Text("There is no format “{form}”.", "没有“{form}”这种格式。").fill(form=form),
            Text("Use one of: {names}.", "可用格式：{names}。").fill(names=", ".join(FORMATS)),
        )
    return FORMATS[form](rows)


def write_rows(rows: Sequence[Record], form: str, path: Path | None = None) -> None:
    """Write rows to a file, complete or not at all; to standard output where no path is given."""
    content = export_rows(rows, form)
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _picture(figure: Figure, mode: Mode, width: int) -> dict[str, Any]:
    """Return a chart with its title above it, and its legend below where it has one."""
    spec = figure.spec(mode) | {"width": width}
    frame = {"padding": 16, "title": painted(_headline(figure), mode)}
    if not figure.legend:
        return spec | frame
    frame |= {name: spec.pop(name) for name in ("$schema", "config", "background")}
    return {**frame, "vconcat": [spec, painted(strip(figure, width), mode)], "spacing": 8}


def _headline(figure: Figure) -> dict[str, Any]:
    return {
        "text": figure.title,
        "subtitle": figure.unit,
        "anchor": "start",
        "fontSize": 15,
        "color": paint("ink"),
        "subtitleColor": paint("soft"),
        "subtitleFontSize": 11,
        "offset": 14,
    }


def chart_svg(figure: Figure, mode: Mode = "light", *, width: int = WIDTH) -> str:
    """Return a chart as an SVG picture, its title in it."""
    return str(vl_convert.vegalite_to_svg(_picture(figure, mode, width)))


def chart_png(figure: Figure, mode: Mode = "light", *, width: int = WIDTH, scale: float = 2.0) -> bytes:
    """Return a chart as a PNG picture, its title in it; Chinese needs a CJK font on the machine."""
    return bytes(vl_convert.vegalite_to_png(_picture(figure, mode, width), scale=scale))
