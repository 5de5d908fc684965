"""`liuke predict uplift`: an experiment in, whom to contact out, without a workspace."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke
from tests.predict.uplift.tables import experiment, known

ASKED = ("--treatment", "arm", "--outcome", "left", "--lower-is-better", "--worth", "worth", "--cost", "2")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("experiment") / "experiment.csv"
    known(experiment(3_000)).drop("earned").write_csv(path)
    return path


@pytest.fixture(scope="module")
def told(file: Path) -> Answered:
    return liuke("predict", "uplift", file, *ASKED, "--capacity", "400", "--json")


def test_it_answers_in_one_document(told: Answered) -> None:
    assert told.code == 0, told.err
    answer = told.json
    assert (answer["customers"], answer["treated"]) == (3_000, 1_500)
    assert [one["policy"] for one in answer["policies"]] == ["uplift", "risk", "value_at_risk"]
    assert {one["learner"] for one in answer["learners"]} == {"dr", "s", "t", "x"}
    assert all(one["customers"] <= 400 for one in answer["policies"])
    assert len(answer["scores"]) == 3_000
    assert answer["scores"][0]["customer_id"] == "C00000001"


@pytest.mark.parametrize(("language", "expected"), [("en", "by value at risk"), ("zh", "按风险价值")])
def test_it_tells_a_person_whom_to_contact_and_why(file: Path, language: str, expected: str, tmp_path: Path) -> None:
    target = tmp_path / "scores.csv"
    answered = liuke("predict", "uplift", file, *ASKED, "--scores", target, "--lang", language)
    assert answered.code == 0, answered.err
    assert expected in answered.out
    assert "●" in answered.out
    assert pl.read_csv(target).height == 3_000


def test_a_refusal_says_what_is_needed(file: Path, tmp_path: Path) -> None:
    everybody = tmp_path / "everybody.csv"
    pl.read_csv(file).filter(pl.col("arm") == "treatment").write_csv(everybody)
    answered = liuke("predict", "uplift", everybody, *ASKED, "--json")
    assert (answered.code, answered.json["error"]["code"]) == (1, "uplift.no_control")
    few = tmp_path / "few.csv"
    pl.read_csv(file).head(300).write_csv(few)
    answered = liuke("predict", "uplift", few, *ASKED, "--json", "--lang", "en")
    assert (answered.code, answered.json["error"]["code"]) == (1, "uplift.too_few")
    assert "two halves" in answered.json["error"]["hint"]


def test_a_wrong_call_is_told_the_columns(file: Path) -> None:
    answered = liuke("predict", "uplift", file, "--treatment", "group", "--outcome", "left", "--json", "--lang", "en")
    assert (answered.code, answered.json["error"]["code"]) == (2, "uplift.column")
    assert "arm" in answered.json["error"]["hint"]
