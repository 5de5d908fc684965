"""A picture has its legend in it, below the chart."""

import json
from typing import Any

import pytest
import vl_convert
from made_up_shop import findings

from liuke.language import LANGUAGES, Language
from liuke.present.charts import draw
from liuke.present.charts.frame import Figure
from liuke.present.export import chart_svg
from liuke.present.legend import strip
from liuke.present.reader import Reader


def figure(id_: str, language: Language = "en") -> Figure:
    model = findings().churn_model
    assert model is not None
    found = draw(id_, [dict(row) for row in getattr(model, id_)], Reader(language))
    assert found is not None
    return found


def marks(drawn: dict[str, Any]) -> list[dict[str, Any]]:
    return [layer["mark"] for layer in drawn["layer"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_legend_is_in_the_picture(language: Language) -> None:
    drawn = figure("gains", language)
    picture = chart_svg(drawn)
    assert len(drawn.legend) == 4
    assert all(f">{label}<" in picture for _, _, label in drawn.legend)
    assert "var(--" not in picture


def test_marks_look_as_in_the_chart() -> None:
    drawn = [mark for mark in marks(strip(figure("gains"), 600)) if mark["type"] == "rule"]
    assert [mark["stroke"] for mark in drawn][:1] == ["var(--accent)"]
    assert drawn[0]["strokeDash"] != drawn[-1]["strokeDash"], "chance is dashed"


def test_a_legend_that_is_too_long_goes_on_in_a_further_line() -> None:
    wide, narrow = strip(figure("gains"), 900), strip(figure("gains"), 200)
    assert narrow["height"] > wide["height"]
    assert max(layer["encoding"]["y"]["datum"] for layer in narrow["layer"]) > 0


def test_the_strip_is_vega_lite() -> None:
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **strip(figure("calibration"), 500)}
    assert "marks" in json.loads(json.dumps(vl_convert.vegalite_to_vega(spec)))
