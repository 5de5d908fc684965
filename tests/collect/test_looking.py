"""The pieces of a first look: encodings, delimiters, headers, where a table starts, what values say."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from files import put
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.collect.dialect import SPACES, find_dialect
from liuke.collect.encoding import ASCII, TextStream, detect, opened
from liuke.collect.evidence import repeats, told_by_order
from liuke.collect.headers import looks_like_value, plain, titled, unique
from liuke.collect.shapes import find_shapes, narrow
from liuke.collect.store import Rejected
from liuke.collect.synonyms import KNOWN, names_of
from liuke.collect.table_start import table_start
from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.schema import TABLES

CHINESE = "客户编号,下单时间,订单金额\n王芳,二〇二四年三月五日,一百元整\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("a,b\n1,2\n", "utf-8", ASCII),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16-le"),
        ("customer,amount\n1,2\n" * 9, "utf-16-le", "utf-16-le"),
        ("customer,amount\n1,2\n" * 9, "utf-16-be", "utf-16-be"),
        ("Größe,Stück\nCafé,Müller\n", "cp1252", "cp1252"),
        ("Größe,Stück\nCafé,Müller\n", "utf-8", "utf-8"),
        ("name\n联通\n", "gb18030", "gb18030"),
        ("€ 5,00;ä\n", "cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    assert detect(put(tmp_path, text, encoding=encoding)) == found


@settings(deadline=None, max_examples=60)
@given(
    text=st.text(st.characters(codec="gb18030", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-8-sig"]),
    step=st.integers(1, 7),
)
def test_a_stream_gives_the_text_in_any_steps(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str, step: int
) -> None:
    path = put(tmp_path_factory.getbasetemp(), text, "stream.txt", encoding)
    with opened(path) as (file, _):
        stream = TextStream(path, file, encoding.removesuffix("-sig"))
        read = b"".join(iter(lambda: stream.read(step), b""))
    assert read == text.removeprefix("\ufeff").encode()


@pytest.mark.parametrize("broken", [b"\xff\xff", b"\xe5\xae", b"\xc0\xaf", b"\xed\xa0\x80"])
def test_a_stream_stops_at_bytes_that_do_not_fit(tmp_path: Path, broken: bytes) -> None:
    path = put(tmp_path, b"good\nline\n" + "客".encode() + broken)
    with opened(path) as (file, _), pytest.raises(LiukeError) as raised:
        io.BufferedReader(TextStream(path, file, "utf-8")).read()
    assert raised.value.code == "collect.mixed_encoding"
    assert "line 3 (byte 14)" in raised.value.message.en


@pytest.mark.parametrize(
    ("lines", "delimiter", "skip"),
    [
        (["a,b,c", "1,2,3"], ",", 0),
        (["a;b;c", "1,5;2,5;3,5", "1,5;2,5;3,5"], ";", 0),
        (["a\tb", "1,2\t3", "4,5\t6"], "\t", 0),
        (['a|"b|c"', '1|"2"'], "|", 0),
        (["Orders of 2024", "", "customer_id,date,amount", "1,2,3", "4,5,6"], ",", 2),
        (['"customer', 'id",date', "1,2"], ",", 0),
        ([" 00001 19970101  1 ", " 00002 19970102  2 "], SPACES, 0),
    ],
)
def test_the_delimiter_and_the_first_line_are_found(lines: list[str], delimiter: str, skip: int) -> None:
    found = find_dialect([line + "\n" for line in lines], KNOWN)
    assert found is not None
    assert (found.delimiter, found.skip) == (delimiter, skip)


@pytest.mark.parametrize("lines", [["words of a letter", "and more"], ["one"], [""], []])
def test_text_that_is_no_table_has_no_delimiter(lines: list[str]) -> None:
    assert find_dialect(lines, KNOWN) is None


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (("customer_id", "1", "2"), True),
        (("who", "when"), True),
        (("C001", "2024-03-05"), False),
        (("张三", "¥12.50"), False),
        (("00004", "0001"), False),
        (("", ""), False),
        (("２０２４年３月５日", "王芳"), False),
    ],
)
def test_a_header_is_told_from_values(cells: tuple[str, ...], answer: bool) -> None:
    assert titled(cells, KNOWN) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("12", True),
        ("-1.5", True),
        ("(3.00)", True),
        ("¥5", True),
        ("3/4/2024", True),
        ("Q1", False),
        ("2nd name", False),
    ],
)
def test_a_value_is_told_from_a_name(text: str, answer: bool) -> None:
    assert looks_like_value(text) is answer


@pytest.mark.parametrize(
    "header",
    ["Customer ID", "customer_id", "CUSTOMER-ID", "ｃｕｓｔｏｍｅｒ＿ｉｄ", "\ufeffcustomer.id", "“customer id”"],
)
def test_headers_are_compared_by_their_letters(header: str) -> None:
    assert plain(header) == "customerid"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["a", "A", "a_2", "A_2", "", " a ", "column_1"]), min_size=1, max_size=9))
def test_names_of_columns_always_differ(raw: list[str]) -> None:
    found, notes = unique(raw)
    assert len({name.casefold() for name in found}) == len(raw)
    assert len(notes) <= len(raw) - 1
    assert all(found)


def test_every_canonical_name_and_label_is_known() -> None:
    for table in TABLES.values():
        for column in table.columns:
            assert {plain(column.name), plain(column.label.zh), plain(column.label.en)} <= set(
                names_of(table.name, column.name)
            )
    assert {plain("客户编号"), plain("InvoiceNo"), plain("household_id"), plain("单价")} <= KNOWN


def test_a_table_starts_at_the_row_with_most_known_names() -> None:
    assert table_start([["Report"], [None], ["amount", "total", "x"], ["1", "2", "3"]], KNOWN) == (2, 3)
    assert table_start([["note", None], ["a", "b", "c"], ["1", "2", "3"]], frozenset()) == (1, 3)
    assert table_start([["", ""]], KNOWN) == (0, 2)


def test_repeating_numbers_and_amounts_of_orders() -> None:
    head = [{"order": f"O{row // 2}", "each": str(row), "whole": str(row // 2)} for row in range(40)]
    assert repeats(head, "order")
    assert not repeats(head, "each")
    assert told_by_order(head, "order", "whole")
    assert not told_by_order(head, "order", "each")
    assert not told_by_order(head[:10], "order", "whole")


def test_shapes_are_counted_in_narrow_characters(engine: Engine) -> None:
    rows = engine.table(pa.table({"x": ["1.5", "2.5", "３．５", " 12 ", "n/a", None]}))
    found = find_shapes(engine, rows, "x")
    assert found.counts == {"9.9": 3, "99": 1, "n/a": 1}
    assert (found.complete, found.wide, found.has_missing, set(found.present)) == (True, True, True, {"9.9", "99"})
    assert narrow("（１２３）") == "(123)"


@settings(deadline=None, max_examples=80)
@given(flags=st.lists(st.booleans(), max_size=60), step=st.integers(1, 9), ahead=st.integers(0, 20))
def test_good_rows_keep_their_numbers_among_rejected_ones(
    tmp_path_factory: pytest.TempPathFactory, flags: list[bool], step: int, ahead: int
) -> None:
    """Rows are told rejected up to `ahead` rows before the good ones around them are asked for."""
    expected = [number for number, good in enumerate(flags, 1) if good]
    bad = [number for number, good in enumerate(flags, 1) if not good]
    found: list[int] = []
    with Rejected(tmp_path_factory.mktemp("draft")) as rejected:
        for start in range(0, len(expected), step):
            part = expected[start : start + step]
            while bad and bad[0] <= part[-1] + ahead:
                rejected.add(bad.pop(0), "ragged_row", "")
            found.extend(np.asarray(rejected.around(start, len(part))).tolist())
    assert found == expected
