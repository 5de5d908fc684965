"""Files for the tests of collect: small, and each odd in one way."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa

from liuke.collect import Received, inspect, receive
from liuke.collect.cells import Cells
from liuke.collect.layout import ROW
from liuke.engine import Engine
from liuke.schema import TABLES
from liuke.settings import Mapping as ColumnMapping
from liuke.workspace import Workspace, open_workspace

HEADER = ("order_id", "customer_id", "ordered_at", "amount")


def at(text: str) -> datetime:
    """Return a naive UTC time from ISO 8601."""
    return datetime.fromisoformat(text)


def orders(count: int = 12) -> list[tuple[str, ...]]:
    """Return rows of `HEADER`."""
    return [
        (f"O{n:04}", f"C{n % 5:03}", f"2024-03-{n % 28 + 1:02} 10:{n % 60:02}:00", f"{n}.50")
        for n in range(1, count + 1)
    ]


def delimited(
    rows: Iterable[Sequence[str]], header: Sequence[str] | None = HEADER, mark: str = ",", end: str = "\n"
) -> str:
    """Return delimited text."""
    lines = [mark.join(row) for row in ([header, *rows] if header else rows)]
    return "".join(line + end for line in lines)


def put(folder: Path, content: str | bytes, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    """Write a file and return where it is."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def packed(folder: Path, content: str, name: str = "orders.csv.gz") -> Path:
    """Write a gzip file and return where it is."""
    return put(folder, gzip.compress(content.encode(), mtime=0), name)


def workbook(folder: Path, *sheets: Iterable[Sequence[Any]], name: str = "orders.xlsx") -> Path:
    """Write an Excel workbook with these sheets and return where it is."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{number}")
        for row in rows:
            sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def take(workspace: Workspace, engine: Engine, path: Path, *, also: bool = False, **options: Any) -> Received:
    """Inspect a file and receive it, with the workspace's settings of this moment."""
    now = open_workspace(workspace.root)
    return receive(now, inspect(path, now.settings, **options), engine, also=also)


def rows_of(engine: Engine, received: Received) -> list[dict[str, Any]]:
    """Return the rows of a received file in order."""
    return engine.rows(engine.read(received.source.rows).order_by("source_row"))


def rejected_of(engine: Engine, received: Received) -> list[dict[str, Any]]:
    """Return the rows that were set aside, in order."""
    return engine.rows(engine.read(received.source.folder / "rejected.parquet").order_by("source_row"))


def read_cells(
    engine: Engine, columns: Mapping[str, Sequence[str | None]], *, table: str = "order", **options: Any
) -> tuple[Cells, list[dict[str, Any]]]:
    """Read columns of text that are called as the canonical ones; return what was decided, and the rows."""
    count = max(len(values) for values in columns.values())
    text = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    given = engine.table(pa.table({**text, ROW: pa.array(range(1, count + 1), pa.int64())}))
    mapping = ColumnMapping(
        table=table,
        headers=tuple(columns),
        columns=options.pop("mapped", {name: name for name in columns}),
        day_first=options.pop("day_first", None),
    )
    cells = Cells(engine, given, TABLES[table], mapping, options.pop("zone", "UTC"), **options)
    return cells, engine.rows(cells.typed().order_by("source_row"))
