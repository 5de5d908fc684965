"""Attributes that say the same: factors by hand, who is left out, and whose interval is wide."""

import numpy as np
import polars as pl
import pytest

from liuke.explain.drivers import find_drivers
from liuke.explain.drivers.coding import Part
from liuke.explain.drivers.collinear import inflations
from liuke.explain.drivers.effects import effects
from tests.explain.drivers.made_up import settled

RANDOM = np.random.default_rng(9)


def frame(rows: int = 2_000) -> pl.DataFrame:
    orders = RANDOM.normal(10, 3, rows)
    return pl.DataFrame(
        {
            "left": (RANDOM.random(rows) < 0.3).astype(np.int8),
            "orders": orders,
            "spent": orders * 20 + RANDOM.normal(0, 8, rows),
            "visits": orders + RANDOM.normal(0, 1.2, rows),
            "age": RANDOM.normal(40, 9, rows),
        }
    )


def test_factors_are_those_of_statsmodels() -> None:
    from statsmodels.stats.outliers_influence import variance_inflation_factor  # noqa: PLC0415 - slow to load

    rows = frame().select("orders", "spent", "visits", "age").to_numpy()
    parts = [Part(name, "step") for name in ("orders", "spent", "visits", "age")]
    whole = np.column_stack([np.ones(len(rows)), rows])
    theirs = [variance_inflation_factor(whole, at) for at in range(1, 5)]
    assert inflations(rows, parts) == pytest.approx(theirs, rel=1e-4)


def test_what_the_named_tell_is_left_out_with_who_tells_it() -> None:
    rows = frame().with_columns(left=(pl.col("orders") + pl.Series(RANDOM.normal(0, 2, 2_000)) < 9).cast(pl.Int8))
    found = effects(settled(rows), 0)
    assert found.rows[0]["attribute"] == "orders"
    assert "Orders" in found.left_out["spent"].en
    assert "age" not in found.left_out


def test_a_named_pair_that_is_hard_to_hold_apart_is_warned_of() -> None:
    """Both count, and they go together: R² 0.86 is a factor of 7."""
    first = RANDOM.normal(size=4_000)
    second = first + RANDOM.normal(0, 0.4, 4_000)
    left = RANDOM.random(4_000) < 1 / (1 + np.exp(1 - 2 * first + 1.5 * second))
    found = effects(settled(pl.DataFrame({"left": left.astype(np.int8), "one": first, "two": second})), 0)
    assert {row["attribute"] for row in found.rows if row["named"]} == {"one", "two"}
    assert found.rows[0]["inflation"] == pytest.approx(7.25, rel=0.1)
    (warning,) = found.warnings
    assert "One (by Two, inflation 7)" in warning.en
    assert "膨胀因子" in warning.zh


def test_a_factor_is_that_of_the_attribute_and_not_of_its_own_groups() -> None:
    """Groups of one word exclude each other: that is no collinearity."""
    rows = np.eye(4)[RANDOM.integers(0, 4, 4_000)][:, 1:]
    parts = [Part("plan", "group", name, "a") for name in "bcd"]
    assert inflations(rows, parts) == pytest.approx([1, 1, 1])


def test_the_same_group_under_two_names_is_compared_once() -> None:
    """Who has no internet has no film service either; who has internet may."""
    net = RANDOM.choice(["none", "fibre", "cable"], 3_000, p=[0.2, 0.4, 0.4])
    film = np.where(net == "none", "no internet", RANDOM.choice(["yes", "no"], 3_000))
    left = RANDOM.random(3_000) < np.where(net == "none", 0.1, 0.3)
    found = effects(settled(pl.DataFrame({"left": left.astype(np.int8), "net": net, "film": film})), 0)
    groups = {(row["attribute"], row["group"]) for row in found.rows}
    assert len(groups & {("net", "none"), ("film", "no internet")}) == 1
    assert ("film", "yes") in groups or ("film", "no") in groups
    assert found.left_out == {}


def test_a_copy_of_what_is_named_is_left_out() -> None:
    one = frame().select("age").with_columns(again=pl.col("age") * 2 + 3)
    left = RANDOM.random(one.height) < 1 / (1 + np.exp(-(one["age"].to_numpy() - 40) / 5))
    found = find_drivers(settled(one.with_columns(left=pl.Series(left.astype(np.int8)))))
    assert len(found.named) == 1
    assert set(found.left_out) == {"age", "again"} - set(found.named)
