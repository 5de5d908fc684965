"""Charts of baskets and their section: titles state what was found, in both languages."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_up_baskets import HITS, NEW, RULES, SEQUENCES, TOLD
from small_run import activity, small_run
from tests.explain.baskets.shoppers import LAST, shop

from liuke.engine import Engine
from liuke.explain.baskets import ask_next, ask_together
from liuke.present.charts.hit_rate import HIT_RATE
from liuke.present.charts.rules import LONGEST, MOST
from liuke.present.charts.rules import RULES as CHART
from liuke.present.charts.rules import SEQUENCES as LATER
from liuke.present.reader import Reader
from liuke.present.report.gathering.baskets import baskets
from liuke.workspace import Run

EN, ZH = Reader("en"), Reader("zh")


def test_the_title_is_the_most_telling_rule() -> None:
    figure = CHART.draw(RULES, EN)
    assert figure
    assert figure.title == "“Tea” and “Milk” go together 3.8 times as often as by chance"
    assert "Of 900 baskets with “Tea”, 410 have “Milk” too" in figure.summary
    chinese = CHART.draw(RULES, ZH)
    assert chinese
    assert chinese.title == "“Tea”与“Milk”一起购买的次数是随机预期的 3.8 倍"


def test_what_follows_is_told_with_its_days() -> None:
    figure = LATER.draw(SEQUENCES, EN)
    assert figure
    assert figure.title.startswith("“Milk” follows “Tea”")
    assert "within 30 days" in figure.summary


def test_a_picture_has_the_first_rules_and_the_table_all() -> None:
    figure = CHART.draw(RULES * 5, EN)
    assert figure
    assert len(figure.plan["data"]["values"]) == MOST
    assert len(figure.body) == 15
    labels = [line for row in figure.plan["data"]["values"] for line in row["label"].split("\n")]
    assert max(map(len, labels)) <= LONGEST + 2
    assert "Bergland Collection, jumbo glass" in figure.body[2][1]


@pytest.mark.parametrize(
    ("better", "said"),
    [
        ((), "Neither list"),
        (("new",), "The list of new things is better"),
        (("next",), "The list of anything is better"),
        (("next", "new"), "Both lists are better"),
    ],
)
def test_the_hit_rate_says_which_list_is_better(better: tuple[str, ...], said: str) -> None:
    figure = HIT_RATE.draw([row | {"better": row["kind"] in better} for row in HITS], EN)
    assert figure
    assert figure.summary.startswith(said)
    assert "27%" in figure.title
    assert "13%" in figure.title


def told_run(run: Run, told: dict[str, Any] | None) -> Run:
    rest = {name: value for name, value in run.manifest.items() if name != "explain"}
    return Run(run.folder, rest | ({"explain": {"baskets": told}} if told else {}))


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Make a run that keeps rules of made-up shoppers."""
    made = small_run(tmp_path_factory.mktemp("baskets"), engine, activity(30))
    lines = engine.table(shop(1, 60))
    for name, answer in (
        ("basket_rule", ask_together(engine, lines, least=10)),
        ("basket_sequence", ask_next(engine, lines, 30, LAST, least=10)),
    ):
        frame = answer.rules.with_columns(level=pl.lit("product"))
        engine.write(engine.table(frame), Path(made.folder) / f"{name}.parquet")
        made.manifest["tables"][name] = {"file": f"{name}.parquet", "rows": frame.height}
    return told_run(made, TOLD)


def test_the_section_has_the_rules_of_the_run(run: Run, engine: Engine) -> None:
    panel = baskets(run, engine)
    assert panel
    rows = panel.charts["rules"]
    assert rows
    pairs = [frozenset((row["before"], row["then"])) for row in rows]
    assert len(set(pairs)) == len(pairs), "of both ways round a pair one is shown"
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    assert all(row["chance"] == pytest.approx(row["value"] / row["lift"]) for row in rows)
    assert panel.charts["hit_rate"] == HITS
    assert [note.en for note in panel.notes][2] == NEW["verdict"]["en"]


def test_a_refusal_is_told_with_what_is_needed(run: Run, engine: Engine) -> None:
    why = {"code": "x", "message": {"en": "Too few.", "zh": "太少。"}, "hint": {"en": "Wait.", "zh": "请等待。"}}
    refused = {"refusal": why}
    told = TOLD | {"rules": {"product": refused}, "sequence": refused, "recommendation": refused}
    panel = baskets(told_run(run, told), engine)
    assert panel
    assert [note.en for note in panel.notes] == ["Too few. Wait."] * 2
    assert "hit_rate" not in panel.charts


def test_a_run_without_lines_has_no_section(run: Run, engine: Engine) -> None:
    assert baskets(told_run(run, None), engine) is None
