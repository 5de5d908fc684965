"""Writing a company to disk: the files a business would have, and beside them the truth."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa

from liuke.language import Text
from liuke.progress import Progress, silent
from liuke.simulate.dirt import soil
from liuke.simulate.files import FORMS, customers_of, subscriptions_of
from liuke.simulate.population import BLOCK, People, draw_people, stream
from liuke.simulate.purchases import Orders, draw_orders
from liuke.simulate.scenario import Scenario
from liuke.simulate.sinks import CsvFiles, ParquetFile
from liuke.simulate.tables import contract_table, order_table, people_table
from liuke.simulate.truth import Fact, Truth, facts

WRITING = Text("Inventing a company", "生成模拟企业")
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Company:
    """Where the files of a simulated company are, and what is true of it.

    `truth` is what truth.json holds, `facts` the same as single items with their names; `truth_table` has a row a
    customer (see `tables.people_table`).
    """

    orders: tuple[Path, ...]
    customers: Path
    subscriptions: Path
    truth: dict[str, Any]
    facts: tuple[Fact, ...]
    truth_table: Path


@dataclass(frozen=True, slots=True)
class _Block:
    """What one block of customers puts into the files."""

    orders: pa.Table
    people: pa.Table
    contracts: pa.Table
    planted: dict[str, int]


def simulate(
    scenario: Scenario, folder: Path, *, form: str = "parquet", chunk: int = 4 * BLOCK, progress: Progress = silent
) -> Company:
    """Write the company of a scenario into `folder`; the same scenario always gives the same bytes.

    `form` "parquet" writes one typed file of orders; "csv" one file a year, as shops export them, faults included.
    `chunk` customers (rounded up to whole blocks) are held at a time: memory follows it, not the company, and it
    changes nothing in the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = Truth(scenario)
    with ExitStack() as stack:
        orders = stack.enter_context(closing(FORMS[form](scenario, folder)))
        people = stack.enter_context(closing(ParquetFile(folder / "truth.parquet")))
        tables = stack.enter_context(closing(CsvFiles(folder)))
        for block in _blocks(scenario, chunk, truth, progress):
            orders.add(block.orders)
            people.add(block.people)
            tables.add("customers.csv", customers_of(block.people))
            tables.add("subscriptions.csv", subscriptions_of(scenario, block.contracts))
        paths, (customers, subscriptions) = orders.paths, tables.paths
    told = truth.told()
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return Company(paths, customers, subscriptions, told, facts(told), people.path)


def _blocks(scenario: Scenario, chunk: int, truth: Truth, progress: Progress) -> Iterator[_Block]:
    """Yield the blocks in order; those of a chunk are drawn side by side, each from a stream of its own."""
    count, step, first = -(-scenario.customers // BLOCK), max(1, -(-chunk // BLOCK)), 1
    with ThreadPoolExecutor(WORKERS) as pool:
        for begin in range(0, count, step):
            progress(WRITING, begin / count)
            places = range(begin, min(begin + step, count))
            drawn = list(pool.map(lambda place: _draw(scenario, place), places))
            *firsts, first = accumulate((len(orders.at) for _, orders in drawn), initial=first)
            made = pool.map(lambda given: _tables(scenario, *given), zip(places, drawn, firsts, strict=True))
            for (people, orders), block in zip(drawn, made, strict=True):
                truth.add(people, orders, block.planted)
                yield block
    progress(WRITING, 1.0)


def _draw(scenario: Scenario, place: int) -> tuple[People, Orders]:
    random = stream(scenario, place)
    people = draw_people(scenario, random, place)
    return people, draw_orders(scenario, people, random)


def _tables(scenario: Scenario, place: int, drawn: tuple[People, Orders], first: int) -> _Block:
    people, orders = drawn
    soiled, planted = soil(scenario, order_table(scenario, people, orders, first), place)
    return _Block(soiled, people_table(scenario, people), contract_table(scenario, people), planted)
