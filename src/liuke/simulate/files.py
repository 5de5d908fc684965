"""The files a business would hand over: orders, customers, contracts, as people keep them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import polars as pl
import pyarrow as pa

from liuke.simulate.names import names, towns
from liuke.simulate.scenario import Scenario
from liuke.simulate.sinks import CsvFiles, ParquetFile

CHINESE = {
    "order_id": "订单编号",
    "customer_id": "客户编号",
    "ordered_at": "下单时间",
    "amount": "订单金额",
    "cost": "成本",
    "channel": "渠道",
    "coupon": "优惠券",
    "status": "订单状态",
    "items": "件数",
}
ENGLISH = {
    "order_id": "Order No",
    "customer_id": "Customer ID",
    "ordered_at": "Order date",
    "amount": "Amount",
    "cost": "Cost",
    "channel": "Channel",
    "coupon": "Coupon",
    "status": "Status",
    "items": "Items",
}
STATUS = {"completed": "已完成", "returned": "已退货"}
OTHER_CLERK = 7
"""One row in so many of the older files has its date in another form, as from another clerk."""


class OrderFiles(Protocol):
    """Where the orders of a company go, block by block."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files written so far, oldest orders first."""

    def add(self, orders: pa.Table) -> None:
        """Append the orders of a block."""

    def close(self) -> None:
        """End the files."""


class YearlyOrders:
    """Orders as shops export them, a file a year: older ones by a Chinese system in GB18030, newer in English UTF-8."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self.years = range(scenario.first.year, scenario.last.year + 1)
        self._files = CsvFiles(folder)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files written so far, oldest orders first."""
        return self._files.paths

    def add(self, orders: pa.Table) -> None:
        """Append the orders of a block to the files of their years, by time; impossible years go with the last."""
        local = pl.col("ordered_at").dt.replace_time_zone("UTC").dt.convert_time_zone(self.scenario.timezone)
        rows = (
            pl.DataFrame(pl.from_arrow(orders))
            .with_columns(local, pl.col("amount", "cost").cast(pl.Decimal(18, 2)).cast(pl.String))
            .sort("ordered_at", "order_id")
            .with_columns(year=pl.col("ordered_at").dt.year().clip(self.years[0], self.years[-1]))
        )
        for year in self.years:
            own = rows.filter(pl.col("year") == year)
            if year < self.years[len(self.years) // 2]:
                self._files.add(f"订单{year}.csv", _in_chinese(own), "gb18030")
            else:
                self._files.add(f"orders-{year}.csv", _in_english(own))

    def close(self) -> None:
        """End the files."""
        self._files.close()


def _one_parquet(_scenario: Scenario, folder: Path) -> OrderFiles:
    return ParquetFile(folder / "orders.parquet")


FORMS: Mapping[str, Callable[[Scenario, Path], OrderFiles]] = MappingProxyType(
    {"parquet": _one_parquet, "csv": YearlyOrders}
)
"""How orders can be written: one typed file, or a file a year as people export them."""


def _in_chinese(rows: pl.DataFrame) -> pl.DataFrame:
    time, clerk = pl.col("ordered_at"), pl.col("order_id").str.slice(-4).cast(pl.Int32) % OTHER_CLERK
    usual, other = time.dt.strftime("%Y年%-m月%-d日 %H:%M:%S"), time.dt.strftime("%Y/%-m/%-d %H:%M:%S")
    return rows.with_columns(
        pl.when(clerk == 0).then(other).otherwise(usual).alias("ordered_at"),
        pl.col("status").replace_strict(STATUS, return_dtype=pl.String),
    ).select(pl.col(old).alias(new) for old, new in CHINESE.items())


def _in_english(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("ordered_at").dt.strftime("%Y-%m-%d %H:%M:%S")).select(
        pl.col(old).alias(new) for old, new in ENGLISH.items()
    )


def customers_of(people: pa.Table) -> pl.DataFrame:
    """Return customers as a business knows them: name, town, when and whence they came."""
    number = pl.col("number")
    return pl.DataFrame(pl.from_arrow(people)).select(
        "customer_id", name=names(number), region=towns(number), signed_up_at="joined_on", acquisition_channel="channel"
    )


def subscriptions_of(scenario: Scenario, contracts: pa.Table) -> pl.DataFrame:
    """Return monthly contracts; one that was cancelled runs to the end of its month, the others to their next."""
    end = pl.col("cancelled_at").fill_null(scenario.last + timedelta(days=1))
    months = (end.dt.year() - pl.col("started_at").dt.year()) * 12 + end.dt.month() - pl.col("started_at").dt.month()
    until = pl.col("started_at").dt.offset_by(pl.format("{}mo", months))
    paid = pl.when(until < end).then(pl.col("started_at").dt.offset_by(pl.format("{}mo", months + 1))).otherwise(until)
    return pl.DataFrame(pl.from_arrow(contracts)).select(
        "subscription_id",
        "customer_id",
        "started_at",
        "cancelled_at",
        "end_reason",
        plan=pl.lit("monthly"),
        expires_at=paid,
        price=pl.lit(f"{scenario.fee:.2f}"),
        period=pl.lit("month"),
    )
