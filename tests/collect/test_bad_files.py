"""A file that cannot be used ends in an error that says where and what to do; the workspace stays as it was."""

import errno
import gzip
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from files import HEADER, delimited, orders, packed, put, rejected_of, rows_of, take, workbook

from liuke.collect import inspect, receive
from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.settings import Settings
from liuke.workspace import Workspace

ROWS = orders(30)
TEXT = delimited(ROWS)
CHINESE = delimited([(*row, "线下门店") for row in ROWS], (*HEADER, "渠道"))


def _folder(folder: Path) -> Path:
    (folder / "exports").mkdir()
    return folder / "exports"


def _parquet(folder: Path) -> bytes:
    pl.DataFrame({"customer_id": ["1"], "date": ["2024-01-01"], "amount": [1.0]}).write_parquet(
        folder / "whole.parquet"
    )
    return (folder / "whole.parquet").read_bytes()


def _empty_parquet(folder: Path) -> Path:
    pl.DataFrame({"customer_id": [], "date": [], "amount": []}).write_parquet(folder / "none.parquet")
    return folder / "none.parquet"


def _excel(folder: Path) -> bytes:
    return workbook(folder, [HEADER, *ROWS], name="whole.xlsx").read_bytes()


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def _zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", TEXT)
    return folder / "orders.zip"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a file that is not there": (lambda to: to / "nowhere.csv", "missing"),
    "a folder": (_folder, "directory"),
    "a pipe": (_pipe, "special"),
    "an empty file": (lambda to: put(to, ""), "empty"),
    "blank lines only": (lambda to: put(to, "\n \n\n"), "empty"),
    "a byte order mark only": (lambda to: put(to, b"\xef\xbb\xbf"), "empty"),
    "an empty gzip file": (lambda to: packed(to, ""), "empty"),
    "a header only": (lambda to: put(to, ",".join(HEADER) + "\n"), "no_rows"),
    "a header only, in Excel": (lambda to: workbook(to, [HEADER]), "no_rows"),
    "an empty workbook": (lambda to: workbook(to, [], []), "empty"),
    "a Parquet file without rows": (_empty_parquet, "no_rows"),
    "a picture": (lambda to: put(to, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "orders.csv"), "unsupported"),
    "a PDF": (lambda to: put(to, b"%PDF-1.7\n...", "orders.pdf"), "unsupported"),
    "a zip archive of CSV": (_zip, "unsupported"),
    "a web page that calls itself Excel": (lambda to: put(to, "<html><table>", "orders.xls"), "unsupported"),
    "a JSON array": (lambda to: put(to, '[{"customer_id": 1}]', "orders.json"), "unsupported"),
    "a gzip archive of Excel": (lambda to: put(to, gzip.compress(_excel(to)), "orders.xlsx.gz"), "unsupported"),
    "random bytes": (lambda to: put(to, struct.pack("<500d", *range(1, 501)), "orders.bin"), "binary"),
    "NUL bytes in text": (lambda to: put(to, TEXT.replace("C001", "C\0001", 1)), "binary"),
    "control bytes in text": (lambda to: put(to, TEXT.replace("C00", "\x01\x02")), "binary"),
    "an old workbook, broken": (lambda to: put(to, OLE + b"\0" * 600, "orders.xls"), "corrupt"),
    "a workbook with a password": (
        lambda to: put(to, OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "orders.xlsx"),
        "password",
    ),
    "half a workbook": (lambda to: put(to, _excel(to)[:2_000], "half.xlsx"), "corrupt"),
    "half a Parquet file": (lambda to: put(to, _parquet(to)[:-40], "half.parquet"), "corrupt"),
    "bytes called Parquet": (lambda to: put(to, b"\0\1\2" * 100, "orders.parquet"), "corrupt"),
    "half a gzip file": (lambda to: put(to, gzip.compress(TEXT.encode())[:-30], "half.csv.gz"), "corrupt"),
    "a gzip file that is none": (lambda to: put(to, b"\0\1\2" * 100, "orders.csv.gz"), "corrupt"),
    "JSON that is none": (lambda to: put(to, "{oops\n{oops\n", "orders.jsonl"), "corrupt"),
    "one column": (lambda to: put(to, "customer\nC1\nC2\n"), "delimiter"),
    "a line of five megabytes": (lambda to: put(to, "x," * 2_500_000), "long_line"),
    "mixed encodings": (
        lambda to: put(to, CHINESE.encode() + CHINESE.partition("\n")[2].encode("gb18030")),
        "mixed_encoding",
    ),
    "a header that nothing fits": (
        lambda to: put(to, delimited([row + row for row in ROWS], HEADER)),
        "ragged",
    ),
    "columns that mean nothing": (lambda to: put(to, "colour;size\nred;1\nblue;2\n"), "unmapped"),
}


@pytest.mark.parametrize("name", BAD)
def test_it_says_what_is_wrong_and_what_to_do(tmp_path: Path, name: str) -> None:
    make, kind = BAD[name]
    path = make(tmp_path)
    with pytest.raises(LiukeError) as raised:
        inspect(path, Settings())
    assert raised.value.code == f"collect.{kind}"
    for language in ("en", "zh"):
        record = raised.value.record(language)  # type: ignore[arg-type]
        assert record["file"] == str(path)
        assert path.name in str(record["message"])
        assert record["hint"]
        assert "{" not in f"{record['message']}{record['hint']}".replace("{oops", "")
    assert raised.value.message.en != raised.value.message.zh


def test_it_names_the_line_and_byte_where_the_encoding_changes(tmp_path: Path) -> None:
    good = CHINESE.encode()
    path = put(tmp_path, good + "O1,C1,2024-03-05,1,线下\n".encode("gb18030"))
    with pytest.raises(LiukeError) as raised:
        inspect(path, Settings())
    assert raised.value.row == 31
    assert raised.value.message.en.startswith("orders.csv is UTF-8, but line 32 (byte ")
    byte = int(raised.value.message.en.partition("byte ")[2].partition(")")[0])
    assert path.read_bytes()[byte - 1 :].startswith("线下".encode("gb18030"))


def test_it_finds_a_broken_byte_far_into_a_file(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    many = delimited([(f"O{n}", f"C{n % 99:03}", "2024-03-05", "1") for n in range(250_000)]).encode()
    with pytest.raises(LiukeError) as raised:
        take(workspace, engine, put(tmp_path, many + "O,C,2024-03-05,é\n".encode() + b"O,C\xff\xfe,2024-03-05,1\n"))
    assert (raised.value.code, raised.value.row) == ("collect.mixed_encoding", 250_002)
    assert raised.value.file == str(tmp_path / "orders.csv")
    assert list(workspace.raw.iterdir()) == []


def test_it_does_not_swallow_the_file_behind_an_open_quote(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    text = delimited(ROWS[:5]) + 'O9,"C9,2024-03-05,1\n' + delimited(ROWS * 6_000, None)
    with pytest.raises(LiukeError) as raised:
        take(workspace, engine, put(tmp_path, text))
    assert (raised.value.code, raised.value.row) == ("collect.long_line", 6)


def test_it_refuses_a_giant_line_in_the_middle(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    text = TEXT + f"O9,{'x' * 9_000_000},2024-03-05,1\n" + TEXT
    with pytest.raises(LiukeError) as raised:
        take(workspace, engine, put(tmp_path, text))
    assert raised.value.code == "collect.long_line"
    lines = put(tmp_path, '{"customer_id": "1", "date": "2024-01-01", "amount": 1}\n' * 3 + "x" * 9_000_000, "o.jsonl")
    with pytest.raises(LiukeError) as raised:
        take(workspace, engine, lines)
    assert raised.value.code == "collect.long_line"


def test_it_reads_a_gigabyte_without_a_line_end_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"customer_id,date,amount\n1,2024-01-01,")
        file.seek(1 << 30)
        file.write(b"1")
    with pytest.raises(LiukeError) as raised:
        inspect(path, Settings())
    assert raised.value.code == "collect.binary"  # a hole in a file reads as NUL bytes


def test_it_sets_ragged_rows_aside_with_their_numbers(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    lines = TEXT.splitlines()
    lines[3] += ",more"
    lines[7] = "O0007,C002"
    lines.insert(10, "")
    received = take(workspace, engine, put(tmp_path, "\n".join(lines)))
    assert [(row["source_row"], row["text"]) for row in rejected_of(engine, received)] == [
        (3, lines[3]),
        (7, "O0007,C002"),
    ]
    assert [row["source_row"] for row in rows_of(engine, received)] == [n for n in range(1, 31) if n not in (3, 7)]
    assert (received.source.about["rows"], received.source.about["rejected"]) == (28, 2)


def test_it_numbers_rows_across_blocks(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    rows = [(f"O{n}", f"C{n}", "2024-03-05", str(n)) if n % 7 else (f"O{n}", "short") for n in range(1, 150_001)]
    received = take(workspace, engine, put(tmp_path, delimited(rows)))
    found = engine.read(received.source.rows)
    assert engine.count(found) == 150_000 - 150_000 // 7
    assert engine.count(found.filter(found.amount.cast("int64") != found.source_row)) == 0


def test_formulas_are_only_text(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    cell = "=cmd|' /C calc'!A0"
    rows = [("O1", cell, "2024-03-05", "1"), ("O2", "@SUM(1+1)", "2024-03-05", "=1+1")]
    found = rows_of(engine, take(workspace, engine, put(tmp_path, delimited(rows))))
    assert [row["customer_id"] for row in found] == [cell, "@SUM(1+1)"]
    assert found[1]["unread"] == "amount\t=1+1"


def test_dates_that_are_none_are_told(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    rows = [("O1", "C1", text, "1") for text in ("2024-02-30", "yesterday", "2024-13-01", "infinity", "99/99/9999")]
    found = rows_of(engine, take(workspace, engine, put(tmp_path, delimited(rows))))
    assert [row["ordered_at"] for row in found] == [None] * 5
    assert [row["unread"] for row in found] == [f"ordered_at\t{row[2]}" for row in rows]


@pytest.mark.parametrize("count", [1, 2])
def test_a_file_may_have_one_row(engine: Engine, workspace: Workspace, tmp_path: Path, count: int) -> None:
    assert len(rows_of(engine, take(workspace, engine, put(tmp_path, delimited(orders(count)))))) == count


def test_duplicate_headers_are_told_apart(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "customer_id,date,amount,Amount,\nC1,2024-03-05,1,2,\nC2,2024-03-06,3,4,\n")
    found = inspect(path, Settings())
    assert found.headers == ("customer_id", "date", "amount", "Amount_2", "column_5")
    assert [note.en for note in found.notes] == [
        "Two columns are called “Amount”; the later one is called “Amount_2” here."
    ]
    assert [row["amount"] for row in rows_of(engine, take(workspace, engine, path))] == [1, 3]


def test_cells_may_hold_delimiters_quotes_and_line_ends(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    text = (
        '"customer\nid",date,amount,channel\n"C1",2024-03-05,"1,234.5","say ""hi"",\nthere"\nC2,2024-03-06,2,5" pipe\n'
    )
    rows = rows_of(engine, take(workspace, engine, put(tmp_path, text)))
    assert [(row["customer_id"], str(row["amount"]), row["channel"]) for row in rows] == [
        ("C1", "1234.5000", 'say "hi",\nthere'),
        ("C2", "2.0000", '5" pipe'),
    ]


def test_a_full_disk_leaves_nothing_behind(
    engine: Engine, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = inspect(put(tmp_path, TEXT), workspace.settings)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("liuke.collect.receiving.hashlib.sha256", refuse)
        with pytest.raises(LiukeError) as raised:
            receive(workspace, proposal, engine)
    assert raised.value.code == "collect.disk_full"
    assert list(workspace.raw.iterdir()) == []
    assert receive(workspace, proposal, engine).source.about["rows"] == 30


def test_a_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, TEXT)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LiukeError) as raised:
        inspect(path, Settings())
    assert raised.value.code == "collect.permission"


def test_a_file_that_grows_while_it_is_read_is_refused(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, TEXT)
    proposal = inspect(path, workspace.settings)
    grown = []

    def grow(_step: object, _done: float) -> None:
        if not grown:
            grown.append(True)
            with path.open("a") as file:
                file.write("O99,C9,2024-03-09,9\n")

    with pytest.raises(LiukeError) as raised:
        receive(workspace, proposal, engine, grow)
    assert raised.value.code == "collect.changed"
    assert workspace.sources() == []


def test_a_file_without_rows_is_not_said_to_be_of_sales(tmp_path: Path) -> None:
    with pytest.raises(LiukeError) as raised:
        inspect(put(tmp_path, "Ticket ID,Subject,Status\n", "tickets.csv"), Settings())
    assert "sold" not in raised.value.hint.en
    assert "交易" not in raised.value.hint.zh
