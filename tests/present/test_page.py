"""The report is one file that holds everything, in either language, whatever the customers are called."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from made_up_shop import HOSTILE, findings

from liuke.language import LANGUAGES, Language, Text
from liuke.present.charts import CHARTS
from liuke.present.report.findings import Findings
from liuke.present.report.gathering.lost import SUBSCRIBERS
from liuke.present.report.page import inline_json, policy, render, sparkline
from liuke.present.report.words import SECTIONS

NAMES = {
    "Lighthouse", "Tea", "Harbour", "Sons", "Nordlicht", "GmbH", "Umbra", "Travel", "script", "alert",
    "csv", "orders", "HYPERLINK", "CNY", "PDF", "AUC", "Brier", "NBD", "alpha", "lost", "opening", "repeat",
    "customers", "churn", "rate", "Liuke", "definition", "Farris", "Marketing", "Metrics",
    "MRR", "NRR", "GRR", "NPS", "CSAT", "CES", "CSI", "PSI", "basic", "pro", "open", "search", "export",
    "share", "home", "help", "support", "wait", "Jaccard", "clusters", "checkout", "catalog", "cart", "delivery",
    "payment", "paid", "Milk", "Pasta", "Tomato", "sauce", "Bread", "Butter", "Jam", "Strawberry", "Rhubarb", "wild",
    "Bergland", "Collection", "jumbo", "glass",
}  # fmt: skip


class Reading(HTMLParser):
    """Collects what a browser would show, fetch or style."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(data.strip())


def read(page: str) -> Reading:
    reading = Reading()
    reading.feed(page)
    return reading


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fetches_nothing(language: Language, pages: Mapping[str, str]) -> None:
    fetching = ("src", "href", "srcset", "action", "data", "poster")
    for tag, attributes in read(pages[language]).tags:
        for name in fetching:
            assert (attributes.get(name) or "#").startswith(("#", "data:")), (tag, attributes)
    style = re.search(r"<style>(.*?)</style>", pages[language], re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_section_and_every_chart(language: Language, pages: Mapping[str, str]) -> None:
    tags = read(pages[language]).tags
    assert [found["id"] for tag, found in tags if tag == "section"] == list(SECTIONS)
    assert {found["data-chart"] for _, found in tags if "data-chart" in found} == set(CHARTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_within_the_page_has_a_place(language: Language, pages: Mapping[str, str]) -> None:
    tags = read(pages[language]).tags
    ids = {found["id"] for _, found in tags if "id" in found}
    for _, found in tags:
        if (found.get("href") or "").startswith("#"):
            assert (found["href"] or "")[1:] in ids
        if "aria-labelledby" in found:
            assert found["aria-labelledby"] in ids


def test_the_chinese_page_has_no_english_left(pages: Mapping[str, str]) -> None:
    words = {word for text in read(pages["zh"]).words for word in re.findall(r"[A-Za-z]{3,}", text)}
    assert words - NAMES == set()


def test_the_english_page_has_no_chinese_but_names(pages: Mapping[str, str]) -> None:
    text = " ".join(read(pages["en"]).words)
    for name in ("灯塔茶业", "华信保险经纪", "盛世能源科技", "林晓雯"):
        text = text.replace(name, "")
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_name_is_shown_and_not_run(language: Language, pages: Mapping[str, str]) -> None:
    assert HOSTILE not in pages[language]
    assert HOSTILE in " ".join(read(pages[language]).words)


def test_a_hostile_shop_cannot_leave_the_title_or_the_data(found: Findings) -> None:
    page = render(replace(found, shop="</title></script><b onclick=x>"), "en")
    assert "<b onclick" not in page


def test_data_in_a_script_cannot_end_it() -> None:
    text = inline_json({"name": "</script><!-- & \u2028"})
    assert not set("<>&\u2028") & set(text)


def test_the_policy_allows_the_scripts_of_the_page_and_no_other() -> None:
    # The hash of this very script is the example of the CSP Level 3 specification.
    said = policy("", ["alert('Hello, world.');"])
    assert "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='" in said
    assert said.startswith("default-src 'none'")
    assert "unsafe" not in said


def test_nothing_is_styled_in_place_which_the_policy_would_refuse(pages: Mapping[str, str]) -> None:
    tags = read(pages["en"]).tags
    assert not [tag for tag, found in tags if "style" in found or any(name.startswith("on") for name in found)]


def test_it_reads_without_scripts(pages: Mapping[str, str]) -> None:
    words = " ".join(read(pages["en"]).words)
    assert "More customers are leaving: 34 of 196 were lost in May 2026" in words
    assert "17 complete months: lowest 5.7% (Oct 2025)" in words


def test_chinese_amounts_are_in_ten_thousands_with_a_separator(pages: Mapping[str, str]) -> None:
    assert "¥1,227.8万" in pages["zh"]
    assert "¥12.3M" in pages["en"]


def test_an_amount_in_a_sentence_is_written_as_everywhere_on_the_page(found: Findings) -> None:
    rose = Text("Revenue: CN¥12 in May 2026, up CN¥2.", "2026年5月收入为 ¥12，上升 ¥2。")
    page = render(replace(found, changes=(replace(found.changes[0], sentence=rose),)), "en")
    assert "Revenue: ¥12 in May 2026, up ¥2." in page


def test_the_same_findings_make_the_same_page(pages: Mapping[str, str]) -> None:
    assert render(findings(), "zh") == pages["zh"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shop_with_hardly_any_history_still_gets_a_report(language: Language, found: Findings) -> None:
    young = replace(
        found, bridge={},
        churn=(), retention=(), revenue=(), cohorts=(), curve=(), silence=(), rfm=(), segments=(), concentration=(),
        stages=(), flow=(), flow_month=None, calls=(), risks={}, churn_model=None, value_model=None, quality=(),
        first_on=None, headline=tuple(replace(one, value=None, low=None, history=()) for one in found.headline),
    )  # fmt: skip
    tags = read(render(young, language)).tags
    assert len([tag for tag, _ in tags if tag == "section"]) == len(SECTIONS)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No single thing stands out"), ("zh", "没有突出的原因")], ids=LANGUAGES
)
def test_a_call_without_reasons_says_so(language: Language, said: str, found: Findings) -> None:
    assert said not in render(found, language)
    bare = replace(found, calls=(replace(found.calls[0], reasons=()), *found.calls[1:]))
    assert render(bare, language).count(said) == 1


def test_the_range_of_churn_is_of_the_same_customers(found: Findings) -> None:
    """Who has a contract is not who buys: churn of subscribers is no other reading of the same base."""
    contract = replace(found.readings[0], sentence=Text("It ended.", "结束。"), mean_rate=0.01, of=SUBSCRIBERS)
    words = re.sub(r"\s+", " ", render(replace(found, readings=(*found.readings, contract)), "en"))
    assert "The same customers: 4.0% to 19.0% churn a month" in words
    assert "of subscribers only, not of all buyers" in words


def test_chinese_has_no_space_after_a_full_stop(pages: Mapping[str, str]) -> None:
    body = re.sub(r"<script.*?</script>|<style.*?</style>", "", pages["zh"], flags=re.DOTALL)
    assert not re.findall(r"。\s+[^\s<][^<]*", body)


def test_a_sparkline_spans_its_box() -> None:
    assert sparkline((1.0, 3.0, 2.0)) == "0.0,28.0 50.0,2.0 100.0,15.0"
    assert sparkline((5.0, 5.0)) == "0.0,28.0 100.0,28.0"
    assert sparkline((5.0,)) == ""
