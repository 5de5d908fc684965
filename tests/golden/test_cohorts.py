"""The CDNOW sample by month of first purchase; and the seeds of the definitions of churn and shrinkage."""

from datetime import date, timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.measure import ask, cohorts
from tests.golden.cdnow import LAST, activity
from tests.measure.oracle import inputs_of


@pytest.mark.parametrize(
    ("cohort", "customers"),
    [
        ("1997-01-01", [781, 124, 95, 70, 65, 77, 65, 53]),
        ("1997-02-01", [857, 134, 110, 75, 77, 75, 61, 61]),
    ],
)
def test_cdnow_cohorts_are_the_known_ones(engine: Engine, cohort: str, customers: list[int]) -> None:
    rows = cohorts(inputs_of(engine, activity(), 90, LAST), "month")
    row = next(row for row in rows if row["cohort"] == cohort)
    assert row["size"] == customers[0]
    assert [cell["customers"] for cell in row["cells"][:8]] == customers
    assert row["cells"][1]["value"] == pytest.approx(customers[1] / customers[0])


def _moves(engine: Engine, opening: int, lost: int, won: int) -> dict[str, float]:
    """Build a shop in which so many are there on 1 March 2024, and so many leave and come in March."""
    march, window = date(2024, 3, 1), 30
    days = [(f"stay{n}", march - timedelta(days=5)) for n in range(opening - lost)]
    days += [(f"stay{n}", march + timedelta(days=20)) for n in range(opening - lost)]
    days += [(f"gone{n}", march - timedelta(days=5)) for n in range(lost)]
    days += [(f"new{n}", march + timedelta(days=25)) for n in range(won)]
    frame = pl.DataFrame(days, schema={"customer_id": pl.String, "day": pl.Date}, orient="row").with_columns(
        orders=pl.lit(1, pl.Int32),
        returns=pl.lit(0, pl.Int32),
        amount=pl.lit("1").cast(pl.Decimal(18, 4)),
        cost=pl.lit(None, pl.Decimal(18, 4)),
        items=pl.lit(None, pl.Decimal(18, 3)),
    )
    inputs = inputs_of(engine, frame, window, date(2024, 4, 10))
    names = ("churn_rate", "net_shrinkage", "opening_customers", "lost_customers")
    found = {name: ask(inputs, name, "month", march, march).rows[0]["value"] for name in names}
    assert (found["opening_customers"], found["lost_customers"]) == (opening, lost)
    return found


def test_a_thousand_that_become_nine_hundred_shrank_by_a_tenth(engine: Engine) -> None:
    assert _moves(engine, 1000, 100, 0)["net_shrinkage"] == pytest.approx(0.10)


def test_a_thousand_lost_of_ten_thousand_is_a_tenth_churned(engine: Engine) -> None:
    assert _moves(engine, 10_000, 1000, 0)["churn_rate"] == pytest.approx(0.10)


def test_churn_and_shrinkage_differ_where_customers_are_won(engine: Engine) -> None:
    found = _moves(engine, 1000, 200, 100)
    assert (found["churn_rate"], found["net_shrinkage"]) == (pytest.approx(0.20), pytest.approx(0.10))
