"""Files that grow block by block, so that no company is too large for memory."""

from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


class ParquetFile:
    """A Parquet file that grows by a row group a block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: pq.ParquetWriter | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file."""
        return (self.path,)

    def add(self, rows: pa.Table) -> None:
        """Append rows."""
        self._writer = self._writer or pq.ParquetWriter(
            self.path, rows.schema, compression="zstd", store_decimal_as_integer=True
        )
        self._writer.write_table(rows, row_group_size=rows.num_rows)

    def close(self) -> None:
        """End the file."""
        if self._writer:
            self._writer.close()


class CsvFiles:
    """CSV files of a folder that grow as rows come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, IO[bytes]] = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order in which they were begun."""
        return tuple(self.folder / name for name in self._open)

    def add(self, name: str, rows: pl.DataFrame, encoding: str = "utf-8") -> None:
        """Append rows to a file, with a header before the first."""
        begins = name not in self._open
        if begins:
            self._open[name] = (self.folder / name).open("wb")
        self._open[name].write(rows.write_csv(include_header=begins).encode(encoding))

    def close(self) -> None:
        """End the files."""
        for file in self._open.values():
            file.close()
