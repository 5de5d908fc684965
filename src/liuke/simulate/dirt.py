"""Faults as real files have them, planted on purpose and counted, so that cleaning can be checked against the truth."""

from datetime import timedelta

import numpy as np
import pyarrow as pa

from liuke.simulate.scenario import Scenario

KINDS = ("exact_duplicate", "missing_customer", "test_customer", "future_date")
FAR = timedelta(days=40_000)


class Planted:
    """Plants a scenario's share of faulty rows block by block, and keeps the count of each kind.

    Faulty rows are added to the good ones: each is a copy of one, as it stands or with one cell spoilt.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.counts = dict.fromkeys(KINDS, 0)
        self._calls = 0

    def soil(self, table: pa.Table) -> pa.Table:
        """Return the orders of one block with its faulty rows added at the end."""
        random = np.random.default_rng([self.scenario.seed, 1, self._calls])
        self._calls += 1
        parts = [table]
        for kind in KINDS:
            count = int(random.binomial(table.num_rows, self.scenario.dirt / len(KINDS)))
            if count:
                rows = table.take(pa.array(np.sort(random.choice(table.num_rows, count, replace=False))))
                parts.append(_spoilt(rows, kind, f"{self._calls}"))
                self.counts[kind] += count
        return pa.concat_tables(parts)


def _spoilt(rows: pa.Table, kind: str, mark: str) -> pa.Table:
    if kind == "exact_duplicate":
        return rows
    numbers = [f"X{kind[0]}{mark}-{place}" for place in range(rows.num_rows)]
    rows = rows.set_column(rows.schema.get_field_index("order_id"), "order_id", pa.array(numbers))
    customer, ordered = rows.schema.get_field_index("customer_id"), rows.schema.get_field_index("ordered_at")
    if kind == "missing_customer":
        return rows.set_column(customer, "customer_id", pa.nulls(rows.num_rows, pa.string()))
    if kind == "test_customer":
        return rows.set_column(
            customer, "customer_id", pa.array([f"test-{place % 3}" for place in range(rows.num_rows)])
        )
    later = pa.array([moment + FAR for moment in rows["ordered_at"].to_pylist()], pa.timestamp("us"))
    return rows.set_column(ordered, "ordered_at", later)
