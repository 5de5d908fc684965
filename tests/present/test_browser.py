"""The report in a real browser: it draws, it fetches nothing, it fits, and it prints."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from liuke.language import LANGUAGES, Language
from liuke.present.charts import CHARTS
from liuke.present.report.findings import Findings
from liuke.present.report.page import render

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def files(pages: Mapping[str, str], tmp_path: Path) -> Mapping[str, str]:
    for language, page in pages.items():
        (tmp_path / f"{language}.html").write_text(page, encoding="utf-8")
    return {language: (tmp_path / f"{language}.html").as_uri() for language in pages}


def opened(browser: Browser, address: str, width: int = 1280, **options: str) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(("file:", "data:")) else faults.append(f"fetched {asked.url}"),
    )
    page.goto(address)
    page.wait_for_function(
        "document.querySelectorAll('.plot svg').length === document.querySelectorAll('.plot').length"
    )
    return page, faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_it_draws_every_chart_quietly_and_never_scrolls_sideways(
    browser: Browser, files: Mapping[str, str], language: Language, width: int
) -> None:
    page, faults = opened(browser, files[language], width)
    assert page.locator(".plot svg").count() == len(CHARTS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.querySelectorAll('.plot svg')].every(one => one.clientHeight > 100)")
    assert faults == []
    page.close()


def test_a_hostile_name_does_nothing(browser: Browser, files: Mapping[str, str]) -> None:
    page, faults = opened(browser, files["en"])
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    assert page.get_by_text("<script>alert('x')</script>").first.is_visible()
    assert asked == faults == []
    page.close()


def _told(page: Page, name: str) -> str:
    """Move the mouse over a chart until it tells something."""
    plot = page.locator(f"[data-chart={name}] svg")
    plot.scroll_into_view_if_needed()
    box, tip = plot.bounding_box(), page.locator("#vg-tooltip-element.visible")
    assert box
    for across, down in product(range(20, 95, 3), range(10, 85, 6)):
        page.mouse.move(box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100)
        if tip.count():
            return tip.inner_text()
    return ""


def test_every_chart_tells_its_numbers_under_the_mouse(browser: Browser, files: Mapping[str, str]) -> None:
    page, faults = opened(browser, files["zh"])
    for name in set(CHARTS):
        said = _told(page, name)
        assert re.search(r"\d", said), name
        assert not re.search(r"undefined|NaN|null", said), name
    assert faults == []
    page.close()


def test_it_follows_a_dark_screen_and_prints_light(browser: Browser, files: Mapping[str, str]) -> None:
    page, _ = opened(browser, files["en"], color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    line = "getComputedStyle(document.querySelector('[data-chart=concentration] path[stroke]')).stroke"
    assert page.evaluate(line).startswith("rgb(")
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark != "rgb(255, 255, 255)"
    page.close()


def _printed(browser: Browser, address: str) -> int:
    """Count the pages on paper."""
    page, _ = opened(browser, address)
    count = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    page.close()
    return count


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_to_a_few_full_pages(
    browser: Browser, files: Mapping[str, str], found: Findings, language: Language, tmp_path: Path
) -> None:
    file = tmp_path / "shop.html"
    file.write_text(render(replace(found, panels={}, changes=(), readings=()), language), encoding="utf-8")
    assert 4 <= _printed(browser, file.as_uri()) <= 11
    assert _printed(browser, files[language]) <= 12 + len(found.panels) + 1


def test_charts_are_laid_out_for_the_sheet_and_back(browser: Browser, files: Mapping[str, str]) -> None:
    """Shrunk from a wide screen to a sheet, labels were four points high."""
    page, _ = opened(browser, files["en"], 1440)
    width = "+document.querySelector('[data-chart=churn_over_time] svg').getAttribute('width')"
    wide = page.evaluate(width)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(width) < 400 < wide
    room = "parseFloat(getComputedStyle(document.querySelector('.figure')).paddingBottom)"
    assert page.evaluate(room) > 40, "a sparkline has its own place, below the words"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(width) == pytest.approx(wide, abs=1)
    page.close()


@pytest.mark.parametrize("width", [390, 1100])
def test_a_narrow_page_has_contents_to_jump_to(browser: Browser, files: Mapping[str, str], width: int) -> None:
    page, _ = opened(browser, files["zh"], width)
    strip = page.locator(".rail")
    assert strip.bounding_box()["height"] < 60  # type: ignore[index]
    page.locator(".rail a[href='#quality']").click()
    page.locator(".rail a[href='#quality'][aria-current]").wait_for()
    assert strip.bounding_box()["y"] == 0  # type: ignore[index]
    assert page.locator("#quality-title").bounding_box()["y"] >= strip.bounding_box()["height"] - 1  # type: ignore[index]
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_company_without_orders_gets_a_page_that_draws_and_fits(
    browser: Browser, club: Findings, language: Language, tmp_path: Path
) -> None:
    file = tmp_path / "club.html"
    file.write_text(render(club, language), encoding="utf-8")
    for width in (360, 1280):
        page, faults = opened(browser, file.as_uri(), width)
        assert page.locator(".plot svg").count() == 2 + sum(len(panel.charts) for panel in club.panels.values())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults == []
        page.close()


def test_it_bears_the_longest_names_and_the_largest_numbers(browser: Browser, found: Findings, tmp_path: Path) -> None:
    long = "很长的名字" * 20 + "x" * 120
    calls = [replace(call, name=long, customer_id="y" * 64, worth=9.9e12, at_risk=8.8e12) for call in found.calls]
    large = replace(
        found,
        shop=long,
        calls=tuple(calls),
        customers=99_999_999,
        headline=tuple(replace(one, value=(one.value or 0) * 1e6, before=1e5) for one in found.headline),
        bridge=found.bridge | {"opening_customers": 99_999_999, "closing_customers": 99_999_999},
        segments=[row | {"customers": 99_999_999, "amount": 1e13} for row in found.segments],
        files=[row | {"name": long} for row in found.files],
        quality=[row | {"name": long, "example": long} for row in found.quality],
    )
    for language in LANGUAGES:
        file = tmp_path / f"{language}.html"
        file.write_text(render(large, language), encoding="utf-8")
        for width in (360, 1280):
            page, faults = opened(browser, file.as_uri(), width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert faults == []
            page.close()
