"""A run becomes findings, and these a report, through the stages' own tables and the registry of metrics."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from small_centre import company, with_orders
from small_run import AS_OF, FIRST, activity, scored_run, small_run
from tests.measure.miniatures.shop import shop

from liuke.engine import Engine
from liuke.language import LANGUAGES, Language
from liuke.measure import METRICS, Inputs, ask
from liuke.present.charts import CHARTS
from liuke.present.report import Findings, gather, render, render_report
from liuke.present.report.gathering.headline import at_risk, monthly
from liuke.present.report.gathering.metrics import MONTHS, risks
from liuke.workspace import Run


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("runs"), engine, activity())


@pytest.fixture(scope="module")
def gathered(run: Run, engine: Engine) -> Findings:
    return gather(run, engine)


def test_the_bridge_adds_up_and_agrees_with_the_churn_chart(gathered: Findings) -> None:
    one = gathered.bridge
    moved = one["new_customers"] + one["returned_customers"] - one["lost_customers"]
    assert one["opening_customers"] + moved == one["closing_customers"]
    last = [row for row in gathered.churn if not row["partial"]][-1]
    assert (last["period"], last["value"]) == (one["month"], one["churn_rate"])


def test_months_too_early_for_a_loss_to_be_known_are_in_no_churn_chart(gathered: Findings) -> None:
    known = (FIRST + timedelta(days=gathered.window_days)).isoformat()
    assert gathered.churn[0]["period"] >= known
    assert gathered.churn[-1]["partial"]
    assert gathered.revenue[0]["period"] < known


def test_the_headline_is_of_the_last_complete_month(gathered: Findings) -> None:
    figures = {one.id: one for one in gathered.headline}
    done = [row for row in gathered.revenue if not row["partial"]]
    assert done[-1]["period"] == "2026-04-01"
    assert figures["revenue"].value == float(done[-1]["value"])
    assert figures["revenue"].before == float(done[-2]["value"])
    assert figures["revenue"].note.en == "Apr 2026, against Mar 2026"
    assert figures["churn_rate"].better == -1


def test_every_customer_stands_in_one_cell_of_the_map_and_in_one_segment(gathered: Findings) -> None:
    assert sum(row["customers"] for row in gathered.rfm) == gathered.customers == 150
    assert sum(row["customers"] for row in gathered.segments) == 150
    assert sum(row["share"] for row in gathered.segments) == pytest.approx(1)


def test_the_stages_of_a_month_hold_all_who_ever_bought(gathered: Findings) -> None:
    last = max(row["month"] for row in gathered.stages)
    assert last == "2026-04-01"
    assert sum(row["customers"] for row in gathered.stages if row["month"] == last) <= 150
    assert gathered.flow_month == date(2026, 4, 1)


def test_the_concentration_agrees_with_its_metric(gathered: Findings, run: Run, engine: Engine) -> None:
    (row,) = ask(Inputs.of(run, engine), "top_fifth_share").rows
    at_fifth = next(point for point in gathered.concentration if point["customers"] == pytest.approx(0.2))
    assert at_fifth["revenue"] == pytest.approx(float(row["value"]))


def test_every_metric_shown_is_defined(gathered: Findings) -> None:
    defined = {one.id for one in gathered.definitions}
    assert {one.id for one in gathered.headline} <= defined <= set(METRICS)


def test_the_window_says_how_it_was_chosen(gathered: Findings) -> None:
    assert str(gathered.window_days) in gathered.window_rule.en
    assert str(gathered.window_days) in gathered.window_rule.zh


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_without_scores_still_makes_a_report(run: Run, engine: Engine, language: Language) -> None:
    page = render_report(run, engine, language)
    assert "Corner shop" in page
    assert {"en": "There are no scores in this run.", "zh": "本次运行没有评分。"}[language] in page


def test_a_single_purchase_makes_a_report(engine: Engine, tmp_path: Path) -> None:
    one = activity().head(1).with_columns(day=pl.lit(AS_OF))
    found = gather(small_run(tmp_path, engine, one), engine)
    assert found.customers == 1
    assert "</html>" in render(found, "en")


def test_a_long_history_is_cut_to_the_months_that_can_be_read(engine: Engine, tmp_path: Path) -> None:
    long = pl.concat([activity(20), activity(1).head(1).with_columns(day=pl.lit(date(2015, 1, 1)))])
    found = gather(small_run(tmp_path, engine, long.unique(["customer_id", "day"])), engine)
    assert len(found.churn) == MONTHS + 1


def test_a_metric_without_a_complete_month_has_no_figure() -> None:
    rows = [{"period": "2026-05-01", "value": 0.1, "partial": True}]
    assert monthly(METRICS["churn_rate"], rows).value is None


def test_the_value_at_risk_falls_on_the_bands_of_risk() -> None:
    group = {"customers": 2.0, "worth": 10.0}
    one = at_risk({"high": group | {"at_risk": 6.0}, "low": group | {"at_risk": 2.0}})
    assert (one.value, one.parts) == (8.0, (("bad", 0.75), ("line-strong", 0.25)))
    assert one.note.en == "with customers not lost yet; 2 of them at high risk"


@pytest.mark.parametrize(
    ("now", "low", "high", "tested", "tone"),
    [
        (0.95, 0.93, 0.97, {"verdict": "usual", "beyond": 0}, "plain"),
        (0.95, 0.93, 0.97, {"verdict": "real", "beyond": -1}, "bad"),
        (0.99, 0.98, 1.00, {"verdict": "real", "beyond": 1}, "good"),
        (0.99, 0.98, 1.00, {"verdict": "level", "beyond": -1}, "plain"),
        (0.95, 0.93, 0.965, {}, "plain"),
        (0.90, 0.88, 0.92, {}, "bad"),
        (0.90, None, None, {}, "plain"),
    ],
)
def test_a_figure_has_a_colour_only_where_its_change_is_more_than_noise(
    now: float, low: float | None, high: float | None, tested: Mapping[str, Any], tone: str
) -> None:
    """Net revenue retention was painted red for a tenth of a point."""
    before = {"period": "2026-03-01", "value": 0.96, "low": 0.94, "high": 0.98, "partial": False}
    last = {"period": "2026-04-01", "value": now, "low": low, "high": high, "partial": False, **tested}
    assert monthly(METRICS["net_revenue_retention"], [before, last]).tone == tone


def test_rows_carry_the_test_of_their_change(gathered: Findings) -> None:
    churn = next(one for one in gathered.changes if one.metric == "churn_rate")
    last, kept = ([row for row in rows if not row["partial"]][-1] for rows in (gathered.churn, gathered.retention))
    assert (last["period"], last["verdict"], last["beyond"]) == (churn.period, churn.verdict, churn.beyond)
    assert (kept["verdict"], kept["beyond"]) == (churn.verdict, -churn.beyond)


def test_what_is_at_stake_in_the_report_is_the_metric(engine: Engine) -> None:
    """One name, one number: the value of those who are lost already is at risk no more."""
    inputs = shop(engine)
    bands = risks(inputs)
    assert sum(band["at_risk"] for band in bands.values()) == ask(inputs, "value_at_risk").rows[0]["value"] == 20
    assert sum(band["customers"] for band in bands.values()) == 1


@pytest.mark.slow
def test_a_scored_run_fills_every_chart_and_the_list(engine: Engine, tmp_path: Path) -> None:
    found = gather(with_orders(scored_run(tmp_path, engine, activity(900)), engine, company()), engine)
    page = render(found, "zh")
    drawn = {name for name in CHARTS if f'data-chart="{name}"' in page}
    first = {"ledger", "drift"}  # of a run before it: this is the first, whose model nobody has watched yet
    campaign = {"qini", "uplift_policies"}  # nobody ran one with a control group
    contracts = {"renewals_tracked"}  # here orders say who is lost
    loop = {  # what the loop explains, which did not make this run
        "path_steps", "path_flow", "drivers", "driver_tree", "steps", "rules", "sequences", "hit_rate", "clusters",
        "cluster_choice", "cluster_flow",
    }  # fmt: skip
    others = {"reopened_over_time"} | loop | first | campaign | contracts
    assert set(CHARTS) - drawn == others, "nobody wrote down changes of status"
    assert found.calls
    assert found.churn_model is not None
    assert found.value_model is not None
    whole = sum(group["at_risk"] for group in found.risks.values())
    assert next(one.value for one in found.headline if one.id == "value_at_risk") == pytest.approx(whole)
    assert "本次运行没有评分" not in page
