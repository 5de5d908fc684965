"""Every chart is a valid Vega-Lite dictionary with words in both languages and a table behind it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from jsonschema import Draft7Validator

from liuke.language import LANGUAGES, Language
from liuke.present.charts import CHARTS, Figure, draw
from liuke.present.reader import Reader
from liuke.present.report.findings import Findings
from liuke.present.report.page import figures


@cache
def _validator() -> Draft7Validator:
    place = Path(alt.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    return Draft7Validator(json.loads(place.read_text(encoding="utf-8")))


def _drawn(found: Findings, language: Language) -> dict[str, Figure]:
    reader = Reader(language, "CNY")
    return {name: figure for name, figure in figures(found, reader).items() if figure}


@pytest.fixture(scope="module")
def english(found: Findings) -> dict[str, Figure]:
    return _drawn(found, "en")


@pytest.mark.parametrize("name", CHARTS)
def test_it_draws_a_valid_vega_lite_chart(name: str, english: dict[str, Figure]) -> None:
    faults = [fault.message[:200] for fault in _validator().iter_errors(english[name].spec())]
    assert not faults


def test_the_schema_refuses_a_wrong_chart(english: dict[str, Figure]) -> None:
    assert not _validator().is_valid(english["rfm"].spec() | {"layer": [{"mark": "no such mark"}]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_every_chart_shows(language: Language, found: Findings) -> None:
    for figure in _drawn(found, language).values():
        assert figure.title
        assert figure.unit
        assert figure.summary.rstrip().endswith(("。", "."))
        assert len(figure.body) > 2, figure.id
        assert {len(row) for row in figure.body} == {len(figure.head)}


def test_it_has_a_chart_in_the_report_for_each_in_the_registry(found: Findings, english: dict[str, Figure]) -> None:
    assert set(english) == set(CHARTS)
    assert {name for name, figure in figures(found, Reader("en", "CNY")).items() if figure} == set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
def test_it_draws_nothing_from_nothing(name: str) -> None:
    assert draw(name, [], Reader("en")) is None


def test_a_notebook_can_use_the_chart_as_it_is(english: dict[str, Figure]) -> None:
    assert alt.Chart.from_dict(english["churn_over_time"].spec()).to_dict()


def _strings(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [text for key, value in part.items() if key != "values" for text in _strings(value)]
    if isinstance(part, list):
        return [text for value in part for text in _strings(value)]
    return [part] if isinstance(part, str) else []


def test_a_picture_has_colours_where_a_page_has_roles(english: dict[str, Figure]) -> None:
    figure = english["rfm"]
    assert any("var(--" in text for text in _strings(figure.page))
    assert not any("var(--" in text for text in _strings(figure.spec("light")))
    assert _strings(figure.spec("light")) != _strings(figure.spec("dark"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_profit_chart_names_the_terms_it_assumes(language: Language) -> None:
    reader = Reader(language, "CNY")
    rows = [{"share": share, "profit": share - share**2} for share in (0.0, 0.5, 1.0)]
    terms = {"en": "a customer who stays is worth 50", "zh": "挽回一位客户价值 50"}
    figure = CHARTS["profit"].draw([row | {"terms": terms} for row in rows], reader)
    assert figure is not None
    assert terms[language] in figure.summary
    unnamed = CHARTS["profit"].draw(rows, reader)
    assert unnamed is not None
    assert {"en": "the campaign's terms", "zh": "活动条件成立"}[language] in unnamed.summary
