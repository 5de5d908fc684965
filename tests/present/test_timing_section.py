"""The section on when customers leave: its figures, its charts, and where there is none."""

from pathlib import Path
from typing import Any

import pytest
from made_up_timing import HAZARD as PERIODS
from made_up_timing import RENEWALS
from small_run import activity, small_run

from liuke.engine import Engine
from liuke.measure.intervals import wilson
from liuke.present.charts.hazard import HAZARD, ends, trend
from liuke.present.charts.renewals import RENEWALS_TRACKED
from liuke.present.reader import Reader
from liuke.present.report.gathering.timing import renewals, timing
from liuke.workspace import Run

EN, ZH = Reader("en"), Reader("zh")


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("timing"), engine, activity(200))


def period(tenure: int, ended: int, at_risk: int) -> dict[str, Any]:
    low, high = wilson(ended, at_risk)
    share = ended / at_risk
    found = {"tenure": tenure, "period_days": 30, "at_risk": float(at_risk), "ended": ended}
    return found | {"observed": share, "hazard": share, "low": low, "high": high}


def card(customers: int, tracking: list[dict[str, Any]], plan: str | None = None, kind: str = "contracts") -> Any:
    return {
        "kind": kind, "plan": plan, "term_days": 30.4375, "tracking": tracking, "trained_on": {"customers": customers},
    }  # fmt: skip


def test_figures_are_what_the_run_has_found_with_its_interval(run: Run, engine: Engine) -> None:
    told, panel = run.manifest["timing"], timing(run, engine)["timing"]
    figures = {one.id: one for one in panel.figures}
    assert figures["stay_median"].value == told["median_days"]
    assert (figures["stay_share"].low, figures["stay_share"].high) == tuple(
        told["survival"][-1][name] for name in ("low", "high")
    )
    assert figures["stay_expected"].value == told["remaining"][0]["days"]
    assert "364" in figures["stay_expected"].label.zh
    assert all(one.basis and f"{told['lost']:,}" in one.basis.en for one in panel.figures)


def test_charts_have_the_run_s_own_rows_in_order(run: Run, engine: Engine) -> None:
    charts = timing(run, engine)["timing"].charts
    assert set(charts) == {"survival", "hazard"}
    days = [row["days"] for row in charts["survival"]]
    assert days == sorted(days)
    assert {row["group"] for row in charts["survival"]} == {None}
    assert sum(row["ended"] for row in charts["survival"]) == run.manifest["timing"]["lost"]


def test_a_run_that_was_refused_or_is_older_has_no_section(run: Run, engine: Engine, tmp_path: Path) -> None:
    refused = Run(tmp_path, run.manifest | {"timing": {}})
    older = Run(tmp_path, {name: part for name, part in run.manifest.items() if name != "timing"} | {"tables": {}})
    assert timing(refused, engine) == timing(older, engine) == {}


def test_the_renewals_are_those_of_the_term_with_most_contracts() -> None:
    cards = [
        card(100, RENEWALS[:3]), card(900, RENEWALS), card(5000, []), card(2000, RENEWALS[:2], plan="gold"),
        card(9000, RENEWALS[:4], kind="spend"),
    ]  # fmt: skip
    rows = renewals(cards)
    assert [row["period"] for row in rows] == [row["period"] for row in RENEWALS]
    assert "contracts of 30 days." in RENEWALS_TRACKED.summary([dict(row) for row in rows], EN)
    assert "周期 30 天" in RENEWALS_TRACKED.summary([dict(row) for row in rows], ZH)
    assert renewals([]) == []


def test_counted_periods_are_told_by_their_first_and_last_third_together() -> None:
    """Nobody can leave in the first period; then 60 of 600, and 12 of 400 at the end. One period alone is chance."""
    rows = [period(1, 0, 300), *(period(at, 30, 300) for at in (2, 3)), *(period(at, 10, 200) for at in (4, 5))]
    rows += [period(6, 12, 200), period(7, 0, 200)]
    first, last = ends(rows)
    assert (first["first"], first["last"], first["hazard"]) == (2, 3, 0.1)
    assert (last["first"], last["last"], last["hazard"]) == (6, 7, 0.03)
    assert trend(rows) == -1
    assert HAZARD.title(rows, EN).endswith("falls from 10.0% in periods 2–3 to 3.0% in periods 6–7")
    assert HAZARD.title(rows, ZH) == "留得越久越稳：流失概率从第 2–3 期的 10.0% 降到第 6–7 期的 3.0%"


def test_a_model_is_told_by_its_first_and_last_period() -> None:
    first, last = ends(PERIODS)
    assert (first["first"], first["last"], last["first"]) == (1, 1, 12)


def test_one_period_alone_is_beginning_and_end() -> None:
    assert trend([period(5, 10, 100)]) == 0
    assert "no sure trend" in HAZARD.title([period(5, 10, 100)], EN)


def test_the_highest_counted_period_is_one_that_is_surely_high() -> None:
    """4 of 20 is more than 15 of 100, and less sure."""
    few = [period(1, 15, 100), period(2, 4, 20)]
    assert "The low end of its interval is highest in period 1: 15.0%" in HAZARD.summary(few, EN)
    assert "按区间下限计，第 1 期最高" in HAZARD.summary(few, ZH)


def test_the_axis_says_how_long_a_period_is() -> None:
    def title(rows: list[dict[str, Any]], reader: Reader) -> str:
        said: str = HAZARD.plan(rows, reader)["layer"][1]["encoding"]["x"]["axis"]["title"]
        return said

    assert title([period(1, 15, 100)], EN) == "Period of tenure (30 days each)"
    assert title([period(1, 15, 100)], ZH) == "第几期（每期 30 天）"
    assert title(PERIODS, EN) == "Period of tenure"
