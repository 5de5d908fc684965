"""A funnel asked of a run: orders beside events, days beside hours, conditions, and the period before."""

from datetime import date, datetime, timedelta
from typing import Any

import ibis
import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.explain.funnel import FunnelQuestion, Happened, ask_funnel, compare_funnel
from liuke.measure import Inputs, read_condition

DAY = timedelta(days=1)
LAST = date(2024, 5, 31)
EVENT = {
    "customer_id": pl.String, "at": pl.Datetime("us"), "day": pl.Date, "name": pl.String, "session_id": pl.String,
    "properties": pl.String,
}  # fmt: skip
ORDER = {"customer_id": pl.String, "ordered_at": pl.Datetime("us"), "returned": pl.Boolean}


def event(engine: Engine, *rows: tuple[str, str, str]) -> Table:
    whole = [
        (who, at := datetime.fromisoformat(f"2024-{when}"), at.date(), name, None, None) for who, name, when in rows
    ]
    return engine.table(pl.DataFrame(whole, schema=EVENT, orient="row"))


def order(engine: Engine, *rows: tuple[str, str, bool]) -> Table:
    whole = [(who, datetime.fromisoformat(f"2024-{when}"), returned) for who, when, returned in rows]
    return engine.table(pl.DataFrame(whole, schema=ORDER, orient="row"))


def happened(engine: Engine, events: Table | None, orders: Table | None = None, **tables: Table) -> Happened:
    return Happened(Inputs(engine, tables, LAST, "USD", 0), events, orders, "UTC")


def counts(found: Happened, *steps: str, **asked: Any) -> list[int]:
    return [row["customers"] for row in ask_funnel(found, FunnelQuestion(steps, **asked)).steps]


VIEWS = (("p", "view", "05-01T10:00"), ("q", "view", "05-01T10:00"), ("r", "view", "05-01T10:00"))


def test_an_order_is_a_step_called_purchase_and_a_return_is_none(engine: Engine) -> None:
    orders = order(engine, ("p", "05-01T10:30", False), ("q", "05-01T10:30", True), ("r", "05-01T09:30", False))
    assert counts(happened(engine, event(engine, *VIEWS), orders), "view", "purchase", window=DAY) == [3, 1]


def test_where_orders_have_no_hours_all_steps_are_counted_by_the_day(engine: Engine) -> None:
    orders = order(engine, ("p", "05-01T00:00", False), ("q", "05-08T00:00", False), ("r", "05-09T00:00", False))
    there = happened(engine, event(engine, *VIEWS), orders)
    assert counts(there, "view", "purchase", window=7 * DAY) == [3, 2]
    with pytest.raises(UsageError, match="Only the days are known") as refused:
        ask_funnel(there, FunnelQuestion(("view", "purchase"), timedelta(hours=1)))
    assert refused.value.code == "funnel.no_times"


def test_orders_alone_tell_who_buys_again(engine: Engine) -> None:
    orders = order(engine, ("p", "04-01T10:00", False), ("p", "04-20T11:00", False), ("q", "04-02T10:00", False))
    assert counts(happened(engine, None, orders), "purchase", "purchase", window=30 * DAY) == [2, 1]


def test_without_orders_purchase_is_an_event_of_that_name(engine: Engine) -> None:
    events = event(engine, *VIEWS, ("p", "purchase", "05-01T11:00"))
    assert counts(happened(engine, events), "view", "purchase") == [3, 1]
    with pytest.raises(UsageError) as refused:
        counts(happened(engine, event(engine, *VIEWS)), "view", "purchase")
    assert refused.value.code == "funnel.no_orders"


def test_orders_have_no_session_to_hold_constant(engine: Engine) -> None:
    events = event(engine, *VIEWS).mutate(session_id=ibis.literal("s"))
    there = happened(engine, events, order(engine, ("p", "05-01T10:30", False)))
    with pytest.raises(UsageError) as refused:
        ask_funnel(there, FunnelQuestion(("view", "purchase"), hold="session_id"))
    assert refused.value.code == "funnel.hold_orders"


def test_only_customers_who_meet_the_conditions_count(engine: Engine) -> None:
    profile = engine.table(pl.DataFrame({"customer_id": ["p", "q", "r"], "region": ["N", "S", "N"]}))
    there = happened(engine, event(engine, *VIEWS, ("p", "pay", "05-01T11:00")), profile=profile)
    found = ask_funnel(there, FunnelQuestion(("view", "pay")), "region", [read_condition("region=N")])
    assert {group: [row["customers"] for row in rows] for group, rows in found.groups.items()} == {"N": [2, 1]}
    with pytest.raises(UsageError, match="keeps nobody"):
        ask_funnel(there, FunnelQuestion(("view", "pay")), "", [read_condition("region=W")])


def test_the_period_before_is_as_long_and_ends_the_day_before(engine: Engine) -> None:
    rows = [(f"c{number}", "view", f"05-{day:02}T10:00") for number, day in enumerate((2, 3, 4, 11, 12, 13, 14))]
    there = happened(engine, event(engine, *rows, ("c0", "pay", "05-02T11:00")))
    question = FunnelQuestion(("view", "pay"), DAY, since=date(2024, 5, 11), until=date(2024, 5, 20))
    found = compare_funnel(there, question, "previous")
    assert found.before is not None
    assert (found.before.question.since, found.before.question.until) == (date(2024, 5, 1), date(2024, 5, 10))
    (one,) = found.shifts
    assert (one.now, one.other) == ((0, 4), (1, 3))
    assert found.record()["sentences"][0]["en"].startswith("No step changed")


def test_without_days_the_last_four_weeks_that_are_over_are_compared(engine: Engine) -> None:
    rows = [(f"c{day}", "view", f"{day}T10:00") for day in ("04-10", "05-10")]
    there = happened(engine, event(engine, *rows, ("c05-10", "pay", "05-10T11:00")))
    found = compare_funnel(there, FunnelQuestion(("view", "pay"), 7 * DAY), "previous")
    assert (found.now.question.since, found.now.question.until) == (date(2024, 4, 27), date(2024, 5, 24))
    assert found.before is not None
    assert found.before.question.since == date(2024, 3, 30)
