"""Rows leave as files that other programs read, and no cell of them runs there."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.errors import UsageError
from liuke.present.export import chart_png, chart_svg, export_rows, neutral, write_rows
from liuke.present.reader import Reader
from liuke.present.report.findings import Findings
from liuke.present.report.page import figures

ROWS = [
    {"customer_id": "=HYPERLINK('x')", "clv": -12.5, "amount": Decimal("3.5000"), "last_on": date(2026, 5, 1)},
    {"customer_id": "王五", "clv": None, "amount": Decimal(0), "last_on": None, "reasons": ["a", "b"]},
]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, -5.5, Decimal("-5.5"), date(2026, 1, 1), None, True, "a=1", ""])
def test_numbers_dates_and_harmless_text_stay_as_they_are(value: object) -> None:
    assert neutral(value) is value


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=6), min_size=1), max_size=5))
@settings(deadline=None, max_examples=60)
def test_no_cell_of_a_csv_file_begins_like_a_formula(rows: list[dict[str, str]]) -> None:
    text = export_rows(rows, "csv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_opens_in_excel_as_unicode_and_keeps_every_row() -> None:
    content = export_rows(ROWS, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [line["customer_id"] for line in lines] == ["'=HYPERLINK('x')", "王五"]
    assert lines[0]["clv"] == "-12.5"
    assert lines[1]["reasons"] == '["a", "b"]'


def test_an_excel_file_has_numbers_as_numbers_and_formulas_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export_rows(ROWS, "xlsx"))).active
    assert sheet is not None
    cells = list(sheet.iter_rows())
    assert [cell.value for cell in cells[0]] == ["customer_id", "clv", "amount", "last_on", "reasons"]
    assert (cells[1][0].value, cells[1][0].data_type) == ("'=HYPERLINK('x')", "s")
    assert cells[1][1].value == -12.5
    assert cells[1][3].value.date() == date(2026, 5, 1)


def test_an_excel_file_takes_what_excel_has_no_number_for() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export_rows([{"a": float("nan"), "b": True}], "xlsx"))).active
    assert sheet is not None
    assert [cell.value for cell in list(sheet.iter_rows())[1]] == ["nan", True]


def test_parquet_and_json_keep_the_text_itself() -> None:
    frame = pl.read_parquet(io.BytesIO(export_rows(ROWS, "parquet")))
    assert frame["customer_id"].to_list() == ["=HYPERLINK('x')", "王五"]
    assert json.loads(export_rows(ROWS, "json"))[0] == {
        "customer_id": "=HYPERLINK('x')",
        "clv": -12.5,
        "amount": 3.5,
        "last_on": "2026-05-01",
    }


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
def test_no_rows_make_a_file_all_the_same(form: str) -> None:
    assert export_rows([], form)


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError) as fault:
        export_rows(ROWS, "pdf")
    assert "csv, xlsx, parquet, json" in fault.value.hint.en


def test_a_file_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_rows(ROWS, "csv", tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_without_a_path_the_file_goes_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_rows(ROWS, "json")
    assert json.loads(capfdbinary.readouterr().out)[1]["customer_id"] == "王五"


def test_a_chart_becomes_a_picture_with_its_chinese_title(found: Findings) -> None:
    figure = figures(found, Reader("zh", "CNY"))["concentration"]
    assert figure is not None
    picture = chart_svg(figure)
    assert figure.title in picture
    assert "var(--" not in picture
    assert chart_png(figure, "dark", scale=1.0).startswith(b"\x89PNG")
