"""The clickstream of a small shop, against figures computed elsewhere; only where the file is there."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.funnel import FunnelQuestion, count_funnel

FILE = Path(__file__).parents[4] / "shared" / "data" / "simple_shop" / "simple-onlineshop.csv"
STEPS = ("catalog", "cart", "delivery_choice", "payment_choice", "payment_done")
REACHED = [3_611, 1_924, 1_356, 958, 653]
"""Users reaching each step, as counted independently."""
LAST = date(2020, 4, 29)

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the file is not part of the repository")


@pytest.fixture(scope="module")
def clicks(engine: Engine) -> Table:
    rows = pl.read_csv(FILE).select(
        customer_id=pl.col("user_id").cast(pl.String),
        at=pl.col("timestamp").str.to_datetime("%Y-%m-%d %H:%M:%S%.f"),
        name=pl.col("event"),
    )
    return engine.table(rows)


def test_users_who_did_each_step_are_those_counted_elsewhere(engine: Engine, clicks: Table) -> None:
    found = count_funnel(FunnelQuestion(STEPS, None), engine, clicks, last=LAST)
    assert found.everybody() == REACHED
    assert [row["customers"] for row in found.steps] == REACHED, "nobody skips a step in this shop"


@pytest.mark.parametrize("order", ["specific", "any"])
def test_the_most_recent_entry_finds_everybody_within_an_hour(engine: Engine, clicks: Table, order: str) -> None:
    question = FunnelQuestion(STEPS, timedelta(hours=1), order, "recent")  # type: ignore[arg-type]
    assert [row["customers"] for row in count_funnel(question, engine, clicks, last=LAST).steps] == REACHED


def test_the_first_visit_of_most_ends_without_a_cart(engine: Engine, clicks: Table) -> None:
    """The same count by Polars alone: the first catalog page, and whether a cart came within an hour of it."""
    found = count_funnel(FunnelQuestion(STEPS[:2], timedelta(hours=1)), engine, clicks, last=LAST)
    frame = engine.polars(clicks)
    first = frame.filter(pl.col("name") == "catalog").group_by("customer_id").agg(start=pl.col("at").min())
    carts = frame.filter(pl.col("name") == "cart").join(first, on="customer_id")
    within = carts.filter(pl.col("at").is_between(pl.col("start"), pl.col("start") + pl.duration(hours=1)))
    assert found.steps[1]["customers"] == within["customer_id"].n_unique() == 1_608
