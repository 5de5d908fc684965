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


def test_what_others_tell_is_left_out_and_the_rest_is_warned_of() -> None:
    found = effects(settled(frame()), 0)
    assert set(found.left_out) == {"orders"}  # the two others tell it best
    assert "Spent" in found.left_out["orders"].en
    (warning,) = found.warnings
    assert "Spent" in warning.en
    assert "Age" not in warning.en


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
    assert ("net", "none") in groups
    assert ("film", "no internet") not in groups
    assert ("film", "yes") in groups or ("film", "no") in groups
    assert found.left_out == {}


def test_a_copy_is_left_out_whatever_the_outcome() -> None:
    one = frame().select("left", "age").with_columns(again=pl.col("age") * 2 + 3)
    found = find_drivers(settled(one))
    assert set(found.left_out) == {"again"}
    assert "∞" in found.left_out["again"].zh
