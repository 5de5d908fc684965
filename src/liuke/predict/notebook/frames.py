"""Frames of whatever library, as files that Liuke reads, with the types that they have."""

from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import polars as pl
import pyarrow as pa
from ibis.expr.types import Table
from pyarrow import parquet

from liuke.errors import DataError, UsageError
from liuke.language import Text


@runtime_checkable
class Arrow(Protocol):
    """A frame that hands over its rows as an Arrow stream, as those of pandas, PyArrow, DuckDB and others do."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:  # noqa: ANN401 - Arrow's
        """Return a capsule with the stream."""


type Frame = pl.DataFrame | pl.LazyFrame | Table | Arrow | str | Path
"""A frame of Polars, an Ibis table of any backend, any frame that speaks Arrow, or the path of a file."""


def as_file(frame: Frame, folder: Path, name: str) -> Path:
    """Return a file with the rows of `frame`: the file itself where it is a path, `<name>.parquet` where it is not.

    Raises `UsageError` for what is no frame, `DataError` for a frame whose columns cannot be stored.
    """
    if isinstance(frame, str | Path):
        return Path(frame).expanduser()
    path = folder / f"{name}.parquet"
    try:
        _write(frame, path)
    except (pa.ArrowException, pl.exceptions.PolarsError, ValueError) as fault:
        raise DataError(
            "notebook.columns",
            Text("The columns of `{name}` cannot be stored: {fault}.", "无法保存 `{name}` 的列：{fault}。").fill(
                name=name, fault=str(fault).splitlines()[0]
            ),
            Text(
                "Leave out columns that hold neither numbers, texts nor dates, and give each a name of its own.",
                "请去掉既非数字、文本也非日期的列，并确保列名不重复。",
            ),
        ) from fault
    return path


def _write(frame: Frame, path: Path) -> None:
    if isinstance(frame, pl.DataFrame):
        frame.write_parquet(path)
    elif isinstance(frame, pl.LazyFrame):
        frame.sink_parquet(path)
    elif isinstance(frame, Table):
        parquet.write_table(frame.to_pyarrow(), path)  # Ibis 12 streams no batches from DuckDB 2
    elif isinstance(frame, Arrow):
        _stream(pa.RecordBatchReader.from_stream(frame), path)
    else:
        raise UsageError(
            "notebook.frame",
            Text("`{name}` is of the type {type}, which is no frame.", "`{name}` 的类型为 {type}，不是数据表。").fill(
                name=path.stem, type=type(frame).__name__
            ),
            Text(
                "Give a Polars frame, an Ibis table, a pandas or Arrow table, or the path of a file.",
                "请传入 Polars 数据框、Ibis 表、pandas 或 Arrow 表，或文件路径。",
            ),
        )


def _stream(batches: pa.RecordBatchReader, path: Path) -> None:
    with parquet.ParquetWriter(path, batches.schema) as file:
        for batch in batches:
            file.write_batch(batch)
