"""A file as it is: numbers, moments and text are told from the values of the whole column."""

from pathlib import Path

import polars as pl
import pytest

from liuke.collect import read_plain
from liuke.engine import open_engine
from liuke.errors import DataError


def _read(file: Path, folder: Path) -> tuple[pl.DataFrame, tuple[str, ...]]:
    with open_engine("duckdb") as engine:
        plain = read_plain(engine, file, folder)
        return engine.polars(plain.rows), tuple(note.en for note in plain.notes)


def test_columns_become_what_their_values_are(tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text(
        '会员号,等级,消费,注册日期,流失\n007,金,"1,234.50",2024-05-06,是\n008,银,¥12,2024-05-07,否\n009,,n/a,,否\n',
        encoding="utf-8",
    )
    frame, notes = _read(file, tmp_path)
    assert frame.columns == ["会员号", "等级", "消费", "注册日期", "流失"]
    assert frame["消费"].to_list() == [1234.5, 12.0, None]
    assert frame["注册日期"].dtype == pl.Datetime
    assert frame["等级"].to_list() == ["金", "银", None]
    assert notes == ()


def test_a_few_odd_values_do_not_turn_numbers_into_text(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n" + "".join(f"{n},x\n" for n in range(199)) + "twelve,x\n", encoding="utf-8")
    frame, notes = _read(file, tmp_path)
    assert frame["a"].dtype == pl.Float64
    assert frame["a"].null_count() == 1
    assert "1 values of “a”" in notes[0]


def test_rows_keep_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    numbers = [(number * 7919) % 5000 for number in range(5000)]
    file.write_text("a,b\n" + "".join(f"{n},y\n" for n in numbers), encoding="utf-8")
    frame, _ = _read(file, tmp_path)
    assert frame["a"].to_list() == [float(n) for n in numbers]


def test_typed_files_keep_their_types(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pl.DataFrame({"n": [1, 2], "yes": [True, False], "text": ["a", "b"]}).write_parquet(file)
    frame, _ = _read(file, tmp_path)
    assert [frame[name].dtype for name in ("n", "yes", "text")] == [pl.Float64, pl.String, pl.String]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DataError):
        _read(file, tmp_path)
