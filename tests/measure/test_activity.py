"""Activity and the customer summary: one row a customer and day, from orders in any order and any number of files."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine, union
from liuke.measure import activity, first_channels, summary, until, with_previous

FIRST, LAST = datetime(2024, 1, 1), datetime(2024, 12, 31)  # noqa: DTZ001 - orders are in naive UTC
type Order = tuple[str, datetime, str, bool, str | None]

ORDERS: list[Order] = [
    ("ann", datetime(2024, 3, 1, 9), "10.10", False, "web"),  # noqa: DTZ001
    ("ann", datetime(2024, 3, 1, 20), "0.20", False, "shop"),  # noqa: DTZ001
    ("ann", datetime(2024, 3, 3, 9), "-4", True, "web"),  # noqa: DTZ001
    ("bo", datetime(2024, 3, 1, 9), "-1", True, None),  # noqa: DTZ001
    ("cy", datetime(2024, 3, 1, 9), "0", False, None),  # noqa: DTZ001
    ("cy", datetime(2024, 4, 1, 9), "7", False, "app"),  # noqa: DTZ001
]


def _orders(rows: list[Order]) -> pl.DataFrame:
    schema = {
        "customer_id": pl.String, "ordered_at": pl.Datetime("us"), "amount": pl.String, "returned": pl.Boolean,
        "channel": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        amount=pl.col("amount").cast(pl.Decimal(18, 4)),
        cost=pl.lit("1.5").cast(pl.Decimal(18, 4)),
        items=pl.lit(2).cast(pl.Decimal(18, 3)),
        coupon=pl.when(pl.col("channel") == "app").then(pl.lit("SAVE10")),
    )


def _days(engine: Engine, rows: list[Order], zone: str = "UTC") -> dict[tuple[str, date], tuple[int, int, Decimal]]:
    found = engine.rows(activity(engine.table(_orders(rows)), zone, FIRST, LAST))
    return {(row["customer_id"], row["day"]): (row["orders"], row["returns"], row["amount"]) for row in found}


def test_orders_of_a_day_become_one_row(engine: Engine) -> None:
    assert _days(engine, ORDERS) == {
        ("ann", date(2024, 3, 1)): (2, 0, Decimal("10.3000")),
        ("ann", date(2024, 3, 3)): (0, 1, Decimal(-4)),
        ("bo", date(2024, 3, 1)): (0, 1, Decimal(-1)),
        ("cy", date(2024, 3, 1)): (1, 0, Decimal(0)),
        ("cy", date(2024, 4, 1)): (1, 0, Decimal(7)),
    }


def test_a_coupon_and_a_known_cost_are_counted_with_their_orders(engine: Engine) -> None:
    found = engine.rows(activity(engine.table(_orders(ORDERS)), "UTC", FIRST, LAST))
    assert {row["customer_id"]: row["coupons"] for row in found if row["day"].month == 4} == {"cy": 1}
    assert sum(row["coupons"] for row in found) == 1
    assert [row["costed"] for row in found] == [row["amount"] for row in found]


def test_the_purchase_day_before_is_known_and_no_later_one(engine: Engine) -> None:
    found = with_previous(activity(engine.table(_orders(ORDERS)), "UTC", FIRST, LAST))
    before = {(row["customer_id"], row["day"].isoformat()): row["previous_on"] for row in engine.rows(found)}
    assert before == {
        ("ann", "2024-03-01"): None,
        ("ann", "2024-03-03"): date(2024, 3, 1),
        ("bo", "2024-03-01"): None,
        ("cy", "2024-03-01"): None,
        ("cy", "2024-04-01"): date(2024, 3, 1),
    }


def test_types_stay_narrow(engine: Engine) -> None:
    types = activity(engine.table(_orders(ORDERS)), "UTC", FIRST, LAST).schema()
    assert {name: str(type_) for name, type_ in types.items()} == {
        "customer_id": "string", "day": "date", "orders": "int32", "returns": "int32", "amount": "decimal(18, 4)",
        "cost": "decimal(18, 4)", "costed": "decimal(18, 4)", "items": "decimal(18, 3)", "coupons": "int32",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2024, 3, 30)), ("Asia/Shanghai", date(2024, 3, 31)), ("America/New_York", date(2024, 3, 30))],
)
def test_the_zone_decides_the_day(engine: Engine, zone: str, day: date) -> None:
    order: Order = ("ann", datetime(2024, 3, 30, 23, 30), "1", False, None)  # noqa: DTZ001
    assert list(_days(engine, [order], zone)) == [("ann", day)]


def test_a_clock_change_moves_the_day(engine: Engine) -> None:
    """In London, 23:30 UTC is the same day in winter and the next in summer, which began on 31 March 2024."""
    winter: Order = ("ann", datetime(2024, 3, 30, 23, 30), "1", False, None)  # noqa: DTZ001
    summer: Order = ("ann", datetime(2024, 3, 31, 23, 30), "1", False, None)  # noqa: DTZ001
    days = _days(engine, [winter, summer], "Europe/London")
    assert [day for _, day in sorted(days)] == [date(2024, 3, 30), date(2024, 4, 1)]


@settings(max_examples=10, deadline=None)
@given(st.permutations(ORDERS), st.integers(0, len(ORDERS)))
def test_row_order_and_file_split_change_nothing(engine: Engine, rows: list[Order], cut: int) -> None:
    parts = [engine.table(_orders(part)) for part in (rows[:cut], rows[cut:])]
    found = engine.polars(activity(union(parts), "UTC", FIRST, LAST)).sort("customer_id", "day")
    whole = engine.polars(activity(engine.table(_orders(ORDERS)), "UTC", FIRST, LAST)).sort("customer_id", "day")
    assert found.equals(whole)


def test_the_summary_knows_nothing_after_its_day(engine: Engine) -> None:
    days = until(activity(engine.table(_orders(ORDERS)), "UTC", FIRST, LAST), date(2024, 3, 31))
    found = engine.rows(summary(days, date(2024, 3, 31)).order_by("customer_id"))
    assert [row["customer_id"] for row in found] == ["ann", "cy"]
    assert found[0] == {
        "customer_id": "ann", "first_on": date(2024, 3, 1), "last_on": date(2024, 3, 1), "orders": 2,
        "purchase_days": 1, "returns": 1, "amount": Decimal("6.3000"), "cost": Decimal("4.5000"),
        "average_order": pytest.approx(3.15), "recency_days": 30, "tenure_days": 30,
    }  # fmt: skip
    assert (found[1]["orders"], found[1]["amount"]) == (1, 0)


def test_the_channel_of_the_first_purchase_is_kept(engine: Engine) -> None:
    found = engine.rows(first_channels(engine.table(_orders(ORDERS))))
    assert {row["customer_id"]: row["acquisition_channel"] for row in found} == {"ann": "web", "cy": "app"}
