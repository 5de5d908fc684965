"""Cohorts: who came when, who bought again in which period, and what is too young to tell."""

from collections import defaultdict
from datetime import date

import polars as pl
from hypothesis import given, settings

from liuke.clock import Grain, periods, start_of
from liuke.engine import Engine
from liuke.measure import cohorts
from tests.measure.miniatures.shop import activity, shop
from tests.measure.oracle import Purchases, activity_frame, inputs_of
from tests.measure.strategies import AS_OF, grains, purchases


def test_the_miniature_by_month(engine: Engine) -> None:
    rows = cohorts(shop(engine), "month")
    assert [(row["cohort"], row["size"]) for row in rows] == [
        ("2024-01-01", 3), ("2024-02-01", 1), ("2024-03-01", 1), ("2024-04-01", 0),
    ]  # fmt: skip
    assert [cell["customers"] for cell in rows[0]["cells"]] == [3, 2, 2, 1]
    assert [cell["value"] for cell in rows[0]["cells"]] == [1, 2 / 3, 2 / 3, 1 / 3]
    assert [cell["k"] for cell in rows[1]["cells"]] == [0, 1, 2]


def test_a_period_that_is_not_over_has_no_value(engine: Engine) -> None:
    early = inputs_of(engine, activity().filter(pl.col("day") <= pl.date(2024, 4, 20)), 30, date(2024, 4, 20))
    running = [row["cells"][-1] for row in cohorts(early, "month")]
    assert [(cell["customers"], cell["value"], cell["partial"]) for cell in running] == [
        (1, None, True), (0, None, True), (0, None, True), (0, None, True),
    ]  # fmt: skip


def test_a_month_in_which_nobody_came_has_no_share(engine: Engine) -> None:
    quiet = activity().filter(pl.col("customer_id").is_in(["ann", "dee"]))
    february = cohorts(shop(engine, quiet, scored=False), "month")[1]
    assert (february["size"], {cell["value"] for cell in february["cells"]}) == (0, {None})


def test_without_purchases_there_are_no_cohorts(engine: Engine) -> None:
    assert cohorts(shop(engine, activity().clear(), scored=False), "month") == []


@settings(max_examples=6, deadline=None)
@given(purchases, grains)
def test_cohorts_are_the_count_of_customers_who_bought(engine: Engine, bought: Purchases, grain: Grain) -> None:
    expected: dict[tuple[date, date], int] = defaultdict(int)
    for days in bought.values():
        for period in {start_of(day, grain) for day in days}:
            expected[start_of(min(days), grain), period] += 1
    for row in cohorts(inputs_of(engine, activity_frame(bought), 30, AS_OF), grain):
        cohort = date.fromisoformat(row["cohort"])
        spans = list(periods(cohort, AS_OF, grain))
        assert [cell["customers"] for cell in row["cells"]] == [expected[cohort, start] for start, _ in spans]
        for cell, (_, end) in zip(row["cells"], spans, strict=True):
            over = (end - AS_OF).days <= 1
            assert cell["partial"] == (not over)
            assert cell["value"] == (cell["customers"] / row["size"] if over and row["size"] else None)
