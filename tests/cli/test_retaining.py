"""`liuke retention`: the document it answers with, what a person reads, and what is said of a wrong question."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from liuke.measure import RetentionQuestion
from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]

CELL = {"k", "so_far", "numerator", "denominator", "value", "low", "high", "partial"}


def _asked(call: Call, *options: str) -> dict[str, Any]:
    told: dict[str, Any] = call("retention", *options, "--json").json
    return told


def test_it_answers_with_the_stated_document(call: Call) -> None:
    told = _asked(call, "--by", "quarter")
    question = {name: getattr(RetentionQuestion("quarter"), name) for name in RetentionQuestion.__slots__}
    assert {name: told[name] for name in question} == question
    assert set(told) == {*question, "as_of", "average", "rows", "start", "back"}
    assert (told["start"], told["back"]) == ("purchase", "purchase")
    assert told["as_of"] == "2026-06-30"
    assert sum(row["size"] for row in told["rows"]) == 700
    first = told["rows"][0]
    assert set(first) == {"cohort", "size", "cells"}
    assert all(set(cell) == CELL for cell in [*first["cells"], *told["average"]])
    assert [cell["k"] for cell in first["cells"]] == list(range(8))
    assert told["average"][0] | {"low": 0} == {
        "k": 0, "so_far": 700, "numerator": 700, "denominator": 700, "value": 1.0, "low": 0, "high": 1.0,
        "partial": False,
    }  # fmt: skip


def test_cohorts_are_one_case_of_it(call: Call) -> None:
    told, cohorts = _asked(call), call("cohorts", "--json").json["rows"]
    assert [[cell["value"] for cell in row["cells"]] for row in told["rows"]] == [
        [cell["value"] for cell in row["cells"]] for row in cohorts
    ]


@pytest.mark.parametrize(
    "options",
    [
        ("--returning", "on-or-after"),
        ("--windows", "rolling"),
        ("--windows", "rolling", "--floor", "day", "--by", "week"),
        ("--windows", "rolling", "--floor", "hour", "--by", "day"),
        ("--entry", "recurring"),
        ("--of", "net"),
        ("--of", "gross", "--windows", "rolling", "--entry", "recurring"),
    ],
)
def test_every_choice_has_its_answer(call: Call, options: tuple[str, ...]) -> None:
    told = _asked(call, *options)
    assert {told[name[2:]] for name in options[::2]} == {value.replace("-", "_") for value in options[1::2]}
    cells = [cell for row in told["rows"] for cell in row["cells"]]
    known = [cell for cell in cells if cell["value"] is not None]
    assert len(known) > 10
    assert all(cell["value"] == pytest.approx(cell["numerator"] / cell["denominator"]) for cell in known)
    assert all(cell["low"] is None or cell["low"] <= cell["value"] <= cell["high"] for cell in known)
    assert all(cell["value"] is None for cell in cells if cell["partial"])
    assert told["average"]


def test_net_revenue_is_that_of_the_orders(call: Call) -> None:
    """What all cohorts brought until now is the revenue, returned goods taken off after the first purchase."""
    told = _asked(call, "--of", "net")
    revenue = call("metric", "revenue", "--json").json["rows"][0]["value"]
    assert sum(cell["so_far"] for row in told["rows"] for cell in row["cells"]) == pytest.approx(revenue, rel=0.01)


def test_rolling_windows_run_from_the_hour_of_the_order(tmp_path: Path) -> None:
    """Monday 20:00 and Tuesday 06:00 in Shanghai: calendar day 1, rolling day 0."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer,ordered at,amount\nann,2026-01-05 20:00:00,9\nann,2026-01-06 06:00:00,9\nbob,2026-01-09 10:00:00,9\n",
        encoding="utf-8",
    )
    root = tmp_path / "w"
    assert liuke("-w", root, "init", "--timezone", "Asia/Shanghai").code == 0
    assert liuke("-w", root, "add", path, "--yes").code == 0
    assert liuke("-w", root, "run").code == 0

    def came(*options: str) -> list[int]:
        row = liuke("-w", root, "retention", "--by", "day", *options, "--json").json["rows"][0]
        return [cell["k"] for cell in row["cells"] if cell["so_far"]]

    assert came() == [0, 1]
    assert came("--windows", "rolling") == [0]
    assert came("--windows", "rolling", "--floor", "hour") == [0]
    assert came("--windows", "rolling", "--floor", "day") == [0, 1]


@pytest.mark.parametrize(("language", "words"), [("en", "weighted average"), ("zh", "加权平均")])
def test_the_average_stands_on_top_in_the_reader_s_language(call: Call, language: str, words: str) -> None:
    told = call("retention", "--by", "quarter", "--of", "net", "--lang", language).out.splitlines()
    assert told[2].startswith(words)
    assert told[3].startswith("2024-07-01")
    assert "100%" in told[2]
    if language == "zh":
        assert not re.search("[a-z]{3}", "".join(told))


NARROW = 80


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every call a console as wide as a terminal usually is."""
    monkeypatch.setattr("liuke.cli.session._WIDE", NARROW)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("options", [("--of", "net"), ("--by", "quarter"), ("--by", "week")])
def test_a_narrow_terminal_shows_whole_days_and_fewer_periods(
    call: Call, options: tuple[str, ...], language: str
) -> None:
    told = call("retention", *options, "--lang", language).out
    assert "…" not in told
    assert re.search(r"^202\d-\d\d-\d\d +\d", told, re.MULTILINE)
    lines = [line for line in told.splitlines() if line.startswith("202")]
    assert all(cell_len(line) <= NARROW for line in lines)
    assert ("--json" in told) == (options[1] != "quarter")


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_narrow_terminal_shows_whole_days_of_metrics_and_folds_definitions(call: Call, language: str) -> None:
    options = ("--by", "month", "--by", "segment", "--compare", "previous", "--from", "2026-04-01")
    told = call("metric", "churn_rate", *options, "--lang", language).out
    assert re.search(r"^2026-0[456]-01", told, re.MULTILINE)
    assert "…" not in call("metrics", "留存", "--lang", language).out


def test_a_long_table_is_cut_and_says_so(call: Call) -> None:
    told = call("retention", "--by", "week").out
    assert "The last 36 of" in told
    assert "2026-06-22" in told
    assert "2024-07-01" not in told


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--by", "year"), "retention.unknown", "quarter"),
        (("--entry", "second"), "retention.unknown", "recurring"),
        (("--floor", "hour"), "retention.contradiction", "rolling"),
        (("--by", "quarter", "--windows", "rolling"), "retention.contradiction", "30 days"),
        (("--of", "net", "--returning", "on-or-after"), "retention.contradiction", "not retention"),
    ],
)
def test_a_wrong_question_says_what_is_right(call: Call, options: tuple[str, ...], code: str, said: str) -> None:
    told = call("retention", *options, "--json")
    assert (told.code, told.json["error"]["code"]) == (2, code)
    assert said in told.json["error"]["message"] + told.json["error"]["hint"]


EVENTS = """user_id,event,timestamp
ann,look,2024-03-04 20:00
ann,buy,2024-03-05 06:00
ann,look,2024-03-06 10:00
bo,look,2024-03-04 09:00
bo,look,2024-03-05 09:00
cy,buy,2024-03-04 09:00
dee,look,2024-03-08 09:00
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Call:
    """Return the command on an application without orders; nothing is known of cy but what they did."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    (folder / "people.csv").write_text("customer_id,name,region\nann,A,North\nbo,B,South\ndee,D,North\n", "utf-8")
    assert liuke("-w", folder / "app", "init", "--timezone", "UTC").code == 0
    assert liuke("-w", folder / "app", "add", folder / "events.csv", "-y").code == 0
    assert liuke("-w", folder / "app", "add", folder / "people.csv", "-y", "--table", "customers").code == 0
    assert liuke("-w", folder / "app", "run", "--json").code == 0
    return lambda *options: liuke("-w", folder / "app", "retention", *options)


def test_without_orders_it_is_of_events(app: Call) -> None:
    told = app("--by", "day", "--json").json
    assert (told["start"], told["back"]) == ("any", "any")
    first = told["rows"][0]
    assert (first["size"], first["cells"][1]["numerator"]) == (3, 2)


def test_it_is_of_any_two_events(app: Call) -> None:
    told = app("--by", "day", "--start", "look", "--back", "buy", "--json").json["rows"][0]
    assert (told["size"], [cell["numerator"] for cell in told["cells"][:2]]) == (2, [0, 1])
    rolling = ("--by", "day", "--windows", "rolling", "--start", "look", "--back", "buy")
    assert app(*rolling, "--json").json["rows"][0]["cells"][0]["numerator"] == 1
    hour = app(*rolling, "--floor", "hour", "--json").json["rows"][0]["cells"]
    assert [cell["numerator"] for cell in hour[:2]] == [1, 0]
    shown = app("--start", "look", "--back", "buy", "--lang", "zh").out
    assert "look → buy" in shown


def test_what_came_before_the_start_on_its_day_is_no_return(tmp_path: Path) -> None:
    """Ann looks at 9 and at 18 and buys at 10; bo looks at 9 and buys at 10, and never looks again."""
    acts = "ann,look,{0} 09:00\nann,buy,{0} 10:00\nann,look,{0} 18:00\nbo,look,{0} 09:00\nbo,buy,{0} 10:00\n"
    (tmp_path / "events.csv").write_text("user_id,event,timestamp\n" + acts.format("2024-03-04"), encoding="utf-8")
    assert liuke("-w", tmp_path / "app", "init", "--timezone", "UTC").code == 0
    assert liuke("-w", tmp_path / "app", "add", tmp_path / "events.csv", "-y").code == 0
    assert liuke("-w", tmp_path / "app", "run", "--json").code == 0
    rolling = ("--by", "day", "--windows", "rolling")
    for more in ((), ("--by", "day"), rolling, (*rolling, "--floor", "hour"), (*rolling, "--floor", "day")):
        told = liuke("-w", tmp_path / "app", "retention", "--start", "buy", "--back", "look", *more, "--json").json
        assert told["rows"][0]["cells"][0]["so_far"] == 1, more


def test_a_purchase_whose_hour_nobody_wrote_down_counts_on_its_day(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("user_id,event,timestamp\nann,look,2024-03-04 09:00\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text("order_id,customer_id,date,amount\n1,ann,2024-03-04,9\n", encoding="utf-8")
    assert liuke("-w", tmp_path / "app", "init", "--timezone", "Asia/Shanghai").code == 0
    assert liuke("-w", tmp_path / "app", "add", tmp_path / "events.csv", tmp_path / "orders.csv", "-y").code == 0
    assert liuke("-w", tmp_path / "app", "run", "--json").code == 0
    told = liuke("-w", tmp_path / "app", "retention", "--start", "look", "--back", "purchase", "--json").json
    assert told["rows"][0]["cells"][0]["so_far"] == 1


def test_it_is_of_those_who_meet_a_condition(app: Call) -> None:
    assert sum(row["size"] for row in app("--by", "day", "--where", "region=North", "--json").json["rows"]) == 2


@pytest.mark.parametrize(
    ("options", "said", "hint"),
    [
        (("--start", "lok"), "lok", "look"),
        (("--start", "purchase"), "no orders", "liuke add"),
        (("--of", "net"), "money", "purchases"),
        (("--where", "region=West"), "keeps nobody", "North"),
        (("--where", "shoe=1"), "shoe", "region"),
    ],
)
def test_what_cannot_be_asked_of_actions_is_told(app: Call, options: tuple[str, ...], said: str, hint: str) -> None:
    told = app(*options)
    assert told.code != 0
    assert said in told.err
    assert hint in told.err


def test_those_of_whom_only_events_are_known_are_customers_too(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    assert liuke("-w", tmp_path / "app", "init").code == 0
    assert liuke("-w", tmp_path / "app", "add", tmp_path / "events.csv", "-y").code == 0
    assert liuke("-w", tmp_path / "app", "run", "--json").json["customers"] == 4
