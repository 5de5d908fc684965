"""`liuke drivers`: of a labelled table and of the published run, what a person reads, and wrong questions."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke
from tests.predict.labelled_table.members import members

HAN = re.compile("[\u4e00-\u9fff]")
DOCUMENT = {
    "snapshot", "horizon_days", "outcome", "customers", "left", "share", "low", "high", "learnt", "level",
    "named", "attributes", "left_out", "warnings", "note", "effects", "views", "tree", "paths",
}  # fmt: skip
EFFECT = {
    "place", "at", "attribute", "named", "chi_square", "freedom", "p_value", "p_adjusted", "inflation", "what", "group",
    "against", "step", "customers", "left", "odds_ratio", "low", "high",
}  # fmt: skip
VIEW = {
    "place", "attribute", "at", "what", "group", "from", "to", "customers", "left", "share", "low", "high",
}  # fmt: skip
NODE = {
    "node", "parent", "yes", "depth", "attribute", "test", "group", "limit", "unknown", "customers", "left", "share",
    "low", "high",
}  # fmt: skip

type Call = Callable[..., Answered]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drivers") / "members.csv"
    members(1_500).write_csv(path)
    return path


def test_a_labelled_table_is_answered_with_the_stated_document(table: Path) -> None:
    told = liuke("drivers", table, "--label", "churn", "--json").json
    assert set(told) == DOCUMENT
    assert (set(told["effects"][0]), set(told["views"][0]), set(told["tree"][0])) == (EFFECT, VIEW, NODE)
    assert set(told["paths"][0]) == {"node", "text"}
    assert told["customers"] == 1_500
    assert told["named"][:2] in (["contract", "tenure"], ["tenure", "contract"])
    assert "town" not in told["named"]
    assert told["attributes"]["tenure"] == {
        "label": {"en": "tenure", "zh": "tenure"},
        "kind": "number",
        "unit": "number",
    }
    assert told["effects"][0]["place"] == 1
    assert (told["snapshot"], told["outcome"]) == (None, {"en": "left", "zh": "流失"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_effects_paths_and_that_it_is_no_cause(table: Path, language: str) -> None:
    told = liuke("drivers", table, "--label", "churn", "--lang", language)
    assert told.code == 0
    words = {
        "en": ("customers left", "rather than monthly", "Paths to leaving", "left (", "not what causes it"),
        "zh": ("流失", "（对比 monthly）", "流失路径", "不是原因", "几率"),
    }[language]
    for one in words:
        assert one in told.out
    assert bool(HAN.search(told.out)) == (language == "zh")


def test_one_attribute_is_shown_alone(table: Path) -> None:
    told = liuke("drivers", table, "--label", "churn", "--by", "contract", "--lang", "en")
    frame = pl.read_csv(table)
    for name in ("monthly", "yearly", "two years"):
        part = frame.filter(pl.col("contract") == name)
        share = (part["churn"] == "Yes").mean()
        assert f"{share:.1%}" in told.out
    assert "Paths" not in told.out


def test_a_column_that_knows_the_outcome_is_refused_and_may_be_kept(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "leak.csv"
    pl.read_csv(table).with_columns(refund=pl.when(pl.col("churn") == "Yes").then(1).otherwise(0)).write_csv(path)
    told = liuke("drivers", path, "--label", "churn", "--json").json
    assert "refund" in told["left_out"]
    assert any("refund" in one["en"] for one in told["warnings"])
    kept = liuke("drivers", path, "--label", "churn", "--keep", "refund", "--json").json
    assert "without exception" in kept["left_out"]["refund"]["en"]


def test_an_outcome_that_is_no_leaving_is_called_by_its_name(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "won.csv"
    pl.read_csv(table).rename({"churn": "converted"}).write_csv(path)
    told = liuke("drivers", path, "--label", "converted", "--json").json
    assert told["outcome"]["en"] == "with “converted” = “Yes”"
    assert "converted" in told["paths"][0]["text"]["zh"]


def test_a_column_called_left_is_an_attribute_like_any_other(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "left.csv"
    pl.read_csv(table).rename({"tenure": "left"}).write_csv(path)
    told = liuke("drivers", path, "--label", "churn", "--json").json
    assert told["attributes"]["left "]["label"]["en"] == "left"
    assert "left " in told["named"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "drivers.no_label"),
        (("--label", "nobody"), "table.no_label"),
        (("--label", "churn", "--positive", "maybe"), "table.positive"),
        (("--label", "churn", "--id", "nobody"), "table.no_id"),
        (("--label", "churn", "--by", "nobody"), "drivers.by"),
    ],
)
def test_a_wrong_question_is_told_so(table: Path, options: tuple[str, ...], code: str) -> None:
    told = liuke("drivers", table, *options, "--json")
    assert told.code == 2
    assert told.json["error"]["code"] == code


@pytest.mark.parametrize(("rows", "code"), [(30, "table.too_few"), (0, "table.one_label")])
def test_too_few_customers_are_refused(table: Path, tmp_path: Path, rows: int, code: str) -> None:
    path = tmp_path / "few.csv"
    frame = pl.read_csv(table)
    (frame.head(rows) if rows else frame.filter(pl.col("churn") == "No")).write_csv(path)
    told = liuke("drivers", path, "--label", "churn", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, code)


def test_the_published_run_answers_with_the_same_document(call: Call) -> None:
    told, manifest = call("drivers", "--json").json, call("status", "--json").json
    assert set(told) == DOCUMENT
    assert (told["snapshot"], told["horizon_days"]) == (
        manifest["explain"]["drivers"]["snapshot"], manifest["explain"]["drivers"]["horizon_days"],
    )  # fmt: skip
    assert {name: told[name] for name in manifest["explain"]["drivers"]} == manifest["explain"]["drivers"]
    assert told["attributes"]["recency_days"]["unit"] == "days"
    assert told["views"]


def test_options_of_a_table_need_one(call: Call) -> None:
    told = call("drivers", "--label", "churn", "--json")
    assert (told.code, told.json["error"]["code"]) == (2, "drivers.no_file")


def test_the_pace_is_compared_in_a_run_and_not_in_a_table(call: Call, table: Path) -> None:
    told = call("drivers", "--timing", "--json").json
    assert set(told) == {
        "as_of", "since", "stays", "lost", "concordance", "log_likelihood", "effects", "left_out", "note",
    }  # fmt: skip
    assert set(told["effects"][0]) == {
        "attribute", "group", "against", "hazard_ratio", "low", "high", "p_value", "p_adjusted", "named",
    }  # fmt: skip
    for language, words in (("en", "stays"), ("zh", "留存")):
        assert words in call("drivers", "--timing", "--lang", language).out
    wrong = liuke("drivers", table, "--label", "churn", "--timing", "--json")
    assert (wrong.code, wrong.json["error"]["code"]) == (2, "drivers.no_time")


def test_the_report_has_the_section(call: Call, shop: Path) -> None:
    assert call("report", "--lang", "en").code == 0
    page = (shop / "report-en.html").read_text(encoding="utf-8")
    assert '<section id="drivers"' in page
    assert "What sets leavers apart" in page
    assert "not what causes it" in page
