"""Who a row is about, and what it is numbered by: accounts before contacts, contacts before names."""

from pathlib import Path

import pytest
from files import put

from liuke.collect import Proposal, inspect
from liuke.settings import Settings


def look(folder: Path, header: str, *rows: str) -> Proposal:
    return inspect(put(folder, "\n".join([header, *rows]) + "\n", "export.csv"), Settings())


CUSTOMER_OF = [
    ("订单号,买家昵称,买家手机号,下单时间,订单实付金额", "1,小王,13800000001,2025-01-05,90", "买家手机号"),
    ("订单号,客户姓名,联系电话,下单帐号,下单时间,订单金额", "1,王,138****0001,jd_w,2025-01-05,90", "下单帐号"),
    ("订单号,客户姓名,联系电话,下单时间,订单金额", "1,王,138****0001,2025-01-05,90", "客户姓名"),
    ("通话ID,客户姓名,客户电话,呼叫类型,通话开始时间", "C1,王某,13800000001,呼入,2025-01-05 10:00", "客户电话"),
    ("subscriber,full_name,phone_number,start_date,plan,period", "S1,Ann,555,2025-01-05,pro,month", "subscriber"),
    ("order_id,user_id,email,order_date,amount", "1,,a@x.com,2025-01-05,90", "email"),
]


@pytest.mark.parametrize(("header", "row", "customer"), CUSTOMER_OF)
def test_customers_are_told_by_what_is_theirs_alone_and_there(
    tmp_path: Path, header: str, row: str, customer: str
) -> None:
    assert look(tmp_path, header, row).mapping.columns["customer_id"] == customer


def test_a_list_of_customers_is_numbered_by_what_most_of_them_have(tmp_path: Path) -> None:
    header = "客户名称,添加时间,手机,邮箱"
    found = look(tmp_path, header, "王某,2024-12-01,13800000001,", "李某,2024-12-03,13800000002,li@x.cn")
    assert found.mapping.columns["customer_id"] == "手机"
    full = look(tmp_path, header, "王某,2024-12-01,13800000001,w@x.cn", "李某,2024-12-03,13800000002,li@x.cn")
    assert full.mapping.columns["customer_id"] == "邮箱"


def test_a_name_is_no_number_of_customers_of_whom_most_have_a_phone(tmp_path: Path) -> None:
    rows = [f"王某{row},{'' if row % 3 == 0 else 13800000000 + row},2024-12-01" for row in range(9)]
    assert look(tmp_path, "客户姓名,手机号,成为会员时间", *rows).mapping.columns["customer_id"] == "手机号"
    rows = [f"王某{row},{13800000000 + row if row == 0 else ''},2024-12-01" for row in range(9)]
    assert look(tmp_path, "客户姓名,手机号,成为会员时间", *rows).mapping.columns["customer_id"] == "客户姓名"


def test_a_number_that_customers_share_is_no_number_of_the_row(tmp_path: Path) -> None:
    header = "assignment_id,id,user_id,campaign_id,sent_at"
    found = look(tmp_path, header, "S1,e1,U1,K,2025-01-10", "S1,e2,U2,K,2025-01-10", "S1,e3,U3,K,2025-01-10")
    assert found.mapping.columns["treatment_id"] == "id"
    found = look(tmp_path, "event_id,user_id,event,timestamp", "1,U1,view,2025-01-10", "1,U2,view,2025-01-10")
    assert "event_id" not in found.mapping.columns
