"""Parquet: columns are typed already, and the engine reads them itself."""

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from liuke.collect.faults import fault
from liuke.collect.headers import unique
from liuke.collect.layout import ROW, Format, Layout, Row, Share
from liuke.collect.store import Rejected
from liuke.engine import Engine

_HEAD = 5_000


def look(path: Path) -> Layout:
    """Read the columns and first rows of a Parquet file."""
    try:
        with pq.ParquetFile(path) as file:
            rows, names = file.metadata.num_rows, file.schema_arrow.names
            batch = next(file.iter_batches(_HEAD), None) if rows else None
    except (pa.ArrowInvalid, OSError, KeyError) as found:
        raise fault("corrupt", path, kind="Parquet", why=found) from found
    if batch is None:
        raise fault("no_rows" if names else "empty", path)
    _, notes = unique(names)
    return Layout(
        format="parquet",
        headers=tuple(names),
        head=tuple(_as_text(row) for row in batch.to_pylist()),
        rows_estimate=rows,
        notes=notes,
    )


def _as_text(row: dict[str, object]) -> Row:
    return {name: None if value is None else _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def read(engine: Engine, file: Path, _layout: Layout, headers: Sequence[str], draft: Path, share: Share) -> Table:
    """Return the named columns with the types they have."""
    with Rejected(draft):
        share(0.5)
    table = engine.read(file, row_number=ROW)
    return table.select(*headers, (table[ROW] + 1).name(ROW))


FORMAT = Format("parquet", look, read)
