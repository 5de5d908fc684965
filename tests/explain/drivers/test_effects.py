"""Effects: the odds by hand, the cause that was planted, and nothing where nothing was."""

import numpy as np
import polars as pl
import pytest

from liuke.explain.drivers import find_drivers
from liuke.explain.drivers.choosing import LEVEL, _scores
from liuke.explain.drivers.coding import Part, coded, matrix
from liuke.explain.drivers.counting import Counted
from liuke.explain.drivers.effects import _effect, effects
from liuke.explain.drivers.regression import Fit, logistic
from tests.explain.drivers.made_up import people, settled


def table(*groups: tuple[str, int, int]) -> pl.DataFrame:
    """Return customers by group: its name, how many left and how many stayed."""
    rows = [(name, fate) for name, left, stayed in groups for fate in [1] * left + [0] * stayed]
    return pl.DataFrame(rows, schema={"plan": pl.String, "left": pl.Int8}, orient="row")


def test_the_odds_ratio_of_two_groups_is_that_of_their_counts() -> None:
    """30 of 100 against 10 of 100: (30/70) / (10/90) = 3.857; the interval of Woolf (1955) by its logarithm."""
    (row,) = effects(settled(table(("b", 30, 70), ("a", 10, 91))), 0).rows
    assert (row["group"], row["against"]) == ("b", "a")
    assert (row["customers"], row["left"]) == (100, 30)
    assert row["odds_ratio"] == pytest.approx((30 / 70) / (10 / 91), rel=1e-6)
    error = np.sqrt(1 / 30 + 1 / 70 + 1 / 10 + 1 / 91)
    assert np.log(row["high"] / row["odds_ratio"]) == pytest.approx(1.959964 * error, rel=1e-5)
    assert np.log(row["odds_ratio"] / row["low"]) == pytest.approx(1.959964 * error, rel=1e-5)


def test_a_ratio_that_may_be_anything_is_not_told() -> None:
    """The error of a ratio is beyond all measure where its input hardly varies; then there is a fit, and no ratio."""
    part, fit = Part("plan", "group", "b", "a"), Fit(np.array([0.0, 1.0]), np.diag([1.0, 40.0]), -1.0)
    row = _effect(fit, 0, part, {("plan", "group", "b"): Counted(3, 1)})
    assert (row["odds_ratio"], row["low"], row["high"]) == (None, None, None)
    assert (row["customers"], row["left"]) == (3, 1)


def test_a_whole_attribute_is_tested_by_its_likelihood_ratio() -> None:
    """G² of a table of counts: 2 Σ n ln(n / expected) (Wilks 1938)."""
    counts = np.array([[40, 60], [20, 80], [15, 85]])
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    rows = effects(settled(table(("a", 40, 60), ("b", 20, 80), ("c", 15, 85))), 0).rows
    assert rows[0]["freedom"] == 2
    assert rows[0]["chi_square"] == pytest.approx(2 * (counts * np.log(counts / expected)).sum(), rel=1e-5)
    assert len({row["p_value"] for row in rows}) == 1


def test_a_score_test_is_that_of_pearson() -> None:
    """Rao's statistic of one attribute alone is Pearson's χ² of its table of counts."""
    counts = np.array([[40, 60], [20, 80], [15, 85]])
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    asked = settled(table(("a", 40, 60), ("b", 20, 80), ("c", 15, 85)))
    coding, left = coded(asked), asked.frame["left"].to_numpy().astype(float)
    inputs = matrix(coding, coding.parts, asked.frame)
    (score,) = _scores(inputs, left, [], logistic(inputs[:, :0], left), {"plan": np.array([0, 1])}).values()
    assert score == pytest.approx(((counts - expected) ** 2 / expected).sum(), rel=1e-6)


def test_what_says_the_same_does_not_hide_itself() -> None:
    """Four measures of one habit: each alone tells who leaves; together none would. One is named, and it is clear."""
    random = np.random.default_rng(11)
    habit = random.normal(size=3_000)
    left = random.random(3_000) < 1 / (1 + np.exp(1 - 0.6 * habit))
    copies = {f"habit{at}": habit + random.normal(0, 0.25, 3_000) for at in range(4)}
    found = effects(settled(pl.DataFrame({"left": left.astype(np.int8), **copies})), 0)
    named = list(dict.fromkeys(row["attribute"] for row in found.rows if row["named"]))
    assert 1 <= len(named) <= 2
    assert found.rows[0]["p_adjusted"] < 1e-10


def test_a_second_cause_is_named_after_the_first_and_its_shadow_is_not() -> None:
    """Spending goes with the plan and with nothing else: beside the plan it adds nothing."""
    frame = people(4_000, 8, price=1.5, noise=2)
    random = np.random.default_rng(9)
    frame = frame.with_columns(spent=pl.Series(random.normal(size=4_000)) + (pl.col("plan") == "basic") * 2)
    again = (random.random(4_000) < 0.5 * (frame["region"] == "North").to_numpy()).astype(np.int8)
    frame = frame.with_columns(left=pl.max_horizontal("left", pl.Series(again)).cast(pl.Int8))
    found = find_drivers(settled(frame))
    assert set(found.named) == {"plan", "region"}
    assert next(row["p_value"] for row in found.effects if row["attribute"] == "spent") > LEVEL / 10


def test_a_number_is_told_by_its_standard_deviation() -> None:
    frame = people(4_000, noise=0).with_columns(size=pl.Series(np.random.default_rng(1).normal(50, 8, 4_000)))
    odds = (frame["size"].to_numpy() - 50) / 8 * 0.7 - 1
    left = (np.random.default_rng(2).random(4_000) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    row = effects(settled(frame.with_columns(left=pl.Series(left))), 0).rows[0]
    assert (row["attribute"], row["what"], row["named"]) == ("size", "step", True)
    assert row["step"] == pytest.approx(8, rel=0.05)
    assert row["low"] < np.exp(0.7) < row["high"]


def test_the_planted_cause_comes_first() -> None:
    found = find_drivers(settled(people(price=1.0)))
    assert found.named == ["plan"]
    against = {row["group"] for row in found.effects if row["attribute"] == "plan"}
    assert against == {"plus", "team"}  # beside the most common, which is the one with the cause
    assert all(row["odds_ratio"] < 0.6 for row in found.effects if row["attribute"] == "plan")


def test_nothing_is_named_where_nothing_was_planted() -> None:
    found = find_drivers(settled(people(seed=1)))
    assert found.named == []
    assert found.sentences() == []
    assert min(row["p_adjusted"] for row in found.effects) > LEVEL
