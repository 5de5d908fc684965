"""In a notebook: one labelled table, and the same that `liuke predict table` says."""

from pathlib import Path

import polars as pl
import pytest

from liuke.errors import DataError, UsageError
from liuke.predict import Prediction, table
from liuke.predict.labelled_table import How
from tests.cli.conftest import liuke
from tests.predict.labelled_table.members import members

QUICK = How(("logistic",))


@pytest.fixture(scope="module")
def found() -> Prediction:
    return table(members(), "churn", how=QUICK, language="en")


def test_the_answer_is_that_of_the_command(found: Prediction, tmp_path: Path) -> None:
    members().write_csv(tmp_path / "members.csv")
    call = liuke("predict", "table", tmp_path / "members.csv", "--label", "churn", "--model", "logistic", "--json")
    told = call.json
    assert found.card
    assert found.card["winner"] == told["winner"]
    assert found.card["models"] == told["models"]
    assert found.scores["probability"].to_list() == [row["probability"] for row in told["scores"]]


def test_ids_are_as_the_frame_has_them() -> None:
    frame = members().drop("customer_id").with_columns(id=pl.int_range(10, pl.len() + 10))
    assert table(frame, "churn", how=QUICK).scores["id"].to_list() == frame["id"].to_list()


def test_reasons_are_a_row_each_in_words(found: Prediction) -> None:
    assert found.reasons.columns[:3] == ["id", "place", "said"]
    assert set(found.reasons["feature"]) <= set(members().columns)
    assert found.reasons["said"].str.contains(" is ").all()
    assert found.speaking("zh").reasons["said"].str.contains("为|未知").all()


def test_figures_are_a_row_a_kind() -> None:
    both = table(members(), "churn", how=How(("logistic", "boosted")))
    assert set(both.figures["model"]) == {"logistic", "boosted"}
    assert both.figures["used"].sum() == 1
    assert (both.figures["auc_low"] <= both.figures["auc"]).all()


def test_those_who_left_already_do_not_stand_first(found: Prediction) -> None:
    assert found.first["label"].max() == 0
    assert found.first["probability"].is_sorted(descending=True)


def test_too_few_rows_are_an_answer_that_says_what_is_needed() -> None:
    few = table(members().head(60), "churn", language="en")
    assert few.card is None
    assert few.scores.is_empty()
    assert few.reasons.is_empty()
    assert few.refusal
    assert "At least 100 customers are needed" in few.refusal.en
    assert "At least 100 customers" in few._repr_html_()


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="no column “gone”") as caught:
        table(members(), "gone", language="en")
    assert any("The columns are" in note for note in caught.value.__notes__)


def test_an_id_that_stands_twice_is_told() -> None:
    with pytest.raises(DataError, match="does not stand for one row"):
        table(members().with_columns(id=pl.lit(1)), "churn", id="id")


def test_a_column_called_like_an_id_is_kept_where_a_person_says_so() -> None:
    frame = members().drop("customer_id").with_columns(user_num=pl.Series([1, 2, 5, 9] * 200), id=pl.int_range(800))
    kept = table(frame, "churn", keep=("user_num",), how=QUICK)
    assert kept.scores["id"].to_list() == frame["id"].to_list()


def test_names_with_spaces_around_them_are_found() -> None:
    found = table(members(), " churn ", id="customer_id ", how=QUICK)
    assert found.scores["id"].to_list() == members()["customer_id"].to_list()
    assert "“churn”" in found.title.en
