"""What a subscription costs and for how long: seats, prices a month, periods of a count and a unit."""

from pathlib import Path

import pytest
from files import put, rows_of, take

from liuke.collect import Proposal, inspect
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Workspace

HEADER = "subscription_id,customer_id,plan,start_date,end_date"
ROW = "S1,C1,pro,2025-01-01,2025-12-31"


def look(folder: Path, header: str, row: str) -> Proposal:
    return inspect(put(folder, f"{HEADER},{header}\n{ROW},{row}\n", "export.csv"), Settings())


@pytest.mark.parametrize(
    ("header", "row", "price"),
    [
        ("quantity,unit_price,billing_period", "5,30,month", "unit_price * quantity"),
        ("Quantity,Unit Amount,Interval", "5,30,month", "Unit Amount * Quantity"),
        ("subscriptions.plan_quantity,subscriptions.plan_unit_price", "5,30", None),
        ("seats,price_per_seat,period", "5,30,month", "price_per_seat * seats"),
        ("席位数,单价,计费周期", "5,30,月", "单价 * 席位数"),
        ("quantity,unit_price,total,period", "5,30,150,month", "total"),
        ("quantity,unit_price,mrr,period", "5,30,150,year", "mrr"),
        ("quantity,price,period", "5,30,month", "price"),
        ("unit_price,period", "30,month", "unit_price"),
    ],
)
def test_the_price_of_a_subscription_is_that_of_all_its_seats(
    tmp_path: Path, header: str, row: str, price: str | None
) -> None:
    found = look(tmp_path, header, row)
    both = "subscriptions.plan_unit_price * subscriptions.plan_quantity"
    assert (found.table, found.mapping.columns["price"]) == ("subscription", price or both)


def test_seats_times_price_are_read(workspace: Workspace, engine: Engine, tmp_path: Path) -> None:
    path = put(tmp_path, f"{HEADER},quantity,unit_price,period\n{ROW},5,30,month\n", "export.csv")
    assert rows_of(engine, take(workspace, engine, path))[0]["price"] == 150


def test_a_price_that_may_be_of_one_seat_is_told_of(tmp_path: Path) -> None:
    said = [note.en for note in look(tmp_path, "quantity,price,period", "5,30,month").notes]
    assert any("--map 'price=price * quantity'" in note for note in said)
    assert not look(tmp_path, "quantity,price,period", "1,30,month").notes


def test_a_price_a_month_is_one_whatever_is_paid_at_a_time(
    workspace: Workspace, engine: Engine, tmp_path: Path
) -> None:
    path = put(tmp_path, f"{HEADER},MRR,period\n{ROW},30,year\n", "export.csv")
    received = take(workspace, engine, path)
    assert rows_of(engine, received)[0]["period"] == "month"
    assert "a price a month" in received.source.about["notes"][0]["en"]


@pytest.mark.parametrize(("count", "period"), [("1", "month"), ("3", "3 month")])
def test_a_period_of_a_count_and_a_unit_is_both(
    workspace: Workspace, engine: Engine, tmp_path: Path, count: str, period: str
) -> None:
    header = f"{HEADER},subscriptions.billing_period,subscriptions.billing_period_unit,price"
    path = put(tmp_path, f"{header}\n{ROW},{count},month,30\n", "export.csv")
    assert rows_of(engine, take(workspace, engine, path))[0]["period"] == period


def test_a_price_of_no_known_period_is_told_of_where_terms_may_follow_each_other(tmp_path: Path) -> None:
    header = "id,customer_id,plan_id,price,started_at,current_term_end"
    row = "S1,C1,pro,30,2024-01-01,2025-12-31"
    found = inspect(put(tmp_path, f"{header}\n{row}\n", "subscriptions.csv"), Settings())
    assert any("--map period=…" in note.en for note in found.notes)
    header = header.replace("started_at", "current_term_start")
    found = inspect(put(tmp_path, f"{header}\n{row}\n", "subscriptions.csv"), Settings())
    assert not found.notes
