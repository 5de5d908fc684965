"""`liuke paths`: the document it answers with, what a person reads, and what is said of a wrong question."""

import csv
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pytest
from pyarrow import csv as arrow_csv

from liuke.simulate.journeys import WAIT, Journeys, simulate_journeys
from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
SERVICE = Journeys(customers=500, days=150, seed=7)
GROUP = {
    "group", "refusal", "leavers", "stayers", "all_leavers", "all_stayers", "ratio", "markers", "sentences", "notes",
    "separators", "flow",
}  # fmt: skip
SEPARATOR = {
    "name", "following", "leavers", "stayers", "left_share", "stayed_share", "difference", "low", "high", "p_value",
    "adjusted", "significant",
}  # fmt: skip

type Call = Callable[..., Answered]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace of events and customers, run once."""
    folder = tmp_path_factory.mktemp("journeys")
    events = simulate_journeys(SERVICE)
    arrow_csv.write_csv(events, folder / "events.csv")
    people = sorted(set(events["customer_id"].to_pylist()))
    with (folder / "customers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("customer_id", "region"))
        writer.writerow(("C999999", "Moon"))  # who never did anything
        writer.writerows(
            (who, "Nowhere" if place < 9 else ("North", "South")[place % 2]) for place, who in enumerate(people)
        )
    root = folder / "service"
    assert liuke("-w", root, "init").code == 0
    added = liuke("-w", root, "add", "--yes", folder / "events.csv", folder / "customers.csv")
    assert added.code == 0, added.err
    ran = liuke("-w", root, "run", "--as-of", SERVICE.first + timedelta(days=SERVICE.days - 1))
    assert ran.code == 0, ran.err
    return root


def test_it_answers_with_the_stated_document(service: Path) -> None:
    told = liuke("-w", service, "paths", "--json").json
    assert set(told) == {
        "as_of", "left_means", "goal", "steps", "gap_minutes", "without", "by", "sessions", "groups",
    }  # fmt: skip
    assert (told["steps"], told["gap_minutes"], told["goal"], told["by"], told["without"]) == (5, 30, None, None, [])
    assert set(told["sessions"]) == {
        "sessions", "customers", "mean_events", "mean_seconds", "single_event_share", "entries", "exits",
    }  # fmt: skip
    (one,) = told["groups"]
    assert set(one) == GROUP
    assert set(one["separators"][0]) == SEPARATOR
    assert set(one["flow"][0]) == {"left", "back", "name", "following", "customers"}
    first = one["separators"][0]
    assert (first["name"], first["following"], first["significant"]) == (WAIT, None, True)
    assert first["left_share"] == pytest.approx(first["leavers"] / one["leavers"])
    assert one["stayers"] == one["ratio"] * one["leavers"]
    ends = [row["customers"] for row in one["flow"] if row["left"] and row["back"] == 1]
    assert sum(ends) == one["leavers"]


def test_the_run_keeps_what_the_command_says(service: Path) -> None:
    told = liuke("-w", service, "paths", "--json").json
    kept = liuke("-w", service, "status", "--json").json["explain"]["paths"]
    (one,) = told["groups"]
    assert kept["sessions"] == told["sessions"]
    assert kept["left_means"] == told["left_means"]
    assert {name: kept[name] for name in ("leavers", "stayers", "sentences", "notes")} == {
        name: one[name] for name in ("leavers", "stayers", "sentences", "notes")
    }
    folder = service / "runs" / (service / "runs" / "published").read_text(encoding="utf-8")
    assert {"session_day.parquet", "path_step.parquet", "path_flow.parquet"} <= {path.name for path in folder.iterdir()}


def test_who_left_can_be_said_by_an_event_or_a_silence(service: Path) -> None:
    left = liuke("-w", service, "paths", "--left-by", WAIT, "--json").json
    assert left["left_means"]["en"] == f"Did ‘{WAIT}’."
    rows = left["groups"][0]["separators"]
    assert WAIT not in {row["name"] for row in rows} | {row["following"] for row in rows}
    assert rows[0]["name"] == "support"
    reached = liuke("-w", service, "paths", "--reached", "basket", "--steps", "3", "--json").json
    assert (reached["goal"], reached["steps"]) == ("basket", 3)
    assert max(row["back"] for row in reached["groups"][0]["flow"]) == 3
    silent = liuke("-w", service, "paths", "--silent", "20", "--without", WAIT, "--json").json
    assert silent["left_means"]["zh"] == "连续 20 天没有任何行为。"
    assert WAIT not in {row["name"] for row in silent["groups"][0]["flow"]}


def test_groups_are_compared_within_themselves_and_a_small_one_is_refused(service: Path) -> None:
    told = liuke("-w", service, "paths", "--by", "region", "--json").json
    groups = {one["group"]: one for one in told["groups"]}
    assert set(groups) == {"North", "South", "Nowhere"}
    assert groups["Nowhere"]["refusal"]["code"] in {"paths.too_few", "paths.no_leavers", "paths.no_stayers"}
    assert groups["Nowhere"]["separators"] == []
    assert groups["North"]["separators"][0]["name"] == WAIT
    one = liuke("-w", service, "paths", "--where", "region=North", "--json").json["groups"][0]
    assert one["leavers"] == groups["North"]["leavers"]
    text = liuke("-w", service, "paths", "--by", "region").out
    assert "Too few can be compared" in text or "has left" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_sentences_and_a_table(service: Path, language: str) -> None:
    told = liuke("-w", service, "paths", "--lang", language)
    assert told.code == 0, told.err
    said = {
        "en": r"Of those who left, \d+% had ‘support_wait’ among their last 5 steps; of those who stayed, \d+%\.",
        "zh": r"离开的客户中，\d+% 的最后 5 步里有“support_wait”；留下的客户中为 \d+%。",
    }
    assert re.search(said[language], told.out)
    assert "support → support_wait" in told.out
    assert bool(HAN.search(told.out)) is (language == "zh")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--steps", "0"), "paths.steps"),
        (("--steps", "99"), "paths.steps"),
        (("--gap", "0"), "paths.gap"),
        (("--gap", "30s"), "paths.gap"),
        (("--gap", "soon"), "paths.gap"),
        (("--left-by", "nothing"), "paths.event"),
        (("--reached", "homes"), "paths.event"),
        (("--without", "nothing"), "paths.event"),
        (("--left-by", "home", "--silent", "9"), "paths.several_ways"),
        (("--by", "risk"), "metric.by"),
        (("--by", "mood"), "metric.by"),
        (("--where", "mood=good"), "metric.where"),
        (("--where", "region=Mars"), "metric.nobody"),
    ],
)
def test_a_wrong_question_is_told_so(service: Path, arguments: tuple[str, ...], code: str) -> None:
    told = liuke("-w", service, "paths", *arguments, "--json")
    assert told.code == 2
    error = json.loads(told.out)["error"]
    assert error["code"] == code
    assert error["hint"]


@pytest.mark.parametrize("by", [(), ("--by", "region")])
def test_of_those_who_never_did_anything_nothing_can_be_told(service: Path, by: tuple[str, ...]) -> None:
    told = liuke("-w", service, "paths", "--where", "region=Moon", *by, "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "paths.no_leavers")


@pytest.mark.slow
def test_of_buyers_the_run_s_definition_says_who_left_and_the_purchase_is_no_step(tmp_path: Path) -> None:
    events = simulate_journeys(Journeys(customers=500, days=300, seed=9))
    arrow_csv.write_csv(events, tmp_path / "events.csv")
    bought = events.filter(pa.compute.equal(events["name"], "basket"))
    orders = bought.rename_columns({"event_id": "order_id", "occurred_at": "ordered_at"}).drop_columns(["name"])
    orders = orders.append_column("amount", pa.array([20.0] * len(orders)))
    arrow_csv.write_csv(orders, tmp_path / "orders.csv")
    root = tmp_path / "shop"
    assert liuke("-w", root, "init").code == 0
    (root / "liuke.toml").write_text('[predict]\nkinds = ["logistic"]\n', encoding="utf-8")
    assert liuke("-w", root, "add", "--yes", tmp_path / "events.csv", tmp_path / "orders.csv").code == 0
    assert liuke("-w", root, "run").code == 0
    told = liuke("-w", root, "paths", "--json").json
    assert told["left_means"]["en"].startswith("No purchase for")
    (one,) = told["groups"]
    names = {row["name"] for row in one["separators"]} | {row["following"] for row in one["separators"]}
    assert "basket" not in names
    assert any("‘basket’ is the purchase itself" in note["en"] for note in one["notes"])
    assert one["separators"][0]["name"] == WAIT
    kept = liuke("-w", root, "status", "--json").json["explain"]["paths"]
    assert kept["sentences"] == one["sentences"]


def test_without_events_it_says_what_to_add(call: Call) -> None:
    told = call("paths", "--json")
    assert told.code == 2
    assert told.json["error"]["code"] == "paths.no_events"


def test_one_customer_is_refused_and_the_run_goes_on(tmp_path: Path) -> None:
    rows = {"customer_id": ["a", "a"], "occurred_at": ["2026-01-01 10:00", "2026-01-02 10:00"], "event": ["see", "buy"]}
    arrow_csv.write_csv(pa.table(rows), tmp_path / "events.csv")
    root = tmp_path / "one"
    assert liuke("-w", root, "init").code == 0
    assert liuke("-w", root, "add", "--yes", tmp_path / "events.csv").code == 0
    assert liuke("-w", root, "run").code == 0
    assert liuke("-w", root, "status", "--json").json["explain"]["paths"]["refusal"]["code"] == "paths.no_leavers"
    told = liuke("-w", root, "paths", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "paths.no_leavers")
