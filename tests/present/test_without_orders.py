"""A company without orders gets a report of what it has, and no empty box for what it has not."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from made_up_shop import findings
from small_centre import centre_run, company

from liuke.engine import Engine
from liuke.language import LANGUAGES, Language
from liuke.measure import METRICS, Inputs, ask
from liuke.present.charts.mrr import net
from liuke.present.report import Findings, gather, render
from liuke.present.report.words import SECTIONS, sections
from liuke.workspace import Run

ORDERS_ONLY = {"cohorts", "segments", "value", "lifecycle", "calls", "prediction"}


@pytest.fixture(scope="module")
def pages(club: Findings) -> Mapping[str, str]:
    return {language: render(club, language) for language in LANGUAGES}


def test_the_headline_is_chosen_from_what_there_is(club: Findings, club_run: Run, engine: Engine) -> None:
    assert [one.id for one in club.headline] == ["mrr", "churn_rate", "active_users", "nps", "resolution_time"]
    assert all(one.value is not None for one in club.headline)
    (row,) = ask(Inputs.of(club_run, engine), "mrr").rows
    assert club.headline[0].value == row["value"]
    assert club.headline[0].note.en == "Apr 2026, against Mar 2026"


def test_churn_is_told_by_contracts(club: Findings, pages: Mapping[str, str]) -> None:
    assert club.bridge["month"] == "2026-04-01"
    moved = club.bridge["new_customers"] + club.bridge["returned_customers"] - club.bridge["lost_customers"]
    assert club.bridge["opening_customers"] + moved == club.bridge["closing_customers"]
    assert "not renewed within 7 days" in pages["en"]
    assert "7 天内没有续约" in pages["zh"]
    assert "without a purchase" not in pages["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_of_orders_are_not_there(language: Language, pages: Mapping[str, str], club: Findings) -> None:
    shown = sections(club)
    assert not ORDERS_ONLY & set(shown)
    assert [id_ for id_ in SECTIONS if f'<section id="{id_}"' in pages[language]] == list(shown)
    assert 'class="missing"' not in pages[language]
    assert {"en": " orders</span>", "zh": "笔订单</span>"}[language] not in pages[language]


def test_a_shop_with_orders_has_those_sections() -> None:
    assert set(sections(findings())) >= ORDERS_ONLY | {"churn"}


def test_every_metric_shown_is_defined(club: Findings) -> None:
    defined = {one.id for one in club.definitions}
    assert {one.id for one in club.headline} | {"churn_rate", "net_shrinkage"} <= defined <= set(METRICS)
    assert "revenue" not in defined


@pytest.mark.parametrize("kept", ["customer", "event", "survey_response", "feedback", "interaction", "lead"])
def test_a_company_with_a_single_table_gets_a_report(kept: str, engine: Engine, tmp_path: Path) -> None:
    found = gather(centre_run(tmp_path, engine, {kept: company(12)[kept]}), engine)
    assert found.orders is None
    assert found.lost_means is None
    assert "churn" not in sections(found)
    for language in LANGUAGES:
        assert 'class="missing"' not in render(found, language)


def test_a_company_without_a_complete_month_has_no_figures(engine: Engine, tmp_path: Path) -> None:
    tickets = [row for row in company()["feedback"] if row["received_at"].isoformat() >= "2026-05"]
    found = gather(centre_run(tmp_path, engine, {"feedback": tickets}), engine)
    assert found.headline == ()
    assert "</html>" in render(found, "zh")


def test_subscriptions_show_the_money_of_the_last_complete_month(club: Findings, pages: Mapping[str, str]) -> None:
    panel = club.panels["subscriptions"]
    (bridge,) = panel.charts["mrr_bridge"]
    assert bridge["period"] == "2026-04-01"
    assert bridge["mrr_opening"] + net(bridge) == pytest.approx(bridge["mrr"])
    assert panel.figures[0].value == bridge["mrr"]
    assert [row["period"] for row in panel.charts["mrr_movement"]][-2:] == ["2026-04-01", "2026-05-01"]
    (plans,) = panel.listings
    assert {row["group"] for row in plans.rows} == {"basic", "pro"}
    assert sum(row["mrr"]["value"] for row in plans.rows) == bridge["mrr"]
    assert "各套餐表现" in pages["zh"]


def test_what_a_panel_shows_is_defined(club: Findings) -> None:
    defined = {one.id for one in club.definitions}
    for panel in club.panels.values():
        assert {one.id for one in panel.figures} <= set(panel.metrics) <= defined
