"""The files are those that a business would have, and Liuke reads them as it would read any other."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from liuke.clean import clean
from liuke.collect import inspect, receive
from liuke.engine import Engine
from liuke.language import Text
from liuke.simulate import Company, Scenario, demo, shop, simulate, subscription
from liuke.workspace import create_workspace

SCENARIO = replace(demo(), customers=300, first=date(2024, 3, 1), dirt=0.08)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return simulate(SCENARIO, tmp_path_factory.mktemp("company"), form="csv")


def lines(path: Path, encoding: str = "utf-8") -> list[str]:
    return path.read_bytes().decode(encoding).splitlines()


def test_orders_come_as_a_file_a_year_older_ones_from_another_system(company: Company) -> None:
    assert [path.name for path in company.orders] == ["订单2024.csv", "orders-2025.csv", "orders-2026.csv"]
    assert lines(company.orders[0], "gb18030")[0] == (
        "订单编号,客户编号,下单时间,订单金额,成本,渠道,优惠券,订单状态,件数"
    )
    assert lines(company.orders[1])[0] == "Order No,Customer ID,Order date,Amount,Cost,Channel,Coupon,Status,Items"


def test_older_files_mix_two_ways_to_write_a_date(company: Company) -> None:
    dates = pl.Series([line.split(",")[2] for line in lines(company.orders[0], "gb18030")[1:]])
    assert dates.str.contains(r"^2024年\d{1,2}月\d{1,2}日 ").any()
    assert dates.str.contains(r"^2024/\d{1,2}/\d{1,2} ").any()
    assert dates.str.contains(r"^2024(年|/)").all()


def test_years_that_cannot_be_stand_in_the_last_file(company: Company) -> None:
    for path, encoding in zip(company.orders, ("gb18030", "utf-8", "utf-8"), strict=True):
        years = {line.split(",")[2][:4] for line in lines(path, encoding)[1:]}
        assert any(year > "2030" for year in years) == (path == company.orders[-1])


def test_one_block_is_written_in_the_order_of_time(company: Company) -> None:
    times = [line.split(",")[2] for line in lines(company.orders[1])[1:]]
    assert times == sorted(times)


def test_customers_have_chinese_and_english_names(company: Company) -> None:
    people = pl.read_csv(company.customers)
    assert people.columns == ["customer_id", "name", "region", "signed_up_at", "acquisition_channel"]
    assert people.height == SCENARIO.customers
    chinese = people["name"].str.contains(r"^\p{Han}{2,3}$")
    assert chinese.sum() == 200
    assert people.filter(~chinese)["name"].str.contains(r"^[A-Z][a-z]+ [A-Z][a-z]+$").all()
    assert people.null_count().sum_horizontal().item() == 0


def test_the_truth_is_stored_beside_the_files(company: Company) -> None:
    stored = json.loads((company.truth_table.parent / "truth.json").read_text(encoding="utf-8"))
    assert stored == company.truth
    assert stored["first"] == "2024-03-01"
    assert stored["currency"] == "CNY"


def test_every_fact_has_a_name_in_both_languages_and_the_value_that_is_stored(company: Company) -> None:
    flat = company.truth | company.truth["planted"]
    assert len({fact.id for fact in company.facts}) == len(company.facts)
    for fact in company.facts:
        assert fact.value == flat[fact.id]
        assert fact.label.en
        assert fact.label.zh
        assert fact.label.en != fact.label.zh


def test_liuke_finds_exactly_the_faults_that_were_planted(company: Company, engine: Engine, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "shop", timezone=SCENARIO.timezone, currency="CNY")
    for path in company.orders:
        receive(workspace, inspect(path, workspace.settings), engine)
    cleaned = clean(engine, workspace.sources("order"), workspace.settings, today=date(2026, 12, 31))
    rules = cleaned.quarantine.group_by("rule").agg(rows=cleaned.quarantine.count())
    found = {row["rule"]: row["rows"] for row in engine.rows(rules)}
    planted = company.truth["planted"]
    assert found == {("future" if name == "future_date" else name): count for name, count in planted.items()}
    order = cleaned.order
    totals = engine.rows(
        order.aggregate(
            customers=order.customer_id.nunique(),
            orders=order.count(where=~order.returned),
            returns=order.count(where=order.returned),
            revenue=order.amount.sum(),
        )
    )[0]
    assert {name: float(value) for name, value in totals.items()} == {
        name: pytest.approx(company.truth[name]) for name in totals
    }


def test_everybody_in_a_club_of_subscribers_has_a_contract(tmp_path: Path) -> None:
    club = simulate(subscription(200), tmp_path, form="csv")
    contracts = pl.read_csv(club.subscriptions, try_parse_dates=True)
    assert contracts["customer_id"].n_unique() == 200
    assert club.truth["silent_share"] == 0
    cancelled = contracts.drop_nulls("cancelled_at")
    assert cancelled["end_reason"].null_count() == 0
    days = (cancelled["expires_at"] - cancelled["cancelled_at"]).dt.total_days()
    assert days.is_between(0, 31).all()


def test_a_shop_has_no_contracts(tmp_path: Path) -> None:
    company = simulate(shop(150), tmp_path)
    assert lines(company.subscriptions)[1:] == []
    assert company.truth["silent_share"] == 1


def test_progress_is_told_from_the_start_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []

    def progress(_stage: Text, share: float | None) -> None:
        told.append(share or 0.0)

    simulate(Scenario("any", customers=12_000, rate_mean=0.001), tmp_path, chunk=5_000, progress=progress)
    assert told == [0.0, pytest.approx(1 / 3), pytest.approx(2 / 3), 1.0]


def test_times_are_utc_and_days_begin_in_the_zone_of_the_company(tmp_path: Path) -> None:
    company = simulate(Scenario("any", customers=2_000, rate_mean=0.05), tmp_path)
    times = pl.read_parquet(company.orders[0])["ordered_at"].dt.to_string()
    assert "2023-06-30 16" <= str(times.min())[:13] < "2023-07-05"
    assert "2026-06-30 12" <= str(times.max())[:13] < "2026-06-30 16"
