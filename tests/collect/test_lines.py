"""Files with several rows an order: whether their amount is the line's or the order's, and rows that go on."""

from datetime import date
from pathlib import Path

from files import put, rows_of, take

from liuke.clean import clean
from liuke.collect import Proposal, inspect
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Workspace

JD = "订单号,商品ID,商品名称,下单时间,{amount},下单帐号"
TWO, OTHER = (
    ("1,p1,杯,2025-01-05,130,w", "1,p2,壶,2025-01-05,130,w"),
    ("2,p1,杯,2025-02-05,90,l", "2,p2,壶,2025-02-05,90,l"),
)


def look(folder: Path, *rows: str, amount: str = "订单金额") -> Proposal:
    return inspect(put(folder, "\n".join([JD.format(amount=amount), *rows]) + "\n", "export.csv"), Settings())


def test_an_amount_that_is_an_order_s_by_its_name_is_told_once(tmp_path: Path) -> None:
    found = look(tmp_path, *TWO, *OTHER)
    assert found.table == "order"
    assert any("count as one order" in note.en for note in found.notes)
    assert look(tmp_path, *TWO, *OTHER, amount="金额").table == "order_line"


def test_one_order_of_such_an_amount_is_told_of(tmp_path: Path) -> None:
    found = look(tmp_path, *TWO, "3,p1,杯,2025-02-05,50,l")
    assert found.table == "order_line"
    said = next(note for note in found.notes if "“订单金额”" in note.en)
    assert "--table order" in said.en
    assert "--table order" in said.zh
    assert not look(tmp_path, *TWO, amount="金额").notes


def test_amounts_that_differ_between_the_lines_are_theirs(tmp_path: Path) -> None:
    found = look(tmp_path, "1,p1,杯,2025-01-05,50,w", "1,p2,壶,2025-01-05,80,w")
    assert (found.table, found.notes) == ("order_line", ())


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id"
)
SHOP_ROWS = (
    "#1001,a@x.com,paid,2025-01-03 10:00,USD,55.00,2025-01-03 09:59,1,Mug,20,5001",
    "#1001,a@x.com,,,,,2025-01-03 09:59,2,Cup,15,",
    "#1002,b@x.com,refunded,2025-02-03 10:00,USD,30.00,2025-02-03 09:59,2,Cup,15,5002",
    "#1003,a@x.com,paid,2025-03-03 10:00,USD,25.00,2025-03-03 09:59,1,Mug,20,5003",
)


def test_rows_that_go_on_with_an_order_are_accounted_for(workspace: Workspace, engine: Engine, tmp_path: Path) -> None:
    received = take(workspace, engine, put(tmp_path, "\n".join([SHOPIFY, *SHOP_ROWS]) + "\n", "export.csv"))
    assert "“Name” without “Total”" in received.source.about["notes"][0]["en"]
    assert len(rows_of(engine, received)) == len(SHOP_ROWS)
    cleaned = clean(engine, workspace.sources(), Settings(), today=date(2025, 6, 30))
    kept = {row["order_id"]: (row["amount"], row["returned"]) for row in engine.rows(cleaned.order)}
    assert kept == {"#1001": (55, False), "#1002": (0, True), "#1003": (25, False)}
    assert [row["rule"] for row in engine.rows(cleaned.quarantine)] == ["missing_amount"]
