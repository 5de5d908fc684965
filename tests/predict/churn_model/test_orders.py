"""Who counts as having left, day by day, and how much each row counts."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.orders import Orders
from liuke.predict.churn_model.snapshots import matrix, sample

SNAPSHOT = date(2025, 6, 1)
LATENCY, HORIZON = 7, 30


@pytest.mark.parametrize(
    ("day", "left"),
    [(-1, 1), (0, 1), (LATENCY - 1, 1), (LATENCY, 0), (LATENCY + HORIZON - 1, 0), (LATENCY + HORIZON, 1)],
)
def test_only_a_purchase_in_the_outcome_window_says_that_a_customer_stayed(engine: Engine, day: int, left: int) -> None:
    """The window opens after the gap, whose purchases say nothing, and closes a horizon later."""
    bought = pl.DataFrame({"customer_id": ["a"], "day": [SNAPSHOT + timedelta(days=day)], "orders": [1]})
    people = engine.table(pl.DataFrame({"customer_id": ["a"], "snapshot": [SNAPSHOT]}), "asked")
    found = Orders(60).labelled({"activity": engine.table(bought)}, people, LATENCY, HORIZON)
    assert engine.polars(found)["left"].to_list() == [left]


def test_all_rows_of_a_customer_together_count_as_one() -> None:
    rows = pl.DataFrame({"customer_id": ["a", "b", "a", "a", "c"], "left": [0, 1, 0, 1, 0], "x": [1.0, 2, 3, 4, 5]})
    found = sample(rows, ["x"])
    assert found.weight.tolist() == pytest.approx([1 / 3, 1, 1 / 3, 1 / 3, 1])
    assert found.weight.sum() == pytest.approx(3)


@pytest.mark.parametrize("kind", [pl.Float64, pl.Float32, pl.Int64])
def test_what_is_not_a_finite_number_counts_as_not_known(kind: type[pl.DataType]) -> None:
    """A ratio that a declared feature divides by nothing is infinite; no kind of model can learn from that."""
    whole = kind == pl.Int64
    told = [1, None, 3] if whole else [1.0, None, 3.0, float("inf"), float("-inf"), float("nan")]
    found = matrix(pl.DataFrame({"x": pl.Series(told, dtype=kind)}), ["x"])
    assert found.dtype == np.float64
    assert np.array_equal(found[:, 0], [1, np.nan, 3] + [np.nan] * (len(told) - 3), equal_nan=True)
