"""DuckDB in this process: the embedded default. Memory beyond the limit spills to the scratch folder."""

from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import StringValue, Table

from liuke.engine.base import Engine

PACKED = "COMPRESSION zstd, COMPRESSION_LEVEL 1"


def _text(text: str, path: str) -> str: ...  # type: ignore[empty-body]


def _valid(text: str) -> bool: ...  # type: ignore[empty-body]


_JSON_TEXT: Any = ibis.udf.scalar.builtin(_text, name="json_extract_string")
_JSON_VALID: Any = ibis.udf.scalar.builtin(_valid, name="json_valid")


class DuckDB(Engine):
    """DuckDB in this process."""

    def json_text(self, column: StringValue, key: str) -> StringValue:
        """Return what a key of JSON objects holds, as text."""
        return ibis.ifelse(_JSON_VALID(column), _JSON_TEXT(column, f'$."{key}"'), None)

    def _store(self, table: Table, path: Path) -> None:
        """Write with every column as the type that Ibis states.

        DuckDB's own types are wider in places (a sum of integers has 128 bits, a date plus days is a timestamp), and
        Parquet would keep them as floats and times. The lowest level of zstd: a third faster, and as small within 3 %.
        """
        name = self.backend.compiler.type_mapper.to_string
        columns = ", ".join(
            f'CAST("{column}" AS {name(type_)}) AS "{column}"' for column, type_ in table.schema().items()
        )
        query = f"SELECT {columns} FROM ({self.backend.compile(table)})"  # noqa: S608 - names of our own schema
        self.backend._run_pre_execute_hooks(table)  # noqa: SLF001 - registers in-memory tables, as to_parquet does
        self.backend.raw_sql(f"COPY ({query}) TO '{str(path).replace("'", "''")}' (FORMAT parquet, {PACKED})")


def open_duckdb(scratch: Path, memory: str, threads: int) -> Engine:
    """Open DuckDB in this process."""
    backend = ibis.duckdb.connect(
        threads=threads,
        memory_limit=memory,
        temp_directory=str(scratch),
        preserve_insertion_order=False,
    )
    backend.raw_sql("SET enable_progress_bar = false")
    return DuckDB(backend)
