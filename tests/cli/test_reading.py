"""What a person reads on a terminal: their language, names instead of codes, and marks where a number says little."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.cli.models import FIGURES, KINDS, NAMES
from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]


def test_a_person_gets_tables_in_their_language(call: Call) -> None:
    assert "流失率" in call("metric", "churn_rate", "--lang", "zh").out
    assert "Churn rate" in call("metric", "churn_rate", "--lang", "en").out
    assert "高" in call("customers", "--lang", "zh", "--risk", "high").out
    assert "群组" in call("cohorts", "--lang", "zh").out
    assert "数据截至" in call("status", "--lang", "zh").out


def test_segments_and_stages_are_named_and_not_coded(call: Call) -> None:
    told = call("customers", "--lang", "zh", "--stage", "lost", "--limit", "5").out
    assert not re.search("[a-z]+_[a-z]+|lost", told)


def test_several_risks_and_stages_may_be_asked_for_by_id_or_name(call: Call) -> None:
    rows = call("customers", "--risk", "high,medium", "--stage", "沉默,active", "--json").json["rows"]
    assert {row["risk"] for row in rows} == {"high", "medium"}
    assert {row["stage"] for row in rows} == {"dormant", "active"}


def test_it_says_how_many_of_a_list_are_lost_already(call: Call) -> None:
    told = call("customers", "--risk", "high", "--sort", "recency_days", "--limit", "3")
    assert "3 of these 3 are lost already" in told.err
    assert call("customers", "--stage", "lost", "--limit", "3").err == ""


def test_periods_in_which_no_loss_could_be_known_are_marked(call: Call) -> None:
    told = call("metric", "churn_rate", "--by", "quarter").out
    assert "2024-07-01 †" in told
    assert "2026-01-01 †" not in told
    assert "too early" in told
    assert "†" not in call("metric", "orders", "--by", "quarter").out


def test_cohorts_of_nobody_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\nann,2026-01-05,9\nbob,2026-03-05,9\n", encoding="utf-8")
    assert liuke("-w", tmp_path / "w", "init").code == 0
    assert liuke("-w", tmp_path / "w", "add", path, "--yes").code == 0
    assert liuke("-w", tmp_path / "w", "run").code == 0
    rows = liuke("-w", tmp_path / "w", "cohorts", "--json").json["rows"]
    assert [row["size"] for row in rows] == [1, 0, 1]
    assert "2026-02" not in liuke("-w", tmp_path / "w", "cohorts").out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_models_are_told_in_words_the_one_in_use_first(call: Call, language: str) -> None:
    told = call("model", "show", "--lang", language).out
    cards = call("model", "show", "--json").json["models"]
    used = "in use" if language == "en" else "使用中"
    assert told.count(used) == sum(card["champion"] for card in cards)
    assert told.index(used) < told.index("\n")
    assert not re.search(r"\[\d+\]|calibration_slope|top_decile", told)


def test_every_model_and_baseline_has_a_name(shop: Path) -> None:
    for path in (shop / "runs").glob("*/models/*.json"):
        card = json.loads(path.read_text(encoding="utf-8"))
        assert card["kind"] in KINDS
        assert {card["name"], *card["baselines"]} <= set(NAMES)
        assert FIGURES.keys() & card["metrics"].keys()


def test_an_unknown_model_is_told_with_the_known_ones(shop: Path) -> None:
    told = liuke("-w", shop, "model", "show", "oracle", "--lang", "zh")
    assert told.code == 1
    assert "churn" in told.err
