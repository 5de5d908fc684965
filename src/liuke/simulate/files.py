"""The files a business would hand over: orders by year, customers, contracts, written as people write them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pyarrow as pa

from liuke.simulate.dirt import Planted
from liuke.simulate.names import name_of
from liuke.simulate.scenario import Scenario

CHINESE = {
    "order_id": "订单编号",
    "customer_id": "客户编号",
    "ordered_at": "下单时间",
    "amount": "订单金额",
    "cost": "成本",
    "channel": "渠道",
}
ENGLISH = {
    "order_id": "Order No",
    "customer_id": "Customer ID",
    "ordered_at": "Order date",
    "amount": "Amount",
    "cost": "Cost",
    "channel": "Channel",
}


def write_orders_csv(
    scenario: Scenario, tables: Iterator[pa.Table], folder: Path, planted: Planted
) -> tuple[Path, ...]:
    """Write one file of orders a year: older ones from a Chinese system in GB18030, newer ones in English and UTF-8."""
    frame = pl.DataFrame(pl.concat([pl.DataFrame(pl.from_arrow(planted.soil(table))) for table in tables]))
    local = frame.with_columns(
        pl.col("ordered_at").dt.replace_time_zone("UTC").dt.convert_time_zone(scenario.timezone).alias("ordered_at"),
        pl.col("amount", "cost").cast(pl.Decimal(18, 2)).cast(pl.String),
    ).sort("ordered_at", "order_id")
    years = sorted({day.year for day in local["ordered_at"].dt.date() if day.year <= scenario.last.year})
    return tuple(_write_year(local, year, years, folder) for year in years)


def _write_year(local: pl.DataFrame, year: int, years: list[int], folder: Path) -> Path:
    in_year = pl.col("ordered_at").dt.year()
    rows = local.filter(in_year == year if year < years[-1] else in_year >= year)
    if year < years[len(years) // 2]:
        names, form, encoding = CHINESE, "%Y年%-m月%-d日 %H:%M:%S", "gb18030"
    else:
        names, form, encoding = ENGLISH, "%Y-%m-%d %H:%M:%S", "utf-8"
    path = folder / (f"订单{year}.csv" if names is CHINESE else f"orders-{year}.csv")
    written = rows.with_columns(pl.col("ordered_at").dt.strftime(form)).select(
        pl.col(old).alias(new) for old, new in names.items()
    )
    path.write_bytes(written.write_csv().encode(encoding))
    return path


def write_customers(people: pa.Table, folder: Path) -> Path:
    """Write the customers with their names and where they came from."""
    frame = pl.DataFrame(pl.from_arrow(people))
    named = frame.select(
        "customer_id",
        name=pl.col("number").map_elements(name_of, return_dtype=pl.String),
        signed_up_at="joined_on",
        acquisition_channel="channel",
    )
    path = folder / "customers.csv"
    named.write_csv(path)
    return path


def write_subscriptions(scenario: Scenario, people: pa.Table, folder: Path) -> Path:
    """Write a monthly contract for each customer who has one: here leaving is said, not silent."""
    frame = pl.DataFrame(pl.from_arrow(people)).filter(pl.col("contract"))
    end = scenario.last + timedelta(days=30)
    rows = frame.select(
        subscription_id=pl.lit("S") + pl.col("customer_id"),
        customer_id="customer_id",
        plan=pl.lit("monthly"),
        started_at="joined_on",
        expires_at=pl.col("died_on").fill_null(pl.lit(end)),
        cancelled_at="died_on",
        end_reason=pl.when(pl.col("died_on").is_not_null()).then("cause"),
        price=pl.lit("39.00"),
        period=pl.lit("month"),
    )
    path = folder / "subscriptions.csv"
    rows.write_csv(path)
    return path
