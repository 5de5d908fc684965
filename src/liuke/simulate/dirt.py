"""Faults as real files have them, planted on purpose and counted, so that cleaning can be checked against the truth."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from liuke.language import Text
from liuke.simulate.population import stream
from liuke.simulate.scenario import Scenario

YEARS_OFF = 36
"""A typing error: 2062 for 2026."""
TESTERS = 3


def _as_it_is(rows: pa.Table) -> pa.Table:
    return rows


def _nameless(rows: pa.Table) -> pa.Table:
    return _with(rows, "customer_id", pa.nulls(rows.num_rows, pa.string()))


def _tested(rows: pa.Table) -> pa.Table:
    names = pa.array([f"test-{place}" for place in range(TESTERS)])
    return _with(rows, "customer_id", names.take(pa.array(np.arange(rows.num_rows) % TESTERS)))


def _far(rows: pa.Table) -> pa.Table:
    years = pa.scalar(np.timedelta64(round(YEARS_OFF * 365.25), "D").astype("timedelta64[us]"), pa.duration("us"))
    return _with(rows, "ordered_at", pc.add(rows["ordered_at"], years))


def _with(rows: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), column)


SPOILING: Mapping[str, tuple[Text, Callable[[pa.Table], pa.Table]]] = MappingProxyType(
    {
        "exact_duplicate": (Text("Rows that repeat an order", "重复的订单行"), _as_it_is),
        "missing_customer": (Text("Rows without a customer number", "缺少客户编号的行"), _nameless),
        "test_customer": (Text("Rows of test customers", "测试客户的行"), _tested),
        "future_date": (Text("Rows dated in the future", "日期在未来的行"), _far),
    }
)
"""Each kind of faulty row: its label, and what it does to copies of good rows."""


def soil(scenario: Scenario, orders: pa.Table, block: int) -> tuple[pa.Table, dict[str, int]]:
    """Return the orders of a block with its faulty rows at the end, and how many there are of each kind.

    Faulty rows are added to the good ones: each is a copy of one, as it stands or with one cell spoilt and an order
    number of its own.
    """
    random, counts = stream(scenario, block, purpose=1), dict.fromkeys(SPOILING, 0)
    parts = [orders]
    for kind, (_, spoil) in SPOILING.items():
        count = int(random.binomial(orders.num_rows, scenario.dirt / len(SPOILING)))
        if count:
            rows = orders.take(pa.array(np.sort(random.choice(orders.num_rows, count, replace=False))))
            parts.append(spoil(rows if kind == "exact_duplicate" else _renumbered(rows, kind)))
            counts[kind] = count
    return pa.concat_tables(parts), counts


def _renumbered(rows: pa.Table, kind: str) -> pa.Table:
    return _with(rows, "order_id", pc.binary_join_element_wise(kind[0].upper(), rows["order_id"], ""))
