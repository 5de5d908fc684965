"""A company with orders and everything else gets one report of all of it; and what changed, and who counts as lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up_baskets import TOLD as BASKETS
from made_up_drivers import customers
from small_centre import AS_OF, centre_run, company, with_orders
from small_run import activity, small_run

from liuke.engine import Engine
from liuke.explain.drivers import keep_drivers
from liuke.language import LANGUAGES
from liuke.measure import Inputs, ask
from liuke.measure.lost import Inactivity, is_chosen
from liuke.present.reader import Reader
from liuke.present.report import Findings, gather, render
from liuke.present.report.gathering.changes import MOST, WATCHED
from liuke.present.report.gathering.explained import EXPLAINED
from liuke.present.report.gathering.panels import SECTIONS as PANELS
from liuke.present.report.words import SECTIONS, sections
from liuke.workspace import Draft, Run


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    shop = small_run(tmp_path_factory.mktemp("everything"), engine, activity(100))
    lost = shop.manifest["lost"]
    said = Inactivity(lost["days"]).sentence
    shop.manifest["lost"] = lost | {"definition": "inactivity", "sentence": {"en": said.en, "zh": said.zh}}
    none = {"en": "There is no control group.", "zh": "没有对照组。"}
    shop.manifest["uplift"] = {"model": None, "refusal": {"code": "uplift.no_control", "message": none, "hint": none}}
    draft = Draft(shop.id, shop.folder, engine, shop.manifest)
    shop.manifest["explain"] = {"drivers": keep_drivers(draft, customers())}
    shop.manifest["explain"] |= {"paths": {"refusal": {"code": "paths.no_leavers", "message": none, "hint": none}}}
    shop.manifest["explain"] |= {"baskets": BASKETS}
    return with_orders(shop, engine, company(100))


@pytest.fixture(scope="module")
def gathered(run: Run, engine: Engine) -> Findings:
    return gather(run, engine)


def test_it_has_every_section(gathered: Findings) -> None:
    declared = {"funnels"}
    assert list(sections(gathered)) == [id_ for id_ in SECTIONS if id_ not in declared], "nobody declared a funnel"
    assert set(gathered.panels) == {*PANELS, "timing", *EXPLAINED} - declared


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_of_a_section_is_on_the_page(language: Any, gathered: Findings) -> None:
    page = render(gathered, language)
    for panel in gathered.panels.values():
        assert all(f'data-chart="{name}"' in page for name in panel.charts)
        assert all(Reader(language).say(one.title) in page for one in panel.listings)


def test_the_headline_stays_that_of_a_shop(gathered: Findings) -> None:
    assert [one.id for one in gathered.headline][:3] == ["active_customers", "churn_rate", "revenue"]


def test_the_funnel_ends_with_those_who_bought_again(gathered: Findings, run: Run, engine: Engine) -> None:
    steps = {row["step"]: row for row in gathered.panels["acquisition"].charts["funnel"]}
    assert list(steps) == ["contacts", "leads", "opportunities", "customers", "repeat"]
    counts = [row["count"] for row in steps.values()][1:]
    assert counts == sorted(counts, reverse=True)
    assert steps["customers"]["denominator"] == steps["leads"]["count"]
    assert steps["repeat"]["denominator"] == steps["customers"]["count"]
    assert steps["customers"]["low"] < steps["customers"]["value"] < steps["customers"]["high"]
    (row,) = ask(Inputs.of(run, engine), "conversion_rate", since=date(2025, 5, 21), until=AS_OF).rows
    assert steps["customers"]["value"] == row["value"]


def test_without_orders_nobody_is_said_to_buy_again(club: Findings) -> None:
    steps = [row["step"] for row in club.panels["acquisition"].charts["funnel"]]
    assert steps == ["contacts", "leads", "opportunities", "customers"]
    by_id = {one.id: one for one in club.panels["acquisition"].listings}
    heads = {id_: [column.name for column in one.columns] for id_, one in by_id.items()}
    assert "activation_rate" not in heads["channels"]
    assert set(heads["channels"]) >= {"sign_ups", "mrr"}
    assert [row["group"] for row in by_id["origins"].rows] in (["web", "fair"], ["fair", "web"])


def test_a_conversion_is_drawn_only_of_months_whose_leads_had_their_time(gathered: Findings) -> None:
    rows = gathered.panels["acquisition"].charts["conversion_over_time"]
    assert rows[-1]["period"] == "2026-01-01"


def test_a_figure_says_of_how_many_it_is(gathered: Findings) -> None:
    nps = next(one for one in gathered.panels["satisfaction"].figures if one.id == "nps")
    rows = [row for row in gathered.panels["satisfaction"].charts["nps_over_time"] if not row["partial"]]
    assert nps.basis is not None
    assert nps.basis.en == f"{rows[-1]['denominator']} answers"
    assert nps.basis.zh == f"{rows[-1]['denominator']} 份回答"


def test_days_and_features_are_of_the_last_ones(gathered: Findings, run: Run, engine: Engine) -> None:
    charts = gathered.panels["engagement"].charts
    assert (len(charts["active_by_day"]), charts["active_by_day"][-1]["period"]) == (91, "2026-05-20")
    assert charts["features"][0]["name"] == "open"
    assert {row["period"] for row in charts["features"]} == {"2026-04-01"}
    shares = [row["value"] for row in charts["features"]]
    assert shares == sorted(shares, reverse=True)
    (april,) = ask(Inputs.of(run, engine), "active_users", since=date(2026, 4, 1), until=date(2026, 4, 30)).rows
    assert charts["features"][0]["denominator"] == april["value"]


def test_a_table_has_the_largest_group_on_top_with_its_intervals(gathered: Findings) -> None:
    (plans,) = gathered.panels["subscriptions"].listings
    amounts = [row["mrr"]["value"] for row in plans.rows]
    assert amounts == sorted(amounts, reverse=True)
    rate = plans.rows[0]["renewal_rate"]
    assert rate["low"] <= rate["value"] <= rate["high"]
    assert "paid_in_time_rate" in plans.rows[0]


def test_what_tables_and_charts_show_is_defined(gathered: Findings) -> None:
    defined = {one.id for one in gathered.definitions}
    for panel in (gathered.panels[id_] for id_ in PANELS):
        for one in panel.listings:
            assert {column.name for column in one.columns} - {"group"} <= defined
    assert {"feature_use_rate", "repeat_conversion_rate"} <= defined


def test_real_changes_are_told_with_their_origin_and_the_rest_is_named(gathered: Findings) -> None:
    told = [one for one in gathered.changes if one.sentence]
    assert {one.metric for one in gathered.changes} <= set(WATCHED)
    assert len(gathered.changes) > MOST
    assert len(told) <= MOST
    assert all(one.verdict in ("real", "level", "usual", "untold") for one in told)
    assert all(one.verdict in ("real", "level") for one in told if one.tone != "plain")
    ranks = ["real", "level", "untold", "usual", "chance", "same"]
    places = [ranks.index(one.verdict) for one in gathered.changes]
    assert [min(place, 4) for place in places] == sorted(min(place, 4) for place in places)
    mrr = next(one for one in gathered.changes if one.metric == "mrr")
    assert mrr.sentence is not None
    assert "April 2026" in mrr.sentence.en
    assert "comes from" in mrr.sentence.en
    assert "2026年4月" in mrr.sentence.zh


def test_the_definitions_of_lost_stand_side_by_side(gathered: Findings, run: Run) -> None:
    days = gathered.window_days
    assert days
    (chosen,) = [one for one in gathered.readings if one.chosen]
    assert chosen.sentence.en == f"No purchase for {days} days."
    assert {one.sentence.en for one in gathered.readings} >= {
        f"No purchase for {days // 2} days.",
        f"No purchase for {2 * days} days.",
        "The contract ended and was not renewed within 7 days.",
    }
    by_days = {one.sentence.en: one for one in gathered.readings}
    short = by_days[f"No purchase for {days // 2} days."]
    assert short.lost > chosen.lost
    assert short.returned > chosen.returned
    assert chosen.mean_rate is not None
    done = [row for row in gathered.churn if not row["partial"]]
    assert chosen.last_rate == done[-1]["value"]
    assert not is_chosen(Inactivity(days + 1), run)


def test_a_single_definition_says_how_many_came_back(club: Findings) -> None:
    (one,) = club.readings
    assert one.chosen
    share = Reader("en").percent(one.returned / one.lost, 0)
    assert f"{share} of the lost came back" in render(club, "en")
    nobody = replace(club, readings=(replace(one, lost=0, returned=0, mean_rate=None),))
    assert "流失后有多少回来了" in render(nobody, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_links_only_to_sections_it_has(language: Any, engine: Engine, tmp_path: Path) -> None:
    answers = company(60)["survey_response"]
    found = gather(centre_run(tmp_path, engine, {"survey_response": answers}), engine)
    assert {one.metric for one in found.changes} == {"nps", "csat", "csi"}
    page = render(found, language)
    assert 'href="#satisfaction"' in page
    assert 'href="#churn"' not in page
