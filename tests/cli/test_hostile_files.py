"""Hostile files through the command: a clear message or quarantine, the published run intact, never a traceback."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]

HEAD = "order_id,customer_id,date,amount\n"
GOOD = "".join(f"1{n},c{n % 7},2026-0{n % 6 + 1}-1{n % 9},{n}.50\n" for n in range(40))


def _text(content: str, encoding: str = "utf-8") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode(encoding))


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


REFUSED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "missing": ("a.csv", lambda _: None),
    "a directory": ("a.csv", lambda path: path.mkdir()),
    "empty": ("a.csv", _text("")),
    "blank lines": ("a.csv", _text("\n\n \n")),
    "header only": ("a.csv", _text(HEAD)),
    "binary": ("a.csv", _bytes(os.urandom(4096))),
    "NUL bytes": ("a.csv", _bytes(b"order_id,customer_id\x00\x00\n" * 40)),
    "a picture": ("a.csv", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)),
    "no customer column": ("a.csv", _text("colour,shape\nred,round\nblue,square\n")),
    "unknown ending": ("a.docx", _text("hello")),
    "broken gzip": ("a.csv.gz", _bytes(gzip.compress(b"a,b\n1,2\n" * 999)[:60])),
    "broken parquet": ("a.parquet", _bytes(b"PAR1 not really PAR1")),
    "broken workbook": ("a.xlsx", _bytes(b"PK\x03\x04 nothing")),
    "broken json lines": ("a.jsonl", _text('{"customer_id": 1\n{{{\n')),
    "prose": ("a.csv", _text("Dear all,\nplease find the orders attached.\nBest\n")),
}

SET_ASIDE: dict[str, tuple[str, str]] = {
    "all dates invalid": (HEAD + "".join(f"{n},c{n},2026-13-45,5\n" for n in range(9)), "unreadable"),
    "all in the future": (HEAD + "".join(f"{n},c{n},2126-01-0{n + 1},5\n" for n in range(9)), "future"),
    "before the business": (HEAD + "".join(f"{n},c{n},1901-01-0{n + 1},5\n" for n in range(9)), "before_business"),
    "no customers": (HEAD + GOOD + "".join(f"x{n},,2026-01-01,5\n" for n in range(9)), "missing_customer"),
    "test customers": (HEAD + GOOD + "".join(f"x{n},test-{n},2026-01-01,5\n" for n in range(9)), "test_customer"),
    "amounts in words": (HEAD + GOOD + "x1,c1,2026-01-01,a lot\n", "unreadable"),
    "an impossible id": (HEAD + GOOD + "x1,NULL,2026-01-01,5\n", "impossible_customer"),
    "every row twice": (HEAD + GOOD + GOOD, "exact_duplicate"),
}

ODD: dict[str, Callable[[Path], object]] = {
    "a formula": _text(HEAD + GOOD + '1,"=cmd|\' /C calc\'!A0",2026-01-01,5\n'),
    "one customer": _text(HEAD + "1,only,2026-01-01,5\n2,only,2026-02-01,5\n"),
    "one order": _text(HEAD + "1,only,2026-01-01,5\n"),
    "ragged rows": _text(HEAD + GOOD + "1,2\n1,2,3,4,5,6\n"),
    "duplicate headers": _text("order_id,customer_id,date,amount,amount\n" + GOOD.replace("\n", ",1\n")),
    "a byte order mark": _text(HEAD + GOOD, "utf-8-sig"),
    "utf-16": _text(HEAD + GOOD, "utf-16"),
    "gb18030": _text(HEAD.replace("customer_id", "客户编号") + GOOD, "gb18030"),
    "semicolons": _text((HEAD + GOOD).replace(",", ";")),
    "tabs": _text((HEAD + GOOD).replace(",", "\t")),
    "line breaks within quotes": _text(HEAD + GOOD + '"1\n2",c1,2026-01-01,5\n'),
    "carriage returns": _text((HEAD + GOOD).replace("\n", "\r\n")),
    "two currencies": _text(
        "order_id,customer_id,date,amount,currency\n" + GOOD.replace("\n", ",CNY\n") + "9,c1,2026-01-01,5,USD\n"
    ),
    "full-width digits": _text(HEAD + GOOD + "１２,c1,2026-01-01,１２．５\n"),
    "only returns for some": _text(HEAD + GOOD + "r1,c99,2026-01-01,-5\n"),
}  # fmt: skip


def _add(root: Path, path: Path) -> Answered:
    told = liuke("-w", root, "add", "--yes", path, "--json")
    assert "Traceback" not in told.out + told.err
    return told


@pytest.mark.parametrize("name", REFUSED)
def test_a_hopeless_file_is_refused_with_its_name_and_a_way_out(
    call: Call, shop: Path, tmp_path: Path, name: str
) -> None:
    ending, make = REFUSED[name]
    before, raw = call("status", "--json").json["run"], sorted(path.name for path in (shop / "raw").rglob("*"))
    make(tmp_path / ending)
    told = _add(shop, tmp_path / ending)
    error = told.json["error"]
    assert told.code in {1, 2}
    assert error["code"] != "internal"
    assert ending in str(error["file"]) + error["message"]
    assert error["hint"]
    assert call("status", "--json").json["run"] == before
    assert sorted(path.name for path in (shop / "raw").rglob("*")) == raw


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in SET_ASIDE]


@pytest.mark.parametrize("name", ["all dates invalid", "no customers", *SLOW])
def test_unusable_rows_go_to_quarantine_with_their_rule(tmp_path: Path, name: str) -> None:
    content, rule = SET_ASIDE[name]
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    root = tmp_path / "shop"
    assert _add(root, tmp_path / "a.csv").code == 0
    told = liuke("-w", root, "run", "--json")
    assert "Traceback" not in told.out + told.err
    if told.code:
        assert told.json["error"]["code"] != "internal"
        assert told.json["error"]["hint"]
        return
    quarantine = pl.read_parquet(root / "runs" / told.json["run"] / "quarantine.parquet")
    assert rule in set(quarantine["rule"])
    quality = told.json["quality"]
    assert quality["rows_in"] == quality["rows_kept"] + quality["rows_quarantined"]
    assert quality["rows_quarantined"] == quarantine.height


@pytest.mark.parametrize(
    "name", ["one order", "a formula", *(pytest.param(name, marks=pytest.mark.slow) for name in ODD)]
)
def test_an_odd_file_goes_through_the_whole_loop(tmp_path: Path, name: str) -> None:
    ODD[name](tmp_path / "a.csv")
    root = tmp_path / "shop"
    told = _add(root, tmp_path / "a.csv")
    assert told.code == 0, told.out
    ran = liuke("-w", root, "run", "--json")
    assert ran.code == 0, ran.out
    quality = ran.json["quality"]
    assert quality["rows_in"] == quality["rows_kept"] + quality["rows_quarantined"]
    assert liuke("-w", root, "customers", "--json").json["rows"]
    assert liuke("-w", root, "report", "--json").code == 0


def test_a_locked_file_is_said_to_be_locked(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    plain = Path.open

    def locked(self: Path, *arguments: object, **options: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return plain(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", locked)
    told = call("add", "--yes", path, "--json")
    assert (told.code, told.json["error"]["code"] != "internal") == (1, True)


def test_adding_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + GOOD, encoding="utf-8")
    root = tmp_path / "shop"
    assert _add(root, tmp_path / "a.csv").json["files"][0]["added"] is True
    assert _add(root, tmp_path / "a.csv").json["files"][0]["already"] is True


def test_a_later_overlapping_export_doubles_nothing(tmp_path: Path) -> None:
    lines = GOOD.splitlines(keepends=True)
    (tmp_path / "whole.csv").write_text(HEAD + GOOD, encoding="utf-8")
    (tmp_path / "early.csv").write_text(HEAD + "".join(lines[:30]), encoding="utf-8")
    (tmp_path / "late.csv").write_text(HEAD + "".join(lines[20:]), encoding="utf-8")
    for root, files in (("one", ["whole.csv"]), ("two", ["early.csv", "late.csv"])):
        assert liuke("-w", tmp_path / root, "add", "--yes", *(tmp_path / name for name in files)).code == 0
        assert liuke("-w", tmp_path / root, "run").code == 0
    one, two = (liuke("-w", tmp_path / root, "customers", "--json").json["rows"] for root in ("one", "two"))
    assert one == two
