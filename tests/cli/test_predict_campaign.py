"""`liuke add` takes treatments, a run learns from their campaign, and `liuke predict uplift` says whom to contact."""

import json
from pathlib import Path

import polars as pl
import pytest

from liuke.simulate.campaign import CampaignCompany, simulate_campaign
from liuke.simulate.experiment import Experiment
from tests.cli.conftest import Answered, liuke

SETTINGS = """
[uplift]
days = 60

[predict]
kinds = ["logistic"]
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> CampaignCompany:
    return simulate_campaign(Experiment(2_000, seed=1), tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def root(company: CampaignCompany, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with orders, tickets and treatments, run once."""
    root = tmp_path_factory.mktemp("campaign") / "shop"
    assert liuke("-w", root, "init", "--timezone", "UTC").code == 0
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    added = liuke("-w", root, "add", "--yes", company.orders, company.tickets, company.treatments)
    assert added.code == 0, added.err
    ran = liuke("-w", root, "run", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["uplift"] == {"model": "uplift@1", "refusal": None}
    return root


@pytest.fixture(scope="module")
def told(root: Path) -> Answered:
    return liuke("-w", root, "predict", "uplift", "--campaign", "win-back", "--capacity", "300", "--json")


def test_it_answers_of_the_campaign_and_of_today_in_one_document(told: Answered) -> None:
    assert told.code == 0, told.err
    answer = told.json
    assert answer["campaign"]["arms"] == {"control": 1_000, "treatment": 1_000}
    assert (answer["campaign"]["outcome"], answer["campaign"]["days"]) == ("kept", 60)
    assert answer["campaign"]["cost"] == 2.0
    assert [one["policy"] for one in answer["today"]["policies"]] == ["uplift", "risk", "value_at_risk"]
    assert all(one["customers"] <= 300 for one in answer["today"]["policies"])
    assert len(answer["scores"]) == answer["today"]["customers"] > 1_900


def test_the_scores_are_of_customers_as_they_are_now(told: Answered, company: CampaignCompany) -> None:
    truth = pl.read_parquet(company.truth)
    rows = pl.DataFrame(told.json["scores"]).join(truth, on="customer_id")
    assert rows.select(pl.corr("risk", "today_without")).item() > 0.9
    low, high = told.json["average"]["interval"]
    assert low <= truth["effect"].mean() <= high  # type: ignore[operator]


def test_it_says_what_the_run_has_kept(root: Path) -> None:
    answer = liuke("-w", root, "predict", "uplift", "--json").json
    run = root / "runs" / (root / "runs" / "published").read_text(encoding="utf-8").strip()
    card = json.loads((run / "models" / "uplift.json").read_text(encoding="utf-8"))
    assert card["answer"] == {name: of for name, of in answer.items() if name != "scores"}
    assert pl.read_parquet(run / "uplift.parquet").to_dicts() == answer["scores"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ("Whom to contact today", "by value at risk")), ("zh", ("今天该联系谁", "按风险价值"))],
)
def test_it_tells_a_person_and_writes_the_list(
    root: Path, language: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    target = tmp_path / "today.csv"
    answered = liuke("-w", root, "predict", "uplift", "--budget", "100", "--scores", target, "--lang", language)
    assert answered.code == 0, answered.err
    assert all(one in answered.out for one in expected)
    assert pl.read_csv(target).filter(pl.col("by_risk")).height <= 50


def test_the_model_is_listed_shown_and_not_compared(root: Path) -> None:
    listed = liuke("-w", root, "model", "list", "--json").json
    assert [one["id"] for one in listed["models"] if one["name"] == "uplift"] == ["uplift@1"]
    shown = liuke("-w", root, "model", "show", "uplift@1", "--json").json["models"][0]
    assert shown["champion"]
    assert shown["parameters"]["learner"] == shown["kind"]
    for language, expected in (("en", "whom contact keeps"), ("zh", "增益")):
        for name in ("uplift", "uplift@1"):
            answered = liuke("-w", root, "model", "show", name, "--lang", language)
            assert (answered.code, expected in answered.out) == (0, True), answered.err
    refused = liuke("-w", root, "model", "compare", "uplift@1", "uplift@1", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "model.uplift")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--campaign", "summer"), "uplift.campaign"),
        (("--arm", "letter"), "uplift.arm"),
        (("--outcome", "smiles"), "uplift.outcome"),
        (("--treatment", "arm"), "usage.option"),
        (("--worth", "history"), "usage.option"),
        (("--worth", "-5"), "usage.option"),
        (("--cost", "nan"), "usage.option"),
        (("--cost", "inf"), "usage.option"),
        (("x.csv", "--campaign", "win-back"), "usage.option"),
        (("x.csv", "--treatment", "arm"), "usage.option"),
    ],
)
def test_a_wrong_call_is_told_what_would_be_right(root: Path, arguments: tuple[str, ...], code: str) -> None:
    answered = liuke("-w", root, "predict", "uplift", *arguments, "--json")
    assert (answered.code, answered.json["error"]["code"]) == (2, code)
    assert answered.json["error"]["hint"]


def test_an_outcome_that_is_not_over_is_refused_with_the_day(root: Path) -> None:
    answered = liuke("-w", root, "predict", "uplift", "--days", "90", "--json", "--lang", "en")
    assert (answered.code, answered.json["error"]["code"]) == (1, "uplift.too_early")
    assert "May 29, 2026" in answered.json["error"]["hint"]


def test_a_workspace_without_treatments_is_told_to_add_some(shop: Path) -> None:
    answered = liuke("-w", shop, "predict", "uplift", "--json")
    assert (answered.code, answered.json["error"]["code"]) == (1, "uplift.no_campaign")


@pytest.mark.parametrize(("language", "expected"), [("en", "Whom contact keeps"), ("zh", "联系谁才有用")])
def test_the_report_has_a_section_of_it(root: Path, language: str, expected: str, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert liuke("-w", root, "report", "--output", target, "--lang", language).code == 0
    page = target.read_text(encoding="utf-8")
    assert expected in page
    assert 'data-chart="qini"' in page
    assert 'data-chart="uplift_policies"' in page
