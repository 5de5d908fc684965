"""Columns that know the outcome are refused without being told, and honest ones are not."""

import numpy as np
import polars as pl
import pytest

from liuke.predict.labelled_table import How, predict_table
from tests.predict.labelled_table.members import members

LINEAR = How(("logistic",))


def _with(column: pl.Series, rows: int = 800, seed: int = 0) -> pl.DataFrame:
    return members(rows, seed).with_columns(column.alias("planted"))


@pytest.mark.parametrize("seed", range(10))
def test_a_number_from_the_future_is_caught_every_time(seed: int) -> None:
    frame = members(400, seed)
    random = np.random.default_rng(seed)
    after = (frame["churn"] == "Yes").to_numpy() * 3 + random.normal(0, 0.8, 400)
    found = predict_table(frame.with_columns(planted=after), "churn", how=LINEAR)
    assert "planted" in found.left_out
    assert "planted" not in found.design.names


def test_a_value_only_leavers_have_is_caught() -> None:
    """Such as the reason why they left, or the day on which they cancelled."""
    left = members()["churn"] == "Yes"
    reasons = pl.Series(np.random.default_rng(1).choice(["price", "moved", "service"], 800)).set(~left, None)
    assert "planted" in predict_table(_with(reasons), "churn", how=LINEAR).left_out
    days = pl.Series(np.random.default_rng(1).integers(0, 300, 800).astype(float)).set(~left, None)
    assert "planted" in predict_table(_with(days), "churn", how=LINEAR).left_out


def test_a_note_that_decides_both_ways_is_caught() -> None:
    """Half of the rows have no note, so that alone it ranks badly; where there is one, it is the verdict."""
    random = np.random.default_rng(3)
    left = (members()["churn"] == "Yes").to_numpy()
    note = np.where(left, "gone for good", "keeps us")
    note[random.random(800) < 0.02] = "unsure"
    notes = pl.Series(note).set(pl.Series(random.random(800) < 0.5), None)
    found = predict_table(_with(notes), "churn", how=LINEAR)
    assert "decide it both ways" in found.left_out["planted"].en
    assert any("--keep planted" in warning.en for warning in found.warnings)


def test_a_number_of_a_state_that_decides_is_caught() -> None:
    """2 and 5 are the states of who left; as a quantity it neither rises nor falls with the risk."""
    random = np.random.default_rng(4)
    left = (members()["churn"] == "Yes").to_numpy()
    state = np.where(left, random.choice([2, 5], 800), random.choice([1, 3, 6], 800))
    assert "planted" in predict_table(_with(pl.Series(state)), "churn", how=LINEAR).left_out
    half = pl.Series(state).set(pl.Series(random.random(800) < 0.5), 4)
    assert "decide it both ways" in predict_table(_with(half), "churn", how=LINEAR).left_out["planted"].en


def test_a_column_is_kept_where_a_person_says_so() -> None:
    left = (members()["churn"] == "Yes").to_numpy().astype(float)
    found = predict_table(_with(pl.Series(left + 0.0)), "churn", keep=("planted",), how=LINEAR)
    assert "planted" in found.design.names
    assert any("better than such tables honestly give" in warning.en for warning in found.warnings)


@pytest.mark.parametrize("seed", range(6))
def test_strong_honest_columns_raise_no_alarm(seed: int) -> None:
    found = predict_table(members(800, seed), "churn", how=LINEAR)
    assert found.left_out == {}
    assert found.warnings == ()


def test_an_id_given_in_the_order_of_the_outcome_is_not_learnt_from() -> None:
    frame = members().sort("churn").with_columns(ticket=pl.Series(range(800)))
    found = predict_table(frame, "churn", how=LINEAR)
    assert "ticket" in found.left_out
    assert "customer_id" not in found.design.names
