"""Every kind of file says the same when it holds the same."""

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files import HEADER, at, delimited, orders, packed, put, rejected_of, rows_of, take, workbook

from liuke.collect import inspect
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Workspace

ROWS = orders(40)
FIRST = {
    "order_id": "O0001",
    "customer_id": "C001",
    "ordered_at": at("2024-03-02 10:01"),
    "amount": Decimal("1.5"),
}


def _check(engine: Engine, workspace: Workspace, path: Path, count: int = 40) -> None:
    received = take(workspace, engine, path)
    rows = rows_of(engine, received)
    assert (len(rows), received.source.about["rows"], received.source.about["rejected"]) == (count, count, 0)
    assert {name: rows[0][name] for name in FIRST} == FIRST
    assert [row["source_row"] for row in rows] == list(range(1, count + 1))
    assert sum(row["amount"] for row in rows) == sum(Decimal(row[3]) for row in ROWS[:count])
    assert not any(row["unread"] for row in rows)


@pytest.mark.parametrize(
    ("mark", "end"), [(",", "\n"), (",", "\r\n"), ("\t", "\r\n"), (";", "\n"), ("|", "\n"), ("^", "\r")]
)
def test_it_finds_the_delimiter(engine: Engine, workspace: Workspace, tmp_path: Path, mark: str, end: str) -> None:
    path = put(tmp_path, delimited(ROWS, mark=mark, end=end))
    assert inspect(path, Settings()).delimiter == mark
    _check(engine, workspace, path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_it_finds_the_encoding(engine: Engine, workspace: Workspace, tmp_path: Path, encoding: str) -> None:
    header = ("订单编号", "会员ID", "下单时间", "实付金额（元）", "渠道")
    path = put(tmp_path, delimited([(*row, "线下门店") for row in ROWS], header), encoding=encoding)
    found = inspect(path, Settings())
    assert found.headers == header
    assert found.encoding == encoding.replace("-sig", "").replace("utf-16-le", "utf-16-le") or encoding == "utf-16"
    _check(engine, workspace, path)


def test_it_reads_western_european_text(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, delimited([(*row, "Café Müller") for row in ROWS], (*HEADER, "channel")), encoding="cp1252")
    received = take(workspace, engine, path)
    assert received.source.about["encoding"] == "cp1252"
    assert rows_of(engine, received)[0]["channel"] == "Café Müller"


def test_it_notices_an_encoding_that_shows_late(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    plain = [(f"O{n}", f"C{n % 99:03}", "2024-03-05", "1", "web") for n in range(60_000)]
    text = delimited([*plain, ("O9", "C1", "2024-03-05", "2", "线下门店")], (*HEADER, "channel"))
    received = take(workspace, engine, put(tmp_path, text, encoding="gb18030"))
    assert received.source.about["encoding"] == "gb18030"
    assert rows_of(engine, received)[-1]["channel"] == "线下门店"


def test_it_unpacks_gzip(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = packed(tmp_path, delimited(ROWS))
    assert inspect(path, Settings()).compression == "gzip"
    _check(engine, workspace, path)


def test_it_goes_by_content_and_not_by_name(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    _check(engine, workspace, put(tmp_path, delimited(ROWS, mark="\t"), name="export.xls"))


def test_it_reads_excel_below_a_title_on_the_second_sheet(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    typed = [(*row[:2], datetime.fromisoformat(row[2]), float(row[3])) for row in ROWS]
    path = workbook(tmp_path, [], [("Orders 2024",), (), HEADER, *typed])
    found = inspect(path, Settings())
    assert found.layout.sheet == "S2"
    assert [note.en for note in found.notes] == ["The workbook has 2 sheets; “S2” is read, the first one with a table."]
    _check(engine, workspace, path)


def test_it_reads_excel_serial_dates(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER, ("1", "C1", 45356, 1), ("2", "C1", 45356.75, 2), ("3", "C2", "2024-03-06", 3)])
    rows = rows_of(engine, take(workspace, engine, path))
    assert [row["ordered_at"] for row in rows] == [
        at("2024-03-05 00:00"), at("2024-03-05 18:00"), at("2024-03-06 00:00"),
    ]  # fmt: skip


def test_it_sets_cells_beyond_the_header_of_a_sheet_aside(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEADER, *ROWS[:3], (*ROWS[3], "a remark"), *ROWS[4:6]])
    received = take(workspace, engine, path)
    assert [row["source_row"] for row in rows_of(engine, received)] == [1, 2, 3, 5, 6]
    assert [(row["source_row"], row["rule"]) for row in rejected_of(engine, received)] == [(4, "ragged_row")]


@pytest.mark.parametrize("mixed", [False, True])
def test_it_reads_json_lines(engine: Engine, workspace: Workspace, tmp_path: Path, mixed: bool) -> None:
    records = [dict(zip(HEADER, (*row[:3], float(row[3])), strict=True)) for row in ROWS]
    if mixed:
        records[7]["amount"] = ROWS[7][3]
    _check(engine, workspace, put(tmp_path, "\n\n".join(json.dumps(record) for record in records), name="orders.jsonl"))


def test_it_reads_fields_of_objects_within(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    records = [
        {"id": row[0], "customer": {"id": row[1]}, "created_at": row[2], "totals": {"amount": row[3]}} for row in ROWS
    ]
    path = put(tmp_path, "".join(json.dumps(record) + "\n" for record in records), name="orders.ndjson")
    given = {"order_id": "id", "amount": "totals.amount"}
    rows = rows_of(engine, take(workspace, engine, path, given=given))
    assert {name: rows[0][name] for name in FIRST} == FIRST


def test_it_sets_lines_that_are_not_json_aside(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    lines = [json.dumps(dict(zip(HEADER, row, strict=True))) for row in ROWS]
    lines[4:4] = ['{"order_id": ', "[1, 2]"]
    received = take(workspace, engine, put(tmp_path, "\n".join(lines), name="orders.jsonl"))
    assert [(row["source_row"], row["rule"], row["text"]) for row in rejected_of(engine, received)] == [
        (5, "not_json", '{"order_id": '),
        (6, "not_json", "[1, 2]"),
    ]
    assert [row["source_row"] for row in rows_of(engine, received)][3:6] == [4, 7, 8]


def test_it_reads_typed_parquet_without_text_work(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pl.DataFrame(
        {
            "order_id": [row[0] for row in ROWS],
            "customer_id": [row[1] for row in ROWS],
            "ordered_at": [datetime.fromisoformat(row[2]) for row in ROWS],
            "amount": [Decimal(row[3]) for row in ROWS],
        }
    ).write_parquet(path)
    _check(engine, workspace, path)


def test_it_reads_what_parquet_leaves_as_text_or_fractions(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "orders.parquet"
    moment = datetime(2024, 3, 5, 8, tzinfo=UTC)
    pl.DataFrame(
        {
            "Customer ID": [17850.0, None, 13047.0],
            "date": ["2024-03-05", "05 Mar 2024 10:00", "soon"],
            "amount": [1.25, float("nan"), 1e30],
            "paid": [moment, moment, None],
        }
    ).write_parquet(path)
    rows = rows_of(engine, take(workspace, engine, path))
    assert [row["customer_id"] for row in rows] == ["17850", None, "13047"]
    assert [row["ordered_at"] for row in rows] == [at("2024-03-05 00:00"), at("2024-03-05 10:00"), None]
    assert [row["amount"] for row in rows] == [Decimal("1.25"), None, None]
    assert [row["unread"] for row in rows] == [None, None, "ordered_at\tsoon"]
    paid = rows_of(engine, take(workspace, engine, path, given={"ordered_at": "paid"}))
    assert paid[0]["ordered_at"] == at("2024-03-05 08:00")


def test_it_reads_text_with_runs_of_spaces_and_no_header(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    pick = random.Random(1)  # noqa: S311
    sold = [
        (
            f"{pick.randint(1, 30):05}",
            f"199701{pick.randint(1, 28):02}",
            pick.randint(1, 9),
            pick.randint(100, 9999) / 100,
        )
        for _ in range(200)
    ]
    path = put(
        tmp_path, "".join(f" {who} {day}  {items} {paid:7.2f}\r\n" for who, day, items, paid in sold), name="cdnow.txt"
    )
    received = take(workspace, engine, path)
    assert received.source.about["mapping"]["columns"] == {
        "customer_id": "column_1", "ordered_at": "column_2", "amount": "column_4",
    }  # fmt: skip
    rows = rows_of(engine, received)
    assert [row["customer_id"] for row in rows] == [who for who, *_ in sold]
    assert sum(row["amount"] for row in rows) == sum(Decimal(str(paid)) for *_, paid in sold)


ODD: dict[str, tuple[pa.Array, list[str | None]]] = {
    "whole numbers as days": (pa.array([20240305, 20240306]), ["2024-03-05 00:00:00", "2024-03-06 00:00:00"]),
    "milliseconds": (pa.array([1709600000123, None]), ["2024-03-05 00:53:20.123", None]),
    "days": (pa.array([date(2024, 3, 5), None]), ["2024-03-05 00:00:00", None]),
    "times of a zone": (
        pa.array([datetime(2024, 3, 5, 3, 0, 0, 250_000, UTC), None], pa.timestamp("us", "America/New_York")),
        ["2024-03-05 03:00:00.25", None],
    ),
    "nanoseconds": (pa.array([at("2024-03-05"), None], pa.timestamp("ns")), ["2024-03-05 00:00:00", None]),
    "years that no calendar has": (pa.array([at("9999-12-31"), at("0001-01-01")], pa.timestamp("us")), [None, None]),
}


@pytest.mark.parametrize("name", ODD)
def test_it_reads_times_of_any_type(engine: Engine, workspace: Workspace, tmp_path: Path, name: str) -> None:
    times, expected = ODD[name]
    pq.write_table(pa.table({"customer": ["a", "b"], "date": times, "amount": [1.5, 2]}), tmp_path / "o.parquet")
    found = engine.read(take(workspace, engine, tmp_path / "o.parquet").source.rows).order_by("source_row")
    rows = engine.rows(found.select(found.ordered_at.cast("string").name("at"), "unread"))
    assert [row["at"] for row in rows] == expected
    assert [row["unread"] is not None for row in rows] == [name.startswith("years")] * 2


@pytest.mark.parametrize(
    ("amounts", "expected", "unread"),
    [
        (pa.array([Decimal("1.5"), Decimal("9" * 30)]), [1.5, None], 1),
        (pa.array([float("inf"), float("nan")]), [None, None], 1),
        (pa.array([1, 2**63], pa.uint64()), [1, None], 1),
        (pa.array(["¥1,234.5", "x"]), [1234.5, None], 1),
        (pa.array([None, None]), [None, None], 0),
        (pa.array(["1", "2"]).dictionary_encode(), [1, 2], 0),
    ],
)
def test_it_reads_amounts_of_any_type(
    engine: Engine, workspace: Workspace, tmp_path: Path, amounts: pa.Array, expected: list[float | None], unread: int
) -> None:
    table = pa.table({"customer": pa.array([17850.0, float("nan")]), "date": ["2024-03-05"] * 2, "amount": amounts})
    pq.write_table(table, tmp_path / "o.parquet")
    rows = rows_of(engine, take(workspace, engine, tmp_path / "o.parquet"))
    assert [row["amount"] for row in rows] == expected
    assert [row["customer_id"] for row in rows] == ["17850", None]
    assert sum(row["unread"] is not None for row in rows) == unread
