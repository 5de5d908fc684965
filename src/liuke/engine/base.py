"""What an engine is: a thin room around an Ibis backend.

It reads and writes Parquet, holds what is used more than once, and hands over small results.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis
import polars as pl
import pyarrow as pa
from ibis.expr.types import StringValue, Table
from pyarrow import parquet

from liuke.errors import damaged


class Engine:
    """An open Ibis backend. Tables passed in and out are Ibis expressions on it."""

    def __init__(self, backend: Any) -> None:  # noqa: ANN401 - Ibis backends share no useful static type
        self.backend = backend

    def read(self, *paths: Path, row_number: str | None = None) -> Table:
        """Return the rows of Parquet files that share their columns.

        `row_number` names a column to add: the row's place in its file, counted from 0.
        """
        options: dict[str, Any] = {"file_row_number": True} if row_number else {}
        with intact(paths):
            table = self.backend.read_parquet([str(path) for path in paths], union_by_name=True, **options)
        return table.rename({row_number: "file_row_number"}) if row_number else table

    def read_labelled(self, labels: Mapping[Path, Mapping[str, str | int]]) -> Table:
        """Return the rows of Parquet files that share their columns, each with the labels of its file as columns."""
        known = pl.DataFrame([{"filename": str(path.resolve()), **given} for path, given in labels.items()])
        with intact(labels):
            rows = self.backend.read_parquet(known["filename"].to_list(), union_by_name=True, filename=True)
        return rows.inner_join(self.table(known, "label"), "filename").drop("filename")

    def table(self, rows: pa.Table | pl.DataFrame, name: str = "given") -> Table:
        """Return in-memory rows (one a customer or fewer) as a table of this engine."""
        return self.backend.create_table(
            unique(name), rows if isinstance(rows, pa.Table) else rows.to_arrow(), temp=True
        )

    def hold(self, table: Table, name: str = "held") -> Table:
        """Compute `table` once and return the result, kept in the engine until it is dropped or the engine closes."""
        return self.backend.create_table(unique(name), table, temp=True)

    def settle(self, table: Table, name: str = "settled") -> Table:
        """Hold a table that a loop makes from the one before, without the way that led to it."""
        return self.hold(table, name)

    def view(self, table: Table, name: str = "view") -> Table:
        """Return `table` by name: computed anew wherever it is used, but compiled only once."""
        return self.backend.create_view(unique(name), table)

    def drop(self, table: Table) -> None:
        """Forget a table made by `hold` or `table`."""
        self.backend.drop_table(table.get_name(), force=True)

    def write(self, table: Table, path: Path) -> int:
        """Write `table` as one Parquet file, complete or not at all; return its number of rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{uuid4().hex}.part")
        try:
            self._store(table, half)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        return self.count(self.read(path))

    def _store(self, table: Table, path: Path) -> None:
        self.backend.to_parquet(table, str(path), compression="zstd")

    def json_text(self, column: StringValue, key: str) -> StringValue:
        """Return what a key of JSON objects holds, as text; NULL where there is nothing, or no JSON.

        Objects and lists are their JSON. The key must not have a quote in it.
        """
        raise NotImplementedError

    def count(self, table: Table) -> int:
        """Return the number of rows."""
        return int(self.backend.to_pyarrow(table.count()).as_py())

    def arrow(self, table: Table) -> pa.Table:
        """Return a small result as Arrow rows."""
        return self.backend.to_pyarrow(table)

    def polars(self, table: Table) -> pl.DataFrame:
        """Return a small result (one row a customer at most) as a Polars frame."""
        return pl.DataFrame(pl.from_arrow(self.arrow(table)))

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return a very small result as a list of dictionaries."""
        found: list[dict[str, Any]] = self.arrow(table).to_pylist()
        return found

    def close(self) -> None:
        """Release the engine's memory and files."""
        self.backend.disconnect()


@contextmanager
def intact(paths: Iterable[Path]) -> Iterator[None]:
    """Say which of the files is at fault where they cannot be read."""
    try:
        yield
    except Exception as fault:
        for path in paths:
            try:
                parquet.read_metadata(path)
            except (OSError, pa.ArrowException):
                raise damaged(path) from fault
        raise


def unique(name: str) -> str:
    """Return a table name that no other table has."""
    return f"{name}_{uuid4().hex[:12]}"


def union(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables, which share names and types."""
    return tables[0] if len(tables) == 1 else ibis.union(*tables)
