"""Every metric against a hand-worked shop, and the laws that all of them keep."""

from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.measure import METRICS, Answer, Inputs, ask, ask_all
from tests.measure.miniatures.shop import AS_OF, activity, shop
from tests.measure.oracle import Purchases, activity_frame, inputs_of
from tests.measure.strategies import AS_OF as LAST
from tests.measure.strategies import grains, purchases, windows

FEW = settings(max_examples=3, deadline=None)
OWN = [metric for metric in METRICS.values() if {*metric.inputs} <= {"activity", "spell", "stay", "customer", "score"}]
FLOWS = [metric.id for metric in OWN if metric.base.kind != "stock"]
STOCKS = [metric.id for metric in OWN if metric.base.kind == "stock"]
RATES = [name for name in FLOWS if METRICS[name].denominator is not None]


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


@pytest.fixture(scope="module")
def answers(inputs: Inputs) -> dict[str, Answer]:
    return ask_all(inputs, FLOWS, "month") | ask_all(inputs, STOCKS)


def test_customers_by_stage_are_those_in_it(inputs: Inputs) -> None:
    rows = ask(inputs, "customers", "stage").rows
    assert {row["split"]["stage"]: row["value"] for row in rows} == {"active": 1, "lost": 4}


@pytest.mark.parametrize("name", ["churn_rate", "retention_rate", "repeat_rate", "second_purchase_rate"])
def test_a_proportion_has_a_wilson_interval_that_holds_it(answers: dict[str, Answer], name: str) -> None:
    for row in answers[name].rows:
        if row["value"] is not None:
            assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


def test_a_mean_has_the_interval_of_its_spread_between_customers(answers: dict[str, Answer]) -> None:
    """ARPU of March: 100, 90, 160, 30 have mean 95 and standard error √(8 500 / 3 / 4)."""
    row = answers["arpu"].rows[2]
    error = (8500 / 3 / 4) ** 0.5
    assert (row["low"], row["high"]) == (pytest.approx(95 - 1.96 * error, 1e-4), pytest.approx(95 + 1.96 * error, 1e-4))


def test_parts_by_attribute_add_up_to_the_whole(inputs: Inputs, answers: dict[str, Answer]) -> None:
    counts = [name for name in FLOWS if METRICS[name].denominator is None and METRICS[name].unit != "days"]
    for by in ("segment", "cohort"):
        parts = ask_all(inputs, counts, ("month", by))
        for name in counts:
            for row in answers[name].rows:
                split = [part["value"] for part in parts[name].rows if part["period"] == row["period"]]
                assert sum(split) == pytest.approx(row["value"]), (name, by)


def test_a_customer_with_returns_only_is_counted_in_revenue_and_in_no_split_twice(engine: Engine) -> None:
    stray = activity().head(1).with_columns(
        customer_id=pl.lit("zoe"), orders=pl.lit(0, pl.Int32), returns=pl.lit(1, pl.Int32),
        amount=pl.lit("-5").cast(pl.Decimal(18, 4)),
    )  # fmt: skip
    inputs = shop(engine, pl.concat([activity(), stray]), scored=False)
    parts = ask(inputs, "revenue", "stage").rows
    assert {row["split"]["stage"]: row["value"] for row in parts}[None] == -5
    assert sum(row["value"] for row in parts) == ask(inputs, "revenue").rows[0]["value"] == 925


@FEW
@given(purchases, windows, grains)
def test_duplicating_every_customer_doubles_counts_and_changes_no_rate(
    engine: Engine, bought: Purchases, window: int, grain: str
) -> None:
    once = activity_frame(bought)
    twice = pl.concat([once, once.with_columns(customer_id=pl.col("customer_id") + "’")])
    alone = ask_all(inputs_of(engine, once, window, LAST), FLOWS, grain)
    doubled = ask_all(inputs_of(engine, twice, window, LAST), FLOWS, grain)
    for name in FLOWS:
        still = name in RATES or METRICS[name].unit == "days"
        assert [row["value"] for row in doubled[name].rows] == pytest.approx(
            [row["value"] if still else 2 * row["value"] for row in alone[name].rows]
        ), name


@FEW
@given(purchases, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(engine: Engine, bought: Purchases, chance: Random) -> None:
    frame = activity_frame(bought)
    order = list(range(frame.height))
    chance.shuffle(order)
    before = ask_all(inputs_of(engine, frame, 30, LAST), FLOWS, "month")
    after = ask_all(inputs_of(engine, frame[order], 30, LAST), FLOWS, "month")
    assert [answer.rows for answer in before.values()] == [answer.rows for answer in after.values()]


@FEW
@given(purchases, grains, windows)
def test_opening_and_moves_make_closing(engine: Engine, bought: Purchases, grain: str, window: int) -> None:
    names = ("opening_customers", "new_customers", "returned_customers", "lost_customers", "closing_customers")
    found = ask_all(inputs_of(engine, activity_frame(bought), window, LAST), names, (grain, "segment"))
    for rows in zip(*(found[name].rows for name in names), strict=True):
        opening, new, returned, lost, closing = (row["value"] for row in rows)
        assert opening + new + returned - lost == closing


@FEW
@given(purchases, grains)
def test_where_nobody_leaves_churn_is_nothing(engine: Engine, bought: Purchases, grain: str) -> None:
    rows = ask(inputs_of(engine, activity_frame(bought), 400, LAST), "churn_rate", grain).rows
    assert {row["value"] for row in rows} <= {0, None}


def test_a_partial_month_is_flagged_and_the_others_are_not(engine: Engine) -> None:
    early = inputs_of(engine, activity().filter(pl.col("day") <= pl.date(2024, 4, 10)), 30, AS_OF.replace(day=10))
    assert [row["partial"] for row in ask(early, "revenue", "month").rows] == [False, False, False, True]
    assert [row["partial"] for row in ask(early, "second_purchase_rate", "month").rows] == [False, False, True, True]


def test_customers_too_young_for_a_second_purchase_are_left_out(engine: Engine) -> None:
    early = inputs_of(engine, activity().filter(pl.col("day") <= pl.date(2024, 3, 31)), 30, AS_OF.replace(month=3))
    march = ask(early, "second_purchase_rate", "month").rows[-1]
    assert (march["value"], march["numerator"], march["denominator"]) == (None, 0, 0)


def test_no_share_of_coupons_is_told_where_nobody_wrote_them_down(engine: Engine) -> None:
    silent = inputs_of(engine, activity_frame({"ann": {date(2024, 1, 5)}}), 30, date(2024, 1, 31))
    row = ask_all(silent, ["coupon_order_share"], "month")["coupon_order_share"].rows[0]
    assert (row["value"], row["denominator"]) == (None, 0)
