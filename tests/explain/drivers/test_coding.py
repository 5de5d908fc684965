"""What is unknown, constant, rare or scattered: told openly, or left out with the reason."""

import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError
from liuke.explain.drivers import find_drivers
from liuke.explain.drivers.coding import OTHER, coded, matrix
from liuke.explain.drivers.effects import effects
from tests.explain.drivers.made_up import people, settled

RANDOM = np.random.default_rng(5)


def table(rows: int = 400, **columns: object) -> pl.DataFrame:
    left = np.arange(rows) % 3 == 0
    return pl.DataFrame({"left": left.astype(np.int8), **columns})


def test_an_unknown_number_stands_at_the_median_and_is_told_beside_it() -> None:
    values = [None if at % 4 == 0 else float(at % 50) for at in range(400)]
    asked = settled(table(age=values))
    coding = coded(asked)
    step, unknown = coding.parts
    assert (step.what, unknown.what) == ("step", "unknown")
    rows = matrix(coding, coding.parts, asked.frame)
    missing = np.array([value is None for value in values])
    assert (rows[missing, 0] == 0).all()
    assert (rows[:, 1] == missing).all()


def test_an_effect_of_the_unknown_is_told_and_hurts_no_other() -> None:
    random = np.random.default_rng(2)
    missing = random.random(3_000) < 0.3
    left = random.random(3_000) < np.where(missing, 0.5, 0.2)
    values = np.where(missing, np.nan, random.normal(40, 10, 3_000))
    frame = pl.DataFrame({"left": left.astype(np.int8), "age": pl.Series(values)})
    rows = {row["what"]: row for row in effects(settled(frame), 0).rows}
    assert rows["unknown"]["low"] < (0.5 / 0.5) / (0.2 / 0.8) < rows["unknown"]["high"]
    assert rows["step"]["low"] < 1 < rows["step"]["high"]
    assert rows["unknown"]["customers"] == missing.sum()
    assert rows["unknown"]["left"] == left[missing].sum()


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ([1.0] * 400, "same value"),
        ([1.0] * 399 + [2.0], "same value"),
        (["a"] * 390 + ["b"] * 10, "same value"),
        ([float("nan")] * 400, "100.0% of it is not known"),
        ([float("inf")] * 400, "100.0% of it is not known"),
        ([None] * 397 + [1.0, 2.0, 3.0], "99.3% of it is not known"),
        ([None] * 400, "100.0% of it is not known"),
        ([f"town {at % 200}" for at in range(400)], "200 different values"),
        ([" "] * 400, "100.0% of it is not known"),
    ],
)
def test_a_column_that_says_nothing_is_left_out_with_its_reason(column: list[object], why: str) -> None:
    asked = settled(table(size=RANDOM.normal(size=400), column=pl.Series(column, strict=False)))
    found = find_drivers(asked)
    assert why in found.left_out["column"].en
    assert {row["attribute"] for row in found.effects} == {"size"}


def test_one_column_alone_that_says_nothing_is_no_error() -> None:
    found = find_drivers(settled(table(column=["a"] * 400)))
    assert (found.effects, found.named, found.sentences()) == ((), [], [])
    assert len(found.nodes) == 1


def test_rare_groups_are_one_and_the_most_common_is_what_others_stand_beside() -> None:
    towns = ["A"] * 200 + ["B"] * 100 + [f"T{at}" for at in range(100)]
    coding = coded(settled(table(town=towns)))
    assert [(part.group, part.against) for part in coding.parts] == [("B", "A"), (OTHER, "A")]


def test_hundreds_of_groups_are_told_by_the_twenty_most_common() -> None:
    towns = [f"T{int(at**0.5)}" for at in range(40_000)]
    left = np.arange(40_000) % 3 == 0
    asked = settled(pl.DataFrame({"left": left.astype(np.int8), "town": towns}))
    coding = coded(asked)
    assert len(coding.parts) == 20
    assert coding.parts[-1].group == OTHER
    found = find_drivers(asked)
    assert sum(row["customers"] for row in found.views) == 40_000
    assert found.named == []


def test_a_group_that_nobody_left_has_no_ratio_and_still_counts() -> None:
    frame = people(2_000, 3, noise=1).with_columns(
        gold=pl.when(pl.col("left") == 0).then(pl.int_range(pl.len()) % 3 == 0).otherwise(False)
    )
    (row,) = [row for row in effects(settled(frame), 0).rows if row["attribute"] == "gold"]
    assert (row["group"], row["left"], row["odds_ratio"], row["low"], row["high"]) == ("true", 0, None, None, None)
    assert row["named"]
    assert row["place"] == 1


@pytest.mark.parametrize("kind", ["word", "number", "step"])
def test_what_tells_fates_without_exception_is_refused(kind: str) -> None:
    frame = people(1_000, 4, noise=1)
    gone = pl.col("left") == 1
    leak = {
        "word": pl.when(gone).then(pl.lit("closed")).otherwise(pl.lit("open")),
        "number": pl.when(gone).then(5.0).otherwise(1.0) + pl.int_range(pl.len()) % 7 / 10,
        "step": pl.when(gone).then(1).otherwise(0),
    }[kind]
    found = find_drivers(settled(frame.with_columns(leak=leak)))
    assert "without exception" in found.left_out["leak"].en
    assert "leak" not in found.named
    assert len(found.nodes) == 1  # nor does the tree ask for it


@pytest.mark.parametrize(
    ("rows", "gone"), [(30, 10), (400, 0), (400, 400), (400, 5), (400, 396)], ids=["30", "none", "all", "5", "few stay"]
)
def test_too_few_to_tell_are_refused_with_what_is_needed(rows: int, gone: int) -> None:
    frame = pl.DataFrame({"left": [1] * gone + [0] * (rows - gone), "size": RANDOM.normal(size=rows)})
    with pytest.raises(DataError) as caught:
        find_drivers(settled(frame))
    assert caught.value.code == "drivers.too_few"
    assert str(gone) in caught.value.message.en
    assert "25" in caught.value.hint.zh


def test_no_column_is_refused() -> None:
    with pytest.raises(DataError, match="no attribute") as caught:
        find_drivers(settled(table()))
    assert caught.value.code == "drivers.no_columns"


def test_few_leavers_carry_few_groups_and_it_is_said() -> None:
    """Thirty leavers are enough for six groups at most; a word of eleven is not compared."""
    frame = people(600, 2, base=-2.6, noise=2).with_columns(town=pl.Series([f"T{at % 11}" for at in range(600)]))
    gone = int(frame["left"].sum())
    assert 25 <= gone < 50
    found = effects(settled(frame), 0)
    assert f"only for {gone}" in found.left_out["town"].en or f"for {gone} customers" in found.left_out["town"].en
    assert "plan" not in found.left_out


def test_an_outlier_makes_no_effect() -> None:
    """The largest amount is a thousand times the others: effects are by numbers held to their 99th percentile."""
    frame = people(2_000, 6, noise=0).with_columns(spent=pl.Series(np.random.default_rng(8).normal(50, 10, 2_000)))
    wild = frame.with_columns(spent=pl.when(pl.int_range(pl.len()) == 7).then(50_000.0).otherwise("spent"))
    calm, moved = (
        next(row for row in effects(settled(one), 0).rows if row["attribute"] == "spent") for one in (frame, wild)
    )
    assert moved["odds_ratio"] == pytest.approx(calm["odds_ratio"], abs=0.02)
    assert moved["step"] == pytest.approx(calm["step"], rel=0.02)
