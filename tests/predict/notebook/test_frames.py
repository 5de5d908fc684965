"""Frames of several libraries become the same file."""

from pathlib import Path

import ibis
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

from liuke.errors import DataError, UsageError
from liuke.predict.notebook.frames import Frame, as_file

ROWS = pl.DataFrame(
    {
        "customer_id": ["a", "b", None],
        "ordered_at": pl.datetime_range(pl.datetime(2026, 1, 1), pl.datetime(2026, 1, 3), eager=True),
        "amount": [1.5, None, 3.0],
        "items": [1, 2, 3],
    }
)


def elsewhere() -> ibis.Table:
    """Return the rows as a table of a connection that is not ours."""
    return ibis.duckdb.connect().create_table("mine", ROWS.to_arrow())


def pandas() -> Frame:
    found: Frame = pytest.importorskip("pandas").DataFrame(ROWS.to_dict(as_series=False))
    return found


FRAMES = {
    "polars": lambda: ROWS,
    "lazy": ROWS.lazy,
    "ibis": elsewhere,
    "expression": lambda: elsewhere().filter(lambda rows: rows["items"] > 0),
    "memory": lambda: ibis.memtable(ROWS.to_arrow()),
    "arrow": ROWS.to_arrow,
    "batches": lambda: ROWS.to_arrow().to_reader(),
    "pandas": pandas,
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_kind_of_frame_keeps_its_rows(kind: str, tmp_path: Path) -> None:
    path = as_file(FRAMES[kind](), tmp_path, "orders")
    assert path == tmp_path / "orders.parquet"
    same = pl.read_parquet(path).with_columns(
        pl.col("items").cast(pl.Int64), pl.col("ordered_at").cast(pl.Datetime("us"))
    )
    assert_frame_equal(same, ROWS)


def test_a_path_is_the_file_itself(tmp_path: Path) -> None:
    assert as_file(tmp_path / "orders.csv", tmp_path, "orders") == tmp_path / "orders.csv"
    assert as_file(str(tmp_path / "orders.csv"), tmp_path, "orders") == tmp_path / "orders.csv"


def test_what_is_no_frame_is_told_by_its_type(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`orders` is of the type dict, which is no frame"):
        as_file({"a": [1]}, tmp_path, "orders")  # type: ignore[arg-type]


def test_columns_of_one_name_are_told(tmp_path: Path) -> None:
    frame = pytest.importorskip("pandas").DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(DataError, match="The columns of `orders` cannot be stored: Duplicate"):
        as_file(frame, tmp_path, "orders")


def test_columns_of_anything_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be stored"):
        as_file(pl.DataFrame({"a": [object()]}), tmp_path, "orders")


def test_an_empty_table_is_a_file_without_rows(tmp_path: Path) -> None:
    path = as_file(pa.table({"a": pa.array([], pa.int64())}), tmp_path, "orders")
    assert pl.read_parquet(path).height == 0
