"""`liuke predict table`: one file in, models and scores out, without a workspace."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke
from tests.predict.labelled_table.members import members

QUICK = ("--model", "boosted", "--model", "logistic")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("members") / "members.csv"
    members(500).write_csv(path)
    return path


@pytest.fixture(scope="module")
def told(file: Path) -> Answered:
    return liuke("predict", "table", file, "--label", "churn", *QUICK, "--json")


def test_it_answers_in_one_document(told: Answered) -> None:
    assert told.code == 0, told.err
    answer = told.json
    assert answer["winner"] in {"boosted", "logistic"}
    assert answer["shape"]["name"] == "table"
    assert len(answer["scores"]) == 500
    for model in answer["models"]:
        assert set(model["intervals"]) <= set(model["metrics"])
        assert {"auc", "pr_auc", "log_loss", "brier", "calibration_slope", "top_decile_lift", "empc"} <= set(
            model["metrics"]
        )


def test_it_tells_a_person_who_wins_and_who_is_at_risk(file: Path) -> None:
    english = liuke("predict", "table", file, "--label", "churn", *QUICK, "--lang", "en")
    chinese = liuke("predict", "table", file, "--label", "churn", *QUICK, "--lang", "zh")
    assert "●" in english.out
    assert "additive trees" in english.out
    assert "contract is monthly" in english.out
    assert "加性树模型" in chinese.out
    assert "contract 为 monthly" in chinese.out
    assert english.code == chinese.code == 0


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_all_scores_are_written_to_a_file(file: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"scores.{form}"
    answered = liuke("predict", "table", file, "--label", "churn", "--model", "logistic", "--scores", target)
    assert answered.code == 0, answered.err
    frame = pl.read_csv(target) if form == "csv" else pl.read_parquet(target)
    assert frame.columns == ["id", "label", "probability", "low", "high", "reasons"]
    assert frame["id"].to_list() == members(500)["customer_id"].to_list()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--label", "gone"), 2, "There is no column “gone”"),
        (("--label", "churn", "--positive", "Maybe"), 2, "never says “Maybe”"),
        (("--label", "town"), 2, "cannot be told"),
        (("--label", "churn", "--id", "nobody"), 2, "no id column"),
        (("--label", "churn", "--id", "town"), 1, "does not stand for one row"),
        (("--label", "churn", "--keep", "moon"), 2, "no column “moon”"),
        (("--label", "churn", "--model", "oracle"), 2, "no kind of model “oracle”"),
        (("--label", "churn", "--scores", "scores.doc"), 2, "no format"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answered = liuke("predict", "table", file, *arguments, "--lang", "en")
    assert answered.code == code
    assert said in answered.err
    assert answered.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    answered = liuke("predict", "table", tmp_path / "none.csv", "--label", "churn", "--lang", "en")
    assert answered.code == 1
    assert "none.csv" in answered.err


def test_thirty_customers_are_refused_with_what_is_needed(tmp_path: Path) -> None:
    members(30).write_csv(tmp_path / "few.csv")
    answered = liuke("predict", "table", tmp_path / "few.csv", "--label", "churn", "--lang", "zh", "--json")
    assert answered.code == 1
    assert answered.json["error"]["code"] == "table.too_few"
    assert "100" in answered.json["error"]["hint"]


def test_rows_left_out_and_names_with_spaces_are_told(file: Path, tmp_path: Path) -> None:
    """A header is often copied with the space after it; a row that broke is not lost without a word."""
    broken = tmp_path / "broken.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[0], lines[4] = lines[0].replace("churn", "Churn Flag "), lines[4] + ",more"
    broken.write_text("\n".join(lines), encoding="utf-8")
    answered = liuke("predict", "table", broken, "--label", "Churn Flag ", "--id", " customer_id ", *QUICK, "--json")
    assert answered.code == 0, answered.err
    assert len(answered.json["scores"]) == 499
    assert "首个为第 4 行" in answered.json["warnings"][0]["zh"]
    assert "row 4" in answered.json["warnings"][0]["en"]


def test_customers_with_several_rows_are_refused(tmp_path: Path) -> None:
    frame = members(300)
    pl.concat([frame, frame]).write_csv(tmp_path / "twice.csv")
    answered = liuke("predict", "table", tmp_path / "twice.csv", "--label", "churn", "--json")
    assert answered.code == 1
    assert (answered.json["error"]["code"], answered.json["error"]["row"]) == ("table.id_twice", 301)
