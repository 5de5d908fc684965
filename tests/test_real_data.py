"""The page on real data: both languages say the same, and what its generator writes follows from what a run says."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from docs.real_data import writing
from docs.real_data.__main__ import PAGES
from docs.real_data.dated import dated
from docs.real_data.sets import SETS
from docs.real_data.writing import bullets, fixed, judged, picture, share, table, told

from liuke.language import Text
from liuke.predict.notebook.running import NO_SCORES, Told

DOCS = Path(__file__).parents[1] / "docs"


def page(language: str) -> str:
    return (DOCS / PAGES[language]).read_text(encoding="utf-8")


def test_every_set_has_a_section_in_both_languages() -> None:
    for language in PAGES:
        assert page(language).count("\n## ") == len(SETS)


def test_both_languages_show_the_same_figures_and_pictures() -> None:
    rows = ["\n".join(re.findall(r"^\| .*$", page(language), re.MULTILINE)) for language in PAGES]
    cells = [re.findall(r"[−\d][\d,.]*", one.replace("最高风险 10%", "")) for one in rows]
    assert cells[0] == cells[1]
    assert len(cells[0]) > 150
    shown = [re.findall(r"images/(\S+)-(?:en|zh)\.svg", page(language)) for language in PAGES]
    assert shown[0] == shown[1]
    assert len(shown[0]) > 10


def test_the_page_stays_within_its_language() -> None:
    english = re.sub(r"\[简体中文\]", "", page("en"))
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert not re.search(r"\*\*[^*\n]*[。：，]\*\*\w", page("zh")), "a bold text that ends so is not shown as bold"


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "images").glob("real-*.svg")}
    assert sizes
    assert [name for name, size in sizes.items() if size > 150_000] == []


def test_no_picture_is_left_over() -> None:
    shown = {name for language in PAGES for name in re.findall(r"images/(real-\S+\.svg)", page(language))}
    assert {path.name for path in (DOCS / "images").glob("real-*.svg")} == shown


def test_numbers_are_told_in_both_languages() -> None:
    assert told(-33225.58, 2) == Text("−33,225.58", "−33,225.58")
    assert fixed(0.71, 3) == "0.710"
    assert fixed(None, 3) == "–"
    assert share(0.554) == Text("55 %", "55%")


def test_a_table_has_a_line_a_row() -> None:
    said = table([Text("model", "模型"), "AUC"], [[Text("trees", "树"), "0.7"]])
    assert said.en == "| model | AUC |\n| --- | ---: |\n| trees | 0.7 |"
    assert said.zh.splitlines()[2] == "| 树 | 0.7 |"
    assert bullets([]) == []
    assert bullets([Text("a", "甲"), Text("b", "乙")]) == [Text("* a\n* b", "* 甲\n* 乙")]


def test_the_model_in_use_is_bold_and_its_interval_beside_it() -> None:
    row: dict[str, Any] = {
        "model": "boosted", "used": True, "auc": 0.71, "auc_low": 0.66, "auc_high": 0.76, "log_loss": 0.6,
        "brier": 0.2, "calibration_slope": 1.0, "top_decile_lift": None,
    }  # fmt: skip
    rows = [row, row | {"model": "recency", "used": False, "auc": None}]
    lines = judged(pl.DataFrame(rows)).en.splitlines()
    assert lines[2] == "| **additive trees** | 0.710 (0.660 – 0.760) | 0.600 | 0.200 | 1.00 | – |"
    assert lines[3].startswith("| recency rule | – |")


def test_a_chart_is_drawn_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "IMAGES", tmp_path)
    rows = [{"share": share / 10, "profit": 5.0 * share - share**2} for share in range(11)]
    (shown,) = picture("profit", rows, "made-up")
    assert "](images/real-made-up-profit-en.svg)" in shown.en
    assert (tmp_path / "real-made-up-profit-zh.svg").read_text(encoding="utf-8").startswith("<svg")
    assert picture("profit", [], "nothing") == []


def test_a_refusal_stands_where_there_is_no_model() -> None:
    quality = {"rows_in": 1200, "rows_kept": 1100, "rows_quarantined": 100}
    manifest = {
        "first_day": str(date(2026, 1, 1)), "as_of": str(date(2026, 2, 1)), "quality": quality, "lost": {},
        "refusals": [{"en": "Too little.", "zh": "太少。"}], "currency": "EUR",
    }  # fmt: skip
    parts = dated(Told(NO_SCORES, [], manifest, ()), "made-up")
    assert [part.en for part in parts] == [
        "1,200 rows from 2026-01-01 to 2026-02-01: 1,100 count, 100 are set aside with the reason. 0 customers.",
        "Too little.",
    ]
