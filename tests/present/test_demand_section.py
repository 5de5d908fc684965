"""The section on what to expect: what the run foresaw, and only words where that was refused."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from small_run import AS_OF, activity, small_run

from liuke.engine import Engine
from liuke.language import LANGUAGES
from liuke.measure import Inputs
from liuke.predict.demand.of_run import keep_demand
from liuke.present.report.gathering.demand import demand
from liuke.workspace import Draft, Run


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("demand"), engine, activity(100))


def test_a_run_keeps_history_and_forecast_of_revenue_and_orders(run: Run, engine: Engine) -> None:
    kept = engine.polars(run.table(engine, "demand"))
    assert kept["of"].unique().sort().to_list() == ["orders", "revenue"]
    revenue = kept.filter(of="revenue")
    bought = engine.polars(run.table(engine, "activity"))
    first, last = revenue.filter(pl.col("seen").is_not_null())["period"].min(), revenue["period"].max()
    assert revenue["expected"].is_not_null().sum() == 13
    assert last - timedelta(weeks=13) < AS_OF - timedelta(days=6)
    known = bought.filter(pl.col("day") >= first, pl.col("day") < last - timedelta(weeks=12))
    assert revenue["seen"].sum() == pytest.approx(float(known["amount"].sum()))
    told = run.manifest["demand"]["revenue"]
    assert told["every"] == "week"
    assert told["total"]["value"] == pytest.approx(revenue["expected"].sum())
    assert told["errors"]["seasonal_naive"]["mase"] >= told["errors"][told["method"]]["mase"] - 1e-9


def test_the_section_shows_the_first_and_tells_both(run: Run, engine: Engine) -> None:
    panel = demand(run, engine)
    assert panel is not None
    assert [one.id for one in panel.figures] == ["demand_revenue", "demand_orders"]
    assert set(panel.charts) == {"demand", "demand_error"}
    assert {row["unit"] for row in panel.charts["demand"]} == {"money"}
    days = [row["period"] for row in panel.charts["demand"]]
    assert days == sorted(days)
    said = [note.en for note in panel.notes]
    assert any(note.startswith("Revenue: The next 13 weeks") for note in said)
    assert any("takes two full years" in note for note in said)
    assert all("{" not in note.say(language) for note in panel.notes for language in LANGUAGES)


def test_a_shop_of_a_few_weeks_is_told_why_there_is_none(engine: Engine, tmp_path: Path) -> None:
    young = activity(40).filter(pl.col("day") > AS_OF - timedelta(days=40))
    draft = Draft("draft", tmp_path, engine)
    keep_demand(draft, Inputs(engine, {"activity": engine.table(young)}, AS_OF, "USD", 60), "")
    assert "tables" not in draft.manifest
    panel = demand(Run(tmp_path, draft.manifest), engine)
    assert panel is not None
    assert (panel.figures, panel.charts) == ((), {})
    assert "16" in panel.notes[0].en
    assert panel.notes[0].zh.startswith("仅有")


def test_a_run_without_purchases_or_stays_has_no_such_section(run: Run, engine: Engine, tmp_path: Path) -> None:
    draft = Draft("draft", tmp_path, engine)
    keep_demand(draft, Inputs(engine, {}, AS_OF, "USD", 60), "")
    assert draft.manifest["demand"] == {}
    assert demand(Run(tmp_path, draft.manifest), engine) is None
    older = {name: part for name, part in run.manifest.items() if name != "demand"}
    assert demand(Run(tmp_path, older), engine) is None
