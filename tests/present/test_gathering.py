"""Chart rows counted from small tables, each number checked by hand."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.present.report.gathering.accounts import LABELS, files, quality, short
from liuke.present.report.gathering.tables import (
    concentration,
    last_flow,
    read_rows,
    rfm_map,
    segments,
    silences,
    stages,
)
from liuke.schema import TABLES
from liuke.workspace import Run

type Make = Callable[[list[dict[str, Any]]], Table]


@pytest.fixture
def make(engine: Engine) -> Make:
    return lambda rows: engine.table(pl.DataFrame(rows, infer_schema_length=None))


def test_gaps_that_are_still_open_are_not_drawn(engine: Engine, make: Make) -> None:
    gap = make([{"days": 3, "closed": 5, "open": 1}, {"days": 40, "closed": 0, "open": 9}])
    assert [row["gaps"] for row in silences(gap, engine, 28)] == [5]


def test_the_rfm_map_counts_customers_with_both_scores(engine: Engine, make: Make) -> None:
    rows = [(5, 1, 10.0), (5, 1, 30.0), (1, 5, 7.0), (None, 5, 99.0)]
    customer = make([{"rfm_recency": r, "rfm_frequency": f, "amount": amount} for r, f, amount in rows])
    assert rfm_map(customer, engine) == [
        {"recency": 1, "frequency": 5, "customers": 1, "amount": 7.0},
        {"recency": 5, "frequency": 1, "customers": 2, "amount": 40.0},
    ]


def test_value_is_cumulated_from_the_best_customer_on(engine: Engine, make: Make) -> None:
    customer = make([{"customer_id": f"C{n}", "amount": amount} for n, amount in enumerate((10.0, 60.0, 0.0, 30.0))])
    points = [(point["customers"], pytest.approx(point["revenue"])) for point in concentration(customer, engine)]
    assert points == [(0.0, 0.0), (0.25, 0.6), (0.5, 0.9), (0.75, 1.0), (1.0, 1.0)]


def test_value_of_many_customers_takes_a_hundred_points(engine: Engine, make: Make) -> None:
    customer = make([{"customer_id": f"C{n:04d}", "amount": 1.0} for n in range(1_000)])
    points = concentration(customer, engine)
    assert len(points) == 101
    assert all(point["customers"] == pytest.approx(point["revenue"]) for point in points)


def test_no_revenue_makes_no_curve(engine: Engine, make: Make) -> None:
    assert concentration(make([{"customer_id": "C1", "amount": 0.0}]), engine) == []


FLOW = [
    {"month": date(2026, 4, 1), "from_stage": None, "to_stage": "new", "customers": 4},
    {"month": date(2026, 5, 1), "from_stage": "new", "to_stage": "active", "customers": 3},
    {"month": date(2026, 5, 1), "from_stage": "new", "to_stage": "lost", "customers": 1},
    {"month": date(2026, 5, 1), "from_stage": "lost", "to_stage": "lost", "customers": 8},
    {"month": date(2026, 6, 1), "from_stage": "active", "to_stage": "lost", "customers": 3},
]


def test_the_running_month_is_in_no_stage_chart(engine: Engine, make: Make) -> None:
    rows = stages(make(FLOW), engine, date(2026, 6, 17))
    assert [(row["month"], row["stage"], row["customers"]) for row in rows] == [
        ("2026-04-01", "new", 4),
        ("2026-05-01", "active", 3),
        ("2026-05-01", "lost", 9),
    ]


def test_a_month_is_complete_on_its_last_day(engine: Engine, make: Make) -> None:
    assert {row["month"] for row in last_flow(make(FLOW), engine, date(2026, 5, 31))} == {date(2026, 5, 1)}
    assert {row["month"] for row in last_flow(make(FLOW), engine, date(2026, 5, 30))} == {date(2026, 4, 1)}


def test_those_lost_before_the_month_and_still_away_are_left_out_of_its_flow(engine: Engine, make: Make) -> None:
    moves = last_flow(make(FLOW), engine, date(2026, 6, 17))
    assert [(move["from_stage"], move["to_stage"], move["customers"]) for move in moves] == [
        ("new", "active", 3),
        ("new", "lost", 1),
    ]


def test_segments_come_with_the_largest_amount_first_and_with_their_names(engine: Engine, make: Make) -> None:
    customer = make(
        [
            {"customer_id": id_, "segment": segment, "amount": amount, "probability": probability}
            for id_, segment, amount, probability in (
                ("C1", "faded", 50.0, 0.8),
                ("C2", "faded", 10.0, 0.99),
                ("C3", "champions", 500.0, 0.1),
                ("C4", "champions", 0.0, None),
            )
        ]
    )
    groups = segments(Inputs(engine, {"customer": customer}, date(2026, 6, 17), "CNY", 30))
    assert [(row["label"].zh, row["customers"], row["amount"]) for row in groups] == [
        ("冠军客户", 2, 500.0),
        ("淡出客户", 2, 60.0),
    ]
    assert [row["probability"] for row in groups] == [pytest.approx(0.1), pytest.approx(0.895)]
    assert sum(row["share"] for row in groups) == 1


@pytest.fixture
def run(tmp_path: Path, engine: Engine, make: Make) -> Run:
    kept = [{"source": "s1", "table": "order", "rows_in": 10, "rows_kept": 8, "rows_quarantined": 2}]
    found = [
        {"source": "s1", "table": "order", "rule": rule, "severity": severity, "action": "flagged", "rows": rows,
         "example": "7: x"}
        for rule, severity, rows in (("zero_amount", "info", 9), ("future", "error", 2))
    ]  # fmt: skip
    tables = {"reconciliation": kept, "quality": found}
    for name, rows in tables.items():
        engine.write(make(rows), tmp_path / f"{name}.parquet")
    manifest = {
        "as_of": "2026-06-17",
        "currency": "CNY",
        "inputs": [{"id": "s1", "name": "orders.csv"}],
        "tables": {name: {"file": f"{name}.parquet"} for name in tables},
    }
    return Run(tmp_path, manifest)


def test_files_are_called_by_their_names(run: Run, engine: Engine) -> None:
    (row,) = files(run, engine)
    assert (row["name"], row["rows_in"], row["label"].zh) == ("orders.csv", 10, "订单")


def test_files_come_in_the_order_of_their_names(run: Run, engine: Engine, make: Make, tmp_path: Path) -> None:
    row = {"table": "order", "rows_in": 1, "rows_kept": 1, "rows_quarantined": 0}
    engine.write(make([{"source": "a"} | row, {"source": "b"} | row]), tmp_path / "two.parquet")
    inputs = [{"id": "a", "name": "orders-2026.csv"}, {"id": "b", "name": "orders-2025.csv"}]
    two = Run(run.folder, run.manifest | {"inputs": inputs, "tables": {"reconciliation": {"file": "two.parquet"}}})
    assert [one["name"] for one in files(two, engine)] == ["orders-2025.csv", "orders-2026.csv"]


def test_errors_come_before_remarks_and_rules_are_called_by_their_names(run: Run, engine: Engine) -> None:
    assert [(row["label"].en, row["rows"]) for row in quality(run, engine)] == [
        ("Date in the future", 2),
        ("Amount of zero", 9),
    ]


@pytest.mark.parametrize(
    ("example", "shown"),
    [("7: 4121.6400", "7: 4121.64"), ("7: -20.0000", "7: -20"), ("7: v1.2.3000", "7: v1.2.3000"), (None, None)],
)
def test_an_example_has_no_more_zeros_than_the_file(example: str | None, shown: str | None) -> None:
    assert short(example) == shown


def test_a_table_that_the_run_does_not_have_gives_no_rows(run: Run, engine: Engine) -> None:
    assert read_rows(run, engine, "gap", silences, 28) == []
    bare = Run(run.folder, run.manifest | {"tables": {}})
    assert files(bare, engine) == quality(bare, engine) == []


def test_every_table_that_files_can_fill_has_a_name() -> None:
    assert set(LABELS) == set(TABLES)
