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


def _column(values: list[str], folder: Path) -> tuple[pl.Series, tuple[str, ...]]:
    file = folder / "t.csv"
    file.write_text("a,b\n" + "".join(f"{value},x\n" for value in values), encoding="utf-8")
    frame, notes = _read(file, folder)
    return frame["a"], notes


@pytest.mark.parametrize(
    "word", ["inf", "-inf", "Infinity", "?", "？", "未知", "不详", "无", "unknown", "UNKNOWN", "#DIV/0!"]
)
def test_a_word_for_not_known_does_not_turn_numbers_into_text(word: str, tmp_path: Path) -> None:
    column, notes = _column([*(f"{n}.5" for n in range(60)), *[word] * 40], tmp_path)
    assert column.dtype == pl.Float64
    assert column.to_list() == [*(n + 0.5 for n in range(60)), *[None] * 40]
    assert notes == (
        () if word == "无" else ("40 values of “a” do not read as the others do; they count as not known.",)
    )


def test_words_for_not_known_may_be_mixed(tmp_path: Path) -> None:
    column, _ = _column(["1", "2", "?", "inf", "未知", "3", "-inf", "unknown"], tmp_path)
    assert column.to_list() == [1, 2, None, None, None, 3, None, None]


def test_moments_stay_moments_beside_what_is_not_known(tmp_path: Path) -> None:
    column, notes = _column([*(f"2026-01-{n:02}" for n in range(1, 21)), *["未知"] * 5], tmp_path)
    assert column.dtype == pl.Datetime
    assert column.null_count() == 5
    assert "5 values" in notes[0]


def test_one_word_again_and_again_among_many_numbers_is_no_number(tmp_path: Path) -> None:
    column, notes = _column([*(str(n) for n in range(60)), *["keine Angabe"] * 40], tmp_path)
    assert column.dtype == pl.Float64
    assert column.null_count() == 40
    assert "40 values of “a”" in notes[0]


@pytest.mark.parametrize(
    "values",
    [
        ["1", "2", "3+"] * 30,
        ["1", "0", "no"] * 30,
        [*(str(n) for n in range(60)), *["9+"] * 40],
        [*(str(n) for n in range(60)), *["gold", "silver"] * 20],
        [*(str(n) for n in range(40)), *["gold"] * 60],
    ],
    ids=["few levels", "a label", "an open end", "two words", "a word more often than a number"],
)
def test_words_that_say_something_stay(values: list[str], tmp_path: Path) -> None:
    column, notes = _column(values, tmp_path)
    assert column.to_list() == values
    assert notes == ()


def test_words_stay_words_where_nothing_is_a_number(tmp_path: Path) -> None:
    column, notes = _column(["gold", "unknown", "?", "silver"] * 10, tmp_path)
    assert column.to_list() == ["gold", "unknown", "?", "silver"] * 10
    assert notes == ()


def test_rows_of_another_length_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    lines = [f"{n},{n},x" for n in range(40)]
    lines[3], lines[9], lines[20] = "3,3", "9,9,x,y", "20"
    file.write_text("a,b,c\n" + "\n".join(lines) + "\n", encoding="utf-8")
    frame, notes = _read(file, tmp_path)
    assert frame.height == 37
    assert notes == ("Rows left out, as they have more or fewer fields than the header: 3 (first: row 4).",)


def test_lines_that_are_no_objects_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    lines = ['{"a": 1, "b": "x"}'] * 20
    lines[6] = "oops"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    frame, notes = _read(file, tmp_path)
    assert frame.height == 19
    assert notes == ("Lines left out, as they are no objects: 1 (first: row 7).",)


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
