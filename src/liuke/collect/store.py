"""Rows on their way in: text cells to a temporary Parquet file, rows that are none to `rejected.parquet`."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine

CELLS = "cells.parquet"
REJECTED = "rejected.parquet"
REJECTED_SCHEMA = pa.schema([("source_row", pa.int64()), ("rule", pa.string()), ("text", pa.string())])
_TEXT_LIMIT = 4_000
_FLUSH = 10_000


def store(engine: Engine, schema: pa.Schema, batches: Iterator[pa.RecordBatch], draft: Path) -> Table:
    """Write batches of text cells to a file in `draft`, one at a time, and return them as a table."""
    path = draft / CELLS
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
    return engine.read(path)


class Rejected:
    """Writes rows that are no rows, and knows the numbers of those around them."""

    def __init__(self, draft: Path) -> None:
        self.count = 0
        self._writer = pq.ParquetWriter(draft / REJECTED, REJECTED_SCHEMA, compression="zstd")
        self._waiting: list[dict[str, object]] = []
        self._numbers: list[int] = []
        self._passed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, number: int, rule: str, text: str) -> None:
        """Set a row aside."""
        self.count += 1
        self._numbers.append(number)
        self._waiting.append({"source_row": number, "rule": rule, "text": text[:_TEXT_LIMIT]})
        if len(self._waiting) >= _FLUSH:
            self._flush()

    def around(self, good: int, count: int) -> NDArray[np.int64]:
        """Return the row numbers of the good rows `good` … `good + count - 1` (counted from 0) in their file."""
        numbers = np.asarray(self._numbers, np.int64)
        good_before = numbers - 1 - self._passed - np.arange(len(numbers))
        places = np.arange(good, good + count, dtype=np.int64)
        skipped = np.searchsorted(good_before, places, side="right")
        passed = int(skipped[-1]) if count else 0
        self._numbers = self._numbers[passed:]
        found = places + 1 + self._passed + skipped
        self._passed += passed
        return found

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, REJECTED_SCHEMA))
            self._waiting.clear()
