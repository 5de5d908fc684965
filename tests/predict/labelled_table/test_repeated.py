"""Customers with several rows are not learnt from and tested on without a word."""

import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError
from liuke.predict.labelled_table import How, predict_table
from liuke.predict.labelled_table.ids import find_id
from tests.predict.labelled_table.members import members

LINEAR = How(("logistic",))


def _thrice(name: str = "customer_id") -> pl.DataFrame:
    """Return three rows each of 400 customers whose label is a lot."""
    random = np.random.default_rng(0)
    once = pl.DataFrame(
        {
            name: np.arange(400) * 7919 % 100_003,
            "spend": random.normal(50, 10, 400),
            "visits": random.poisson(6, 400),
            "churn": random.permutation(np.repeat(["Yes", "No"], 200)),
        }
    )
    return pl.concat([once, once, once])


@pytest.mark.parametrize("name", ["customer_id", "id", "Member No", "CLIENTNUM", "客户编号", "编号", "用户id"])
def test_rows_of_one_customer_are_refused(name: str) -> None:
    """Learnt from in one fold, they are recognised in the next: a label by lot would look foretold."""
    with pytest.raises(DataError) as caught:
        predict_table(_thrice(name), "churn", how=LINEAR)
    assert (caught.value.code, caught.value.row, caught.value.column) == ("table.id_twice", 401, name)
    assert f"--keep {name}" in caught.value.hint.en.replace('"', "")


def test_a_number_of_the_row_does_not_hide_that_customers_repeat() -> None:
    for name in ("row_id", "id"):
        with pytest.raises(DataError, match="does not stand for one row"):
            predict_table(_thrice().with_columns(pl.int_range(1201, 1, -1).alias(name)), "churn", how=LINEAR)


def test_an_id_with_a_gap_is_refused() -> None:
    frame = members().with_columns(customer_id=pl.Series([None, *range(799)]))
    with pytest.raises(DataError) as caught:
        predict_table(frame, "churn", how=LINEAR)
    assert caught.value.row == 1


def test_an_id_that_customers_share_is_not_learnt_from() -> None:
    """Several members of one account: each row is a customer, yet their account's number says nothing but who."""
    frame = members().with_columns(account_id=pl.Series(range(800)) // 2)
    found = predict_table(frame, "churn", how=LINEAR)
    assert found.scores["id"].to_list() == frame["customer_id"].to_list()
    assert "account_id" not in found.design.names
    assert "several rows" in found.left_out["account_id"].en
    assert any("“account_id”" in warning.en for warning in found.warnings)


def test_what_a_row_is_may_be_told_and_what_repeats_is_said() -> None:
    frame = _thrice().with_columns(contract=pl.Series(range(1200)) * 3)
    found = predict_table(frame, "churn", id="contract", how=LINEAR)
    assert "customer_id" in found.left_out
    assert any("“customer_id”" in warning.zh for warning in found.warnings)


def test_a_count_that_is_called_like_an_id_is_used_where_a_person_says_so() -> None:
    frame = members().drop("customer_id").with_columns(user_num=pl.Series([1, 2, 5, 9] * 200))
    with pytest.raises(DataError):
        predict_table(frame, "churn", how=LINEAR)
    found = predict_table(frame, "churn", keep=("user_num",), how=LINEAR)
    assert "user_num" in found.design.names


@pytest.mark.parametrize("name", ["code", "number", "no", "zip code"])
def test_a_name_that_may_mean_anything_is_no_id_where_it_repeats(name: str) -> None:
    frame = members().drop("customer_id").with_columns(pl.Series(name, [1, 2, 5, 9] * 200))
    assert find_id(frame, "churn", None)[0] is None
    assert name in predict_table(frame, "churn", how=LINEAR).design.names


def test_rows_that_are_the_same_throughout_are_counted() -> None:
    frame = members().drop("customer_id")
    again = predict_table(pl.concat([frame, frame.head(3)]), "churn", how=LINEAR)
    once = predict_table(frame, "churn", how=LINEAR)
    assert any("earlier one in every column: 3." in warning.en for warning in again.warnings)
    assert not any("every column" in warning.en for warning in once.warnings)
