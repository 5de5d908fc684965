"""Histories from `activity`, on rows small enough to count by hand."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.value import summarize
from liuke.predict.value.history import daily_purchases, histories
from tests.predict.value.shops import START, activity

BOUGHT = activity(
    ("steady", 0, 1, "10"),
    ("steady", 7, 2, "30"),
    ("steady", 21, 1, "50"),
    ("steady", 35, 1, "90"),
    ("once", 14, 1, "99"),
    ("returner", 0, 1, "40"),
    ("returner", 10, 1, "60"),
    ("returner", 12, 0, "-20"),
    ("late", 40, 1, "5"),
    ("late", 44, 1, "7"),
    ("never", 3, 0, "-5"),
)


def told(engine: Engine, until: int, as_of: int) -> dict[str, dict[str, Any]]:
    table = histories(engine.table(BOUGHT), START + timedelta(days=until), START + timedelta(days=as_of))
    return {row["customer_id"]: row for row in engine.rows(table)}


def test_counts_are_purchase_days_after_the_first_in_weeks(engine: Engine) -> None:
    found = told(engine, 28, 42)
    steady = found["steady"]
    assert (steady["x"], steady["t_x"], steady["T"]) == (3, 5, 6)
    assert (found["once"]["x"], found["once"]["t_x"], found["once"]["T"]) == (0, 0, 4)
    assert steady["first_on"] == START


def test_nothing_after_the_day_is_known(engine: Engine) -> None:
    found = told(engine, 28, 42)
    assert found["late"]["x"] == 0
    assert "never" not in found
    assert {row["customer_id"] for row in engine.rows(summarize(engine.table(BOUGHT), START))} == {"steady", "returner"}


def test_the_early_part_is_what_was_known_then(engine: Engine) -> None:
    rows, then = told(engine, 28, 42), told(engine, 28, 28)
    for name in ("steady", "once", "returner"):
        assert [rows[name][f"early_{part}"] for part in ("x", "t_x", "T", "monetary")] == [
            then[name][part] for part in ("x", "t_x", "T", "monetary")
        ]
    assert rows["late"]["early_x"] is None


def test_what_came_later_is_counted_apart(engine: Engine) -> None:
    found = told(engine, 28, 42)
    assert {name: (row["later"], row["later_amount"]) for name, row in found.items()} == {
        "steady": (1, 90.0),
        "once": (0, 0.0),
        "returner": (0, 0.0),
        "late": (1, 5.0),
    }


def test_money_is_the_mean_of_repeat_days_net_of_every_return(engine: Engine) -> None:
    found = told(engine, 28, 42)
    assert found["steady"]["monetary"] == pytest.approx((30 + 50 + 90) / 3)
    assert found["steady"]["early_monetary"] == pytest.approx((30 + 50) / 2)
    assert found["returner"]["monetary"] == pytest.approx(60 - 20)
    assert found["once"]["monetary"] is None


def test_purchases_by_day_leave_out_customers_who_came_later(engine: Engine) -> None:
    table = engine.table(BOUGHT)
    until, as_of = START + timedelta(days=28), START + timedelta(days=42)
    customers = engine.hold(histories(table, until, as_of))
    daily = engine.polars(daily_purchases(table, customers, until, as_of))
    days = [START + timedelta(days=day) for day in (0, 7, 10, 14, 21, 35)]
    assert daily.to_dict(as_series=False) == {"day": days, "purchases": [2, 1, 1, 1, 1, 1]}


def test_the_order_of_rows_changes_nothing(engine: Engine) -> None:
    until, as_of = START + timedelta(days=28), START + timedelta(days=42)
    shuffled = BOUGHT.sample(fraction=1.0, shuffle=True, seed=3)
    one, other = (
        engine.polars(histories(engine.table(rows), until, as_of)).sort("customer_id") for rows in (BOUGHT, shuffled)
    )
    assert one.equals(other)
    assert one.schema["x"] == pl.Float64
