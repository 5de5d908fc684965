"""The section on whom contact keeps: lists with intervals, and where nothing can be said, what is needed."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up_uplift import contacting

from liuke.language import LANGUAGES, Language, Text
from liuke.present.report.findings import Contacting, Findings
from liuke.present.report.gathering.uplift import contacting as gathered
from liuke.present.report.page import render
from liuke.present.report.words import sections
from liuke.workspace import Run, write_json

NEEDED = Contacting(
    refusal=Text("300 customers were treated: too few to learn from.", "干预客户 300 位：数据过少，无法学习。"),
    hint=Text(
        "To show an average effect of 0.02, treat 50% of 19,600 customers.", "需要 19,600 位客户，其中 50% 受干预。"
    ),
)


def _section(found: Findings, language: Language) -> str:
    """Return the section without the tables behind its charts."""
    page = render(found, language)
    start = page.index('<section id="uplift"')
    return re.sub(r"<details.*?</details>", "", page[start : page.index("</section>", start)], flags=re.DOTALL)


@pytest.mark.parametrize(("language", "words"), [("en", "Behind uplift by"), ("zh", "较按增益少")])
def test_it_shows_three_lists_with_intervals_both_charts_and_the_four_kinds(
    found: Findings, language: Language, words: str
) -> None:
    section = _section(found, language)
    assert words in section
    assert section.count('data-chart="') == 2
    assert section.count("<tr") == 1 + 3 + 1 + 4
    assert "−¥400" in section
    assert ("9 customers are not scored." if language == "en" else "9 位客户未评分。") in section


@pytest.mark.parametrize("language", LANGUAGES)
def test_minus_signs_of_sentences_are_minus_signs(found: Findings, language: Language) -> None:
    assert "−3" in _section(found, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_takes_is_told_only_where_effects_are_not_shown_to_differ(found: Findings, language: Language) -> None:
    takes = contacting().sizes
    assert takes is not None
    assert takes.say(language) not in _section(found, language)
    alike = _section(replace(found, uplift=contacting(usable=False)), language)
    assert takes.say(language) in alike
    assert alike.count("<tr") == 1 + 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_stands_there_alone_with_the_size_that_is_needed(found: Findings, language: Language) -> None:
    section = _section(replace(found, uplift=NEEDED), language)
    assert "19,600" in section
    assert NEEDED.refusal is not None
    assert NEEDED.refusal.say(language) in section
    assert "data-chart" not in section
    assert "<table" not in section


def test_without_treatments_there_is_no_section(found: Findings) -> None:
    assert "uplift" in sections(found)
    assert "uplift" not in sections(replace(found, uplift=None))


def _run(folder: Path, told: dict[str, Any] | None) -> Run:
    return Run(folder, {"tables": {}, **({"uplift": told} if told else {})})


def test_of_a_run_are_gathered_its_card_its_refusal_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    assert gathered(_run(tmp_path, None)) is None
    both = {"en": "No.", "zh": "否。"}
    refused = gathered(_run(tmp_path, {"model": None, "refusal": {"code": "x", "message": both, "hint": both}}))
    assert refused == Contacting(refusal=Text("No.", "否。"), hint=Text("No.", "否。"))
    policy = {"policy": "uplift", "customers": 3}
    answer = {
        **dict.fromkeys(("asked", "verdict", "sizes"), both),
        "usable": True,
        "binary": True,
        "average": {"value": 0.1},
        "curves": {"qini": [{"learner": "dr"}], "profit": [{"policy": "risk"}]},
        "today": {"customers": 5, "policies": [policy], "why": {"risk": both}, "classes": {"sure_thing": 4}},
        "classes": [{"class": "sure_thing", "customers": 7}, {"class": "lost_cause", "customers": 1}],
        "warnings": [both],
    }
    write_json(tmp_path / "models" / "uplift.json", {"name": "uplift", "answer": answer})
    found = gathered(_run(tmp_path, {"model": "uplift@1", "refusal": None}))
    assert found is not None
    assert (found.customers, found.usable, [row["customers"] for row in found.policies]) == (5, True, [3])
    assert [(row["today"], row["customers"]) for row in found.classes] == [(4, 7), (0, 1)]
    assert found.why == found.notes == (Text("No.", "否。"),)
