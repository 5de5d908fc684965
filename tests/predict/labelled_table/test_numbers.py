"""Whole numbers that differ for everybody are ids only where something says so; incomes and balances are used."""

import numpy as np
import polars as pl
import pytest

from liuke.predict.labelled_table import How, predict_table
from liuke.predict.labelled_table.attributes import choose_attributes
from tests.predict.labelled_table.members import members

LINEAR = How(("logistic",))


def _different(rows: int = 800, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).choice(np.arange(20_000, 90_000), rows, replace=False)


@pytest.mark.parametrize("kind", [pl.Int64, pl.Float64, pl.UInt32])
def test_an_income_of_ones_own_is_used(kind: type[pl.DataType]) -> None:
    income = pl.Series("income", _different()).cast(kind)
    assert income.n_unique() == 800
    chosen = choose_attributes(members().drop("customer_id", "churn").with_columns(income))
    assert "income" in [one.name for one in chosen.attributes]


def test_a_balance_that_tells_who_leaves_is_learnt_from() -> None:
    balance = _different()
    odds = (balance - balance.mean()) / balance.std()
    left = np.random.default_rng(5).random(800) < 1 / (1 + np.exp(-2 * odds))
    frame = members().with_columns(balance=pl.Series(balance), churn=pl.Series(np.where(left, "Yes", "No")))
    found = predict_table(frame, "churn", how=LINEAR)
    assert next(iter(found.weights)) == "balance"
    assert found.figures["logistic"]["auc"] > 0.8


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("ticket", np.random.default_rng(1).permutation(800) + 500_000),
        pl.Series("loyalty", np.random.default_rng(1).permutation(1500)[:800]),
        pl.Series("serial", np.sort(_different())),
        pl.Series("serial", -np.sort(_different())),
        *(
            pl.Series(name, _different())
            for name in ("order_no", "ContractId", "policyID", "手机号", "合同编号", "Number")
        ),
    ],
    ids=lambda column: column.name,
)
def test_what_counts_rows_or_is_called_a_number_is_an_id(column: pl.Series) -> None:
    chosen = choose_attributes(members().drop("customer_id", "churn").with_columns(column))
    assert column.name in chosen.left_out


@pytest.mark.parametrize("name", ["paid", "grid", "plano", "Casino", "covid"])
def test_a_word_that_only_ends_like_one_is_none(name: str) -> None:
    chosen = choose_attributes(members().drop("customer_id", "churn").with_columns(pl.Series(name, _different())))
    assert name not in chosen.left_out
