"""Columns find their meaning: by hand, as stored before, by name, and by their values at last."""

from pathlib import Path

import pytest
from files import HEADER, delimited, orders, put, rows_of, take

from liuke.collect import Proposal, inspect
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.settings import Mapping, Settings
from liuke.workspace import Workspace

VALUES = {
    "customer_id": "C001",
    "ordered_at": "2024-03-05",
    "order_id": "O1",
    "amount": "12.50",
}


def _propose(folder: Path, header: str, *rows: str, **options: object) -> Proposal:
    return inspect(put(folder, "\n".join([header, *rows]) + "\n"), Settings(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("客户编号,下单时间,订单金额", ("客户编号", "下单时间", "订单金额")),
        ("会员ID,订单日期,实付金额", ("会员ID", "订单日期", "实付金额")),
        ("买家会员名,订单创建时间,买家实际支付金额", ("买家会员名", "订单创建时间", "买家实际支付金额")),
        ("用户ID,支付时间,支付金额（元）", ("用户ID", "支付时间", "支付金额（元）")),
        ("CUSTOMER_ID,Order Date,Total Amount", ("CUSTOMER_ID", "Order Date", "Total Amount")),
        ("Customer ID,InvoiceDate,Revenue", ("Customer ID", "InvoiceDate", "Revenue")),
        ("household_id,transaction_timestamp,sales_value", ("household_id", "transaction_timestamp", "sales_value")),
        ("ｕｓｅｒ＿ｉｄ,date,amount", ("ｕｓｅｒ＿ｉｄ", "date", "amount")),
        ("\ufeffcustomer-id,ordered.at,AMOUNT (USD)", ("customer-id", "ordered.at", "AMOUNT (USD)")),
        ("客户,日期,金额", ("客户", "日期", "金额")),
    ],
)
def test_it_knows_the_names_people_use(tmp_path: Path, header: str, columns: tuple[str, ...]) -> None:
    found = _propose(tmp_path, header, "C1,2024-03-05,12.50")
    assert tuple(found.mapping.columns[name] for name in ("customer_id", "ordered_at", "amount")) == columns
    assert all("name" in reason.en for reason in found.guessed_from.values())
    assert (found.table, found.unused) == ("order", ())


def test_what_was_paid_wins_over_what_was_asked(tmp_path: Path) -> None:
    found = _propose(tmp_path, "会员号,下单时间,订单金额,实付金额,付款时间", "C1,2024-03-05,15,12,2024-03-05")
    assert found.mapping.columns == {"customer_id": "会员号", "ordered_at": "下单时间", "amount": "实付金额"}
    assert found.unused == ("订单金额", "付款时间")


def test_price_times_quantity_stands_in_for_an_amount(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(
        tmp_path, "订单号,客户编号,下单时间,商品编号,单价,数量\nO1,C1,2024-03-05,P1,¥1.50,3\nO1,C1,2024-03-05,P2,2,2\n"
    )
    received = take(workspace, engine, path)
    assert received.source.table == "order_line"
    assert received.source.about["mapping"]["columns"]["amount"] == "单价 * 数量"
    assert [(row["amount"], row["quantity"], row["product_id"]) for row in rows_of(engine, received)] == [
        (4.5, 3, "P1"),
        (4, 2, "P2"),
    ]


def test_a_header_with_a_star_is_a_header_first(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "客户编号,日期,单价*数量\nC1,2024-03-05,7\n")
    rows = rows_of(engine, take(workspace, engine, path, given={"amount": "单价*数量"}))
    assert rows[0]["amount"] == 7


def _lines(*amounts: str) -> str:
    rows = [
        f"O{number},C{number % 7},2024-03-05,P{place},{amount}"
        for number, of_order in enumerate(amounts)
        for place, amount in enumerate(of_order.split("+"))
    ]
    return "order_id,customer_id,date,sku,amount\n" + "\n".join(rows) + "\n"


def test_rows_with_products_and_returning_order_numbers_are_lines(tmp_path: Path) -> None:
    text = _lines(*[f"{number}+{number + 1}" for number in range(20)])
    assert inspect(put(tmp_path, text), Settings()).table == "order_line"


def test_rows_with_products_and_single_order_numbers_are_orders(tmp_path: Path) -> None:
    assert inspect(put(tmp_path, _lines("1", "2", "3")), Settings()).table == "order"


def test_an_amount_that_lines_repeat_is_the_order_s(tmp_path: Path) -> None:
    text = _lines(*[f"{number}+{number}" for number in range(20)])
    found = inspect(put(tmp_path, text), Settings())
    assert found.table == "order"
    assert "repeat its amount" in found.notes[0].en
    assert inspect(found.path, Settings(), table="order_line").table == "order_line"


def test_products_without_order_numbers_are_grouped_by_customer_and_time(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    path = put(tmp_path, "customer_id,date,sku,amount\nC1,2024-03-05 10:00,P1,1\nC1,2024-03-05 10:00,P2,2\n")
    received = take(workspace, engine, path)
    assert received.source.table == "order_line"
    assert {row["order_id"] for row in rows_of(engine, received)} == {"C1@2024-03-05 10:00:00"}


def test_values_speak_where_names_do_not(tmp_path: Path) -> None:
    rows = [f"K{number % 30:03},{number % 28 + 1}.03.2024,{number}.25,x" for number in range(200)]
    found = _propose(tmp_path, "Wer,Wann,Wieviel,Was", *rows)
    assert found.mapping.columns == {"customer_id": "Wer", "ordered_at": "Wann", "amount": "Wieviel"}
    assert "values are dates, such as 1.03.2024" in found.guessed_from["ordered_at"].en
    assert len(found.notes) == 3
    assert all("Check it" in note.en and "请核对" in note.zh for note in found.notes)


def test_values_do_not_speak_where_two_columns_could_be_meant(tmp_path: Path) -> None:
    rows = [f"K{number % 30:03},2024-03-05,2024-03-06,{number}.25" for number in range(200)]
    with pytest.raises(DataError) as raised:
        _propose(tmp_path, "Wer,Wann,Geliefert,Wieviel", *rows)
    assert raised.value.column == "ordered_at"


def test_an_unknown_column_is_asked_for_by_the_exact_call(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        _propose(tmp_path, "who,date,amount", "C1,2024-03-05,1")
    error = raised.value
    assert (error.code, error.column) == ("collect.unmapped", "customer_id")
    assert "who, date, amount" in error.message.en
    assert "--map customer_id=" in error.hint.en
    assert "客户编号" in error.message.zh


def test_a_file_without_header_is_asked_for_by_number(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        _propose(tmp_path, "1,2,3", "4,5,6")
    assert "column_1, column_2, column_3" in raised.value.message.en
    given = {"customer_id": "column_1", "ordered_at": "column_2", "amount": "column_3"}
    found = inspect(tmp_path / "orders.csv", Settings(), given=given)
    assert (found.layout.titled, len(found.sample)) == (False, 2)


def test_what_is_given_wins_over_what_is_stored_and_that_over_guesses(tmp_path: Path) -> None:
    path = put(tmp_path, "a,b,c,customer_id\nC1,2024-03-05,1,X\n")
    columns = {"customer_id": "a", "ordered_at": "b", "amount": "c"}
    stored = Settings(mapping=(Mapping(table="order", headers=("c", "b", "a", "customer_id"), columns=columns),))
    found = inspect(path, stored)
    assert found.mapping.columns == columns
    assert found.guessed_from["amount"].en == "stored in liuke.toml"
    found = inspect(path, stored, given={"customer_id": "customer_id"})
    assert found.mapping.columns == columns | {"customer_id": "customer_id"}
    assert found.guessed_from["customer_id"].zh == "手工指定"


def test_a_given_header_may_be_spelt_loosely(tmp_path: Path) -> None:
    found = _propose(tmp_path, "Kunde Nr,date,amount", "C1,2024-03-05,1", given={"customer_id": "kunde_nr"})
    assert found.mapping.columns["customer_id"] == "Kunde Nr"


def test_a_given_header_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        _propose(tmp_path, "date,amount,cust_number", "2024-03-05,1,C1", given={"customer_id": "customer_number"})
    assert raised.value.code == "collect.no_such_column"
    assert raised.value.hint.en.startswith("Its columns: cust_number, ")


def test_a_given_column_that_no_table_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        _propose(tmp_path, "customer,date,amount", "C1,2024-03-05,1", given={"colour": "amount"})
    assert raised.value.code == "collect.no_canonical_column"
    with pytest.raises(UsageError):
        _propose(tmp_path, "customer,date,amount", "C1,2024-03-05,1", table="nothing")


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    found = _propose(tmp_path, "customer,date,amount,cost", "C1,2024-03-05,1,2", given={"cost": "-"})
    assert "cost" not in found.mapping.columns
    assert found.unused == ("cost",)


def test_a_given_column_of_lines_makes_it_lines(tmp_path: Path) -> None:
    found = _propose(tmp_path, "customer,date,amount,what", "C1,2024-03-05,1,tea", given={"product": "what"})
    assert found.table == "order_line"


def test_other_tables_are_mapped_alike(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "客户编号,姓名,注册时间,获客渠道\nC1,王芳,2024-03-05,抖音\n")
    received = take(workspace, engine, path, table="customer")
    row = rows_of(engine, received)[0]
    assert (row["customer_id"], row["name"], row["acquisition_channel"]) == ("C1", "王芳", "抖音")
    assert received.source.folder.parent.name == "customer"


def test_numbers_that_a_spreadsheet_made_fractions_are_whole_again(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    path = put(tmp_path, "customer_id,date,amount\n17850.0,2024-03-05,1\n,2024-03-05,2\n13047.0,2024-03-05,3\n")
    assert [row["customer_id"] for row in rows_of(engine, take(workspace, engine, path))] == ["17850", None, "13047"]


def test_a_title_above_the_header_is_skipped(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    text = "交易记录明细查询\n起始日期:2024-03-01\n\n" + delimited(
        orders(5), ("订单号", "客户编号", "下单时间", "订单金额")
    )
    assert len(rows_of(engine, take(workspace, engine, put(tmp_path, text)))) == 5


def test_a_proposal_says_what_was_found(tmp_path: Path) -> None:
    found = inspect(put(tmp_path, delimited(orders(30))), Settings())
    assert (found.name, found.format, found.encoding, found.delimiter) == ("orders.csv", "csv", "utf-8", ",")
    assert (found.headers, len(found.sample), found.rows_estimate) == (HEADER, 10, 30)
    assert found.sample[0] == dict(zip(HEADER, orders(1)[0], strict=True))
