"""Funnels in the report: the chart's words and lines, the section's notes and groups, and where there is none."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from made_up_funnel import CHECKOUT, STEPS, steps

from liuke.engine import Engine
from liuke.explain.funnel.of_run import SCHEMA
from liuke.explain.funnel.words import length
from liuke.language import LANGUAGES, Text
from liuke.present.charts import CHARTS
from liuke.present.charts.steps import largest_drop
from liuke.present.reader import Reader
from liuke.present.report.gathering.funnels import funnels
from liuke.workspace import Run

EN, ZH = Reader("en"), Reader("zh")
CHART = CHARTS["steps"]
ASKED = {
    "steps": list(CHECKOUT), "window_seconds": 604_800.0, "order": "specific", "entry": "recent", "hold": "session_id",
    "each": False, "exclude": ["error"], "since": None, "until": None, "by": "device", "entries": 3_611, "young": 12,
}  # fmt: skip
WRONG = {
    "refusal": {
        "code": "funnel.event",
        "message": {"en": "Nobody.", "zh": "没有。"},
        "hint": {"en": "Do.", "zh": "请。"},
    }
}


def run_of(folder: Path, engine: Engine, told: dict[str, Any], rows: list[dict[str, Any]]) -> Run:
    manifest: dict[str, Any] = {"explain": {"funnel": {"funnels": told}}, "tables": {}}
    if rows:
        engine.write(engine.table(pl.DataFrame(rows, schema=SCHEMA)), folder / "funnel.parquet")
        manifest["tables"]["funnel"] = {"file": "funnel.parquet", "rows": len(rows)}
    return Run(folder, manifest)


def whole(name: str, counts: dict[str, int], **group: Any) -> list[dict[str, Any]]:
    return [dict.fromkeys(SCHEMA) | row | group for row in steps(name, counts)]


def test_the_title_names_the_step_after_which_most_stop() -> None:
    assert CHART.title(STEPS, EN) == "Most stop after “catalog”: 46.7% go no further"
    assert CHART.title(STEPS, ZH) == "止步最多的是“catalog”：46.7% 未再前进"
    nobody = steps("f", {"a": 5, "b": 5})
    assert largest_drop(nobody) is None
    assert CHART.title(nobody, EN) == "Nobody stops between the steps"


def test_the_summary_tells_who_began_and_who_came_to_the_end() -> None:
    assert CHART.summary(STEPS, EN) == (
        "checkout: of 3,611 who began with “catalog”, 653 came to “paid” (18.1%, 95% 16.9% to 19.4%)."
    )
    assert "653 位到达“paid”" in CHART.summary(STEPS, ZH)


def test_every_step_has_its_line_and_several_funnels_their_names() -> None:
    lines = CHART.plan(STEPS, EN)["data"]["values"]
    assert (lines[1]["said"], lines[1]["beside"]) == ("cart  1,924", "53.3% · 53 seconds")
    assert lines[0]["beside"] == ""
    assert [line["before"] for line in lines[1:]] == [line["share"] for line in lines[:-1]]
    both = CHART.plan([*STEPS, *steps("pay", {"a": 9, "b": 4})], ZH)["data"]["values"]
    assert [line["head"] for line in both if "head" in line] == ["checkout", "pay"]
    assert len(both) == len(STEPS) + 4
    assert [line["place"] for line in both] == list(range(len(both)))


def test_a_step_that_nobody_reached_is_drawn_as_nothing() -> None:
    lines = CHART.plan(steps("f", {"a": 0, "b": 0}), EN)["data"]["values"]
    assert [line["share"] for line in lines] == [0, 0]
    assert lines[1]["interval"] == "–"


def test_the_section_says_how_each_funnel_is_counted_or_why_not(engine: Engine, tmp_path: Path) -> None:
    panel = funnels(run_of(tmp_path, engine, {"checkout": ASKED, "bad": WRONG}, whole("checkout", CHECKOUT)), engine)
    assert panel is not None
    english, chinese = (" ".join(note.say(to) for note in panel.notes) for to in LANGUAGES)
    for told in ("catalog → cart", "within 7 days", "the same session_id", "without error", "12 more", "Nobody. Do."):
        assert told in english
    for told in ("7 天内", "排除 error", "另有 12 位", "bad 未能统计"):
        assert told in chinese
    assert [row["step"] for row in panel.charts["steps"]] == list(CHECKOUT)
    assert panel.listings == ()


def test_groups_stand_below_each_other_the_largest_first(engine: Engine, tmp_path: Path) -> None:
    few, many = ({name: count // part for name, count in CHECKOUT.items()} for part in (3, 2))
    rows = whole("checkout", CHECKOUT)
    rows += [
        row
        for name, counts in (("phone", few), (None, many))
        for row in whole("checkout", counts, by="device", group=name)
    ]
    panel = funnels(run_of(tmp_path, engine, {"checkout": ASKED}, rows), engine)
    assert panel is not None
    (listing,) = panel.listings
    assert [row["group"] for row in listing.rows] == [None, "phone"]
    cell = listing.rows[1]["step_2"]
    assert (cell["numerator"], cell["denominator"]) == (few["cart"], few["catalog"])
    assert cell["low"] < cell["value"] < cell["high"]
    assert listing.title == Text("checkout by device", "checkout，按device")


def test_a_funnel_that_nobody_entered_is_told_and_not_drawn(engine: Engine, tmp_path: Path) -> None:
    empty = {"empty": ASKED | {"entries": 0, "young": 0}}
    panel = funnels(run_of(tmp_path, engine, empty, whole("empty", dict.fromkeys(CHECKOUT, 0))), engine)
    assert panel is not None
    assert panel.charts == {}
    assert "Nobody entered" in panel.notes[-1].en


def test_a_run_without_declared_funnels_has_no_such_section(engine: Engine, tmp_path: Path) -> None:
    assert funnels(Run(tmp_path, {"tables": {}}), engine) is None
    assert funnels(Run(tmp_path, {"explain": {}, "tables": {}}), engine) is None


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (None, "–", "–"), (0, "0 seconds", "0 秒"), (1, "1 second", "1 秒"), (75, "75 seconds", "75 秒"),
        (60, "1 minute", "1 分钟"), (90, "1.5 minutes", "1.5 分钟"), (3_600, "1 hour", "1 小时"),
        (5_400, "1.5 hours", "1.5 小时"), (86_400, "1 day", "1 天"), (604_800, "7 days", "7 天"),
        (100_000, "28 hours", "28 小时"), (1_209_600, "14 days", "14 天"),
    ],
)  # fmt: skip
def test_lengths_of_time_are_told_in_a_unit_that_fits(seconds: float | None, en: str, zh: str) -> None:
    assert length(seconds) == Text(en, zh)
