"""What holds of every simulated company, whatever its numbers."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.simulate import SCENARIOS, Company, Scenario, simulate
from liuke.simulate.population import BLOCK

QUICK = settings(max_examples=12, deadline=None)
ORDER = ("order_id", "customer_id", "ordered_at", "amount", "cost", "currency", "channel", "coupon", "status", "items")


def scenarios() -> st.SearchStrategy[Scenario]:
    return st.builds(
        Scenario,
        name=st.just("any"),
        customers=st.integers(1, 60),
        seed=st.integers(0, 10_000),
        first=st.just(date(2024, 1, 1)),
        last=st.dates(date(2024, 1, 31), date(2026, 6, 30)),
        rate_mean=st.floats(0.001, 0.2),
        hazard=st.floats(1e-5, 0.05),
        growth=st.floats(0.2, 5),
        weekend=st.floats(0.3, 2),
        returns=st.floats(0, 0.5),
        come_back=st.floats(0, 1),
        contracts=st.floats(0, 1),
        dirt=st.floats(0, 0.3),
    )


def made(scenario: Scenario, folder: str, form: str = "parquet", chunk: int = BLOCK) -> Company:
    return simulate(scenario, Path(folder) / "company", form=form, chunk=chunk)


def clean_orders(company: Company) -> pl.DataFrame:
    """Return the orders that truly happened: no copies, and nothing that was spoilt."""
    rows = pl.read_parquet(company.orders[0])
    return rows.filter(pl.col("order_id").str.starts_with("O")).unique("order_id")


def with_truth(company: Company, zone: str = "Asia/Shanghai") -> pl.DataFrame:
    """Return true orders with their local day and what is true of their customer."""
    local = pl.col("ordered_at").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    truth = pl.read_parquet(company.truth_table)
    return clean_orders(company).with_columns(day=local).join(truth, on="customer_id", how="left", suffix="_truth")


@QUICK
@given(scenarios())
def test_nobody_buys_before_they_join_or_after_they_are_gone(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        bought = with_truth(made(scenario, folder)).filter(pl.col("amount") > 0)
    assert bought.filter(pl.col("day") < pl.col("joined_on")).is_empty()
    assert bought.filter(pl.col("day") > pl.col("died_on")).is_empty()
    assert bought["day"].max() <= scenario.last  # type: ignore[operator]
    assert bought["day"].min() >= scenario.first  # type: ignore[operator]


@QUICK
@given(scenarios())
def test_every_customer_buys_on_the_day_they_join(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        bought = with_truth(made(scenario, folder)).filter(pl.col("amount") > 0)
    firsts = bought.group_by("customer_id").agg(pl.col("day").min(), pl.col("joined_on").first())
    assert firsts.height == scenario.customers
    assert (firsts["day"] == firsts["joined_on"]).all()


@QUICK
@given(scenarios())
def test_what_is_sent_back_was_bought_by_the_same_customer_some_days_before(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        orders = clean_orders(made(scenario, folder))
    returned = orders.filter(pl.col("amount") < 0).with_columns(-pl.col("amount"))
    bought = orders.filter(pl.col("amount") > 0)
    pairs = returned.join(bought, on=["customer_id", "amount"], suffix="_of_purchase")
    days = (pairs["ordered_at"] - pairs["ordered_at_of_purchase"]).dt.total_days()
    matched = pairs.filter((days >= 1) & (days < 9))
    assert set(matched["order_id"]) == set(returned["order_id"])
    assert set(returned["status"]) <= {"returned"}
    assert set(bought["status"]) <= {"completed"}


@QUICK
@given(scenarios())
def test_the_truth_counts_what_the_files_hold(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        company = made(scenario, folder)
        orders, people = clean_orders(company), pl.read_parquet(company.truth_table)
        rows = pl.read_parquet(company.orders[0])
    told = company.truth
    assert told["customers"] == people.height == people["customer_id"].n_unique() == scenario.customers
    assert told["orders"] == orders.filter(pl.col("amount") > 0).height
    assert told["returns"] == orders.filter(pl.col("amount") < 0).height
    assert round(told["revenue"] * 100) == int((orders["amount"].sum()) * 100)
    assert told["alive"] == people["alive"].sum()
    assert told["came_back"] == people["came_back"].sum()
    someone_left = told["alive"] < told["customers"] or told["came_back"] > 0
    assert sum(told["causes"].values()) == pytest.approx(1.0 if someone_left else 0.0)
    assert rows.height == told["orders"] + told["returns"] + sum(told["planted"].values())


@QUICK
@given(scenarios())
def test_planted_faults_are_counted_exactly(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        company = made(scenario, folder)
        rows = pl.read_parquet(company.orders[0])
    planted = company.truth["planted"]
    assert planted["exact_duplicate"] == rows.height - rows.unique().height
    assert planted["missing_customer"] == rows["customer_id"].is_null().sum()
    assert planted["test_customer"] == rows["customer_id"].str.starts_with("test-").sum()
    assert planted["future_date"] == (rows["ordered_at"].dt.year() > scenario.last.year + 1).sum()


@QUICK
@given(scenarios())
def test_the_dead_have_a_day_and_a_cause_and_expect_nothing_and_the_living_have_neither(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        people = pl.read_parquet(made(scenario, folder).truth_table)
    alive, dead = people.filter("alive"), people.filter(~pl.col("alive"))
    assert alive["died_on"].null_count() == alive["cause"].null_count() == alive.height
    assert dead["died_on"].null_count() == dead["cause"].null_count() == 0
    assert (dead["expected_orders"] == 0).all()
    assert (alive["expected_orders"] > 0).all()
    assert (dead["died_on"] >= dead["joined_on"]).all()


@QUICK
@given(scenarios())
def test_contracts_end_when_and_why_their_customer_leaves(scenario: Scenario) -> None:
    with TemporaryDirectory() as folder:
        company = made(scenario, folder)
        people = pl.read_parquet(company.truth_table).filter("contract")
        contracts = pl.read_csv(company.subscriptions, try_parse_dates=True)
    assert contracts.height == people.height + int(people["came_back"].sum())
    assert contracts["subscription_id"].n_unique() == contracts.height
    if contracts.is_empty():
        return
    last = contracts.sort("customer_id", "started_at").group_by("customer_id", maintain_order=True).last()
    both = people.sort("customer_id").join(last, on="customer_id", validate="1:1", maintain_order="left")
    assert both["cancelled_at"].cast(pl.Date).equals(both["died_on"])
    assert both["end_reason"].cast(pl.String).equals(both["cause"].cast(pl.String))
    paid = contracts.cast({"cancelled_at": pl.Date})
    assert (paid["expires_at"] >= paid["cancelled_at"].fill_null(paid["started_at"])).all()


@QUICK
@given(scenarios(), st.sampled_from(["parquet", "csv"]))
def test_the_same_scenario_gives_the_same_bytes(scenario: Scenario, form: str) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        made(scenario, one, form)
        made(scenario, two, form)
        assert contents(one) == contents(two)


def contents(folder: str | Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((Path(folder) / "company").iterdir())}


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_how_many_customers_are_held_at_a_time_changes_no_byte(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("company", "population"):
        monkeypatch.setattr(f"liuke.simulate.{module}.BLOCK", 40)
    scenario = Scenario("any", customers=333, dirt=0.05, rate_mean=0.02)
    found = []
    for chunk in (1, 40, 100, 10_000):
        simulate(scenario, tmp_path / str(chunk) / "company", form=form, chunk=chunk)
        found.append(contents(tmp_path / str(chunk)))
    assert all(one == found[0] for one in found)


def test_more_customers_change_nothing_in_the_blocks_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("company", "population"):
        monkeypatch.setattr(f"liuke.simulate.{module}.BLOCK", 40)
    few, many = (simulate(Scenario("any", customers=size), tmp_path / str(size)) for size in (40, 100))
    longer = pl.read_parquet(many.truth_table)
    assert longer.head(40).equals(pl.read_parquet(few.truth_table))
    assert longer["customer_id"].n_unique() == 100


def test_another_seed_is_another_company(tmp_path: Path) -> None:
    one = Scenario("any", customers=50)
    first, second = (simulate(replace(one, seed=seed), tmp_path / str(seed)) for seed in (1, 2))
    assert not pl.read_parquet(first.truth_table).equals(pl.read_parquet(second.truth_table))


def test_orders_are_typed_and_a_row_group_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("company", "population"):
        monkeypatch.setattr(f"liuke.simulate.{module}.BLOCK", 40)
    company = simulate(Scenario("any", customers=100), tmp_path)
    file = pq.ParquetFile(company.orders[0])
    assert file.num_row_groups == 3
    assert tuple(file.schema_arrow.names) == ORDER
    assert str(file.schema_arrow.field("amount").type) == "decimal128(18, 4)"
    assert str(file.schema_arrow.field("ordered_at").type) == "timestamp[us]"


def test_order_numbers_are_never_used_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("company", "population"):
        monkeypatch.setattr(f"liuke.simulate.{module}.BLOCK", 40)
    numbers = pl.read_parquet(simulate(Scenario("any", customers=200), tmp_path).orders[0])["order_id"]
    assert numbers.n_unique() == len(numbers)


@pytest.mark.parametrize("customers", [1, 2, 10])
def test_the_smallest_companies_are_companies_too(customers: int, tmp_path: Path) -> None:
    company = simulate(Scenario("any", customers=customers), tmp_path, form="csv")
    assert company.truth["customers"] == customers
    assert all(path.exists() for path in company.orders)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_each_named_scenario_has_shares_that_add_up(name: str) -> None:
    scenario = SCENARIOS[name]()
    assert sum(one.share for one in scenario.channels) == pytest.approx(1)
    assert len({one.id for one in scenario.causes}) == len(scenario.causes)
    assert len(scenario.season) == 12
    assert scenario.days > 365
