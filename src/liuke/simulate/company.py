"""Writing a company to disk: the files a business would have, and beside them the truth."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from liuke.language import Text
from liuke.progress import Progress, silent
from liuke.simulate.dirt import Planted
from liuke.simulate.files import write_customers, write_orders_csv, write_subscriptions
from liuke.simulate.population import BLOCK, Orders, People, draw
from liuke.simulate.scenario import Scenario
from liuke.simulate.truth import Truth

WRITING = Text("Inventing a company", "生成模拟企业")
MONEY = pa.decimal128(18, 4)


@dataclass(frozen=True, slots=True)
class Company:
    """Where the files of a simulated company are, and what is true of it."""

    orders: tuple[Path, ...]
    customers: Path
    subscriptions: Path
    truth: dict[str, Any]
    truth_table: Path


def simulate(scenario: Scenario, folder: Path, *, form: str = "parquet", progress: Progress = silent) -> Company:
    """Write the company of a scenario into `folder`; the same scenario always gives the same bytes.

    `form` "parquet" writes one typed file of orders; "csv" one file a year, as shops export them, faults included.
    Memory is bounded by the block, not by the company.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth, planted = Truth(scenario), Planted(scenario)
    blocks = _blocks(scenario, truth, progress)
    if form == "csv":
        orders = write_orders_csv(scenario, (_table(scenario, *block) for block in blocks), folder, planted)
    else:
        orders = (_write_parquet(scenario, blocks, folder / "orders.parquet", planted),)
    people = truth.people()
    pq.write_table(people, folder / "truth.parquet", compression="zstd")
    told = truth.told(people) | {"planted": planted.counts}
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    return Company(
        orders,
        write_customers(people, folder),
        write_subscriptions(scenario, people, folder),
        told,
        folder / "truth.parquet",
    )


def _blocks(scenario: Scenario, truth: Truth, progress: Progress) -> Iterator[tuple[People, Orders, int]]:
    count, so_far = -(-scenario.customers // BLOCK), 0
    for block in range(count):
        people, orders = draw(scenario, block)
        truth.add(people, orders)
        progress(WRITING, block / count)
        yield people, orders, so_far
        so_far += len(orders.at)
    progress(WRITING, 1.0)


def customer_ids(numbers: np.ndarray) -> pa.Array:
    """Return customer numbers as the company prints them: C0000001."""
    return pa.array(np.char.add("C", np.char.zfill((numbers + 1).astype(str), 7)))


def _table(scenario: Scenario, people: People, orders: Orders, so_far: int) -> pa.Table:
    """Return a block's orders in canonical columns; times are naive UTC."""
    zone = ZoneInfo(scenario.timezone)
    start = datetime.combine(scenario.first, datetime.min.time(), zone).astimezone(UTC).replace(tzinfo=None)
    seconds = np.floor(orders.at * 86_400).astype("timedelta64[s]")
    size = len(orders.at)
    channel = np.array([one.id for one in scenario.channels])[people.channel[orders.owner]]
    numbers = np.char.add("O", np.char.zfill((np.arange(so_far, so_far + size) + 1).astype(str), 10))
    cents = np.round(orders.amount * 100).astype(np.int64)
    return pa.table(
        {
            "order_id": pa.array(numbers),
            "customer_id": customer_ids(people.number).take(pa.array(orders.owner)),
            "ordered_at": pa.array(np.datetime64(start, "s") + seconds).cast(pa.timestamp("us")),
            "amount": _money(cents),
            "cost": _money(np.round(cents * (1 - scenario.margin)).astype(np.int64)),
            "currency": pa.array([scenario.currency]).take(pa.array(np.zeros(size, dtype=np.int64))),
            "channel": pa.array(channel),
        }
    )


def _money(cents: np.ndarray) -> pa.Array:
    """Return cents as decimals of four places: each is a 128-bit integer of ten-thousandths, low half first."""
    whole = cents * 100
    halves = np.column_stack([whole, whole >> 63]).tobytes()
    return pa.Decimal128Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(halves)])


def _write_parquet(
    scenario: Scenario, blocks: Iterator[tuple[People, Orders, int]], path: Path, planted: Planted
) -> Path:
    writer: pq.ParquetWriter | None = None
    try:
        for block in blocks:
            table = planted.soil(_table(scenario, *block))
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer:
            writer.close()
    return path
