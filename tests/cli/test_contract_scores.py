"""A business of contracts alone gets scores too: of who is under contract, with reasons."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from liuke.simulate import simulate, subscription
from tests.cli.conftest import liuke


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("club")
    company = simulate(replace(subscription(2_500), seed=4), folder / "files")
    assert liuke("-w", folder / "club", "init").code == 0
    for path in (company.subscriptions, company.customers):
        assert liuke("-w", folder / "club", "add", path, "--yes").code == 0
    assert liuke("-w", folder / "club", "run").code == 0
    return folder / "club"


def test_the_manifest_says_which_shape_was_found_and_why(club: Path) -> None:
    (path,) = (club / "runs").glob("*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["shape"] == "contracts"
    assert "not renewed within 7 days" in manifest["shape_why"]["en"]
    assert f"{manifest['horizon_days']} 天" in manifest["shape_why"]["zh"]
    assert manifest["model"]["name"] == "churn"
    assert ["The value of contracts needs" in one["en"] for one in manifest["refusals"]] == [True]


def test_who_is_under_contract_has_a_score_and_nobody_else(club: Path) -> None:
    (path,) = (club / "runs").glob("*/score.parquet")
    score, contract = pl.read_parquet(path), pl.read_parquet(path.with_name("contract.parquet"))
    as_of = json.loads(path.with_name("manifest.json").read_text(encoding="utf-8"))["as_of"]
    last = pl.lit(as_of).str.to_date()
    running = contract.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") > last))
    assert score["customer_id"].to_list() == sorted(set(running["customer_id"]))
    assert (score["probability_low"] <= score["probability"]).all()
    assert (score["probability"] <= score["probability_high"]).all()
    assert score["clv"].null_count() == score.height  # no contract of this club has a term: its value is refused
    assert set(score["stage"]) == {"active"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_customers_are_listed_with_reasons(club: Path, language: str) -> None:
    told = liuke("-w", club, "customers", "--limit", "3", "--lang", language)
    assert told.code == 0
    rows = liuke("-w", club, "customers", "--limit", "3", "--json").json["rows"]
    assert [row["probability"] for row in rows] == sorted((row["probability"] for row in rows), reverse=True)
    assert all(row["reasons"] for row in rows)
    one = liuke("-w", club, "customer", rows[0]["customer_id"], "--json").json
    assert one["customer"]["customer_id"] == rows[0]["customer_id"]
    assert one["orders"] == []


def test_the_card_tells_of_peers_and_of_the_plan(club: Path) -> None:
    (card,) = liuke("-w", club, "model", "show", "churn", "--json").json["models"]
    assert {"peers_channel_lost_90", "contract_days"} <= set(card["trained_on"]["features"])
    assert set(card["baselines"]) == {"logistic"}
    assert {"logistic", "boosted", "trees"} == set(card["figures"])
    assert liuke("-w", club, "report").code == 0
