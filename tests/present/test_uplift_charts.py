"""Charts of an experiment: what they say is what their rows say, in both languages."""

import pytest
from made_up_uplift import policies, qini

from liuke.language import Language
from liuke.present.charts import Figure, draw
from liuke.present.charts.frame import Rows
from liuke.present.reader import Reader


def _drawn(name: str, rows: Rows, language: Language = "en") -> Figure:
    figure = draw(name, rows, Reader(language, "USD"))
    assert figure
    return figure


def test_the_title_of_the_qini_curves_is_the_best_half() -> None:
    """Doubly robust: 0.04 / 2 + 0.06 / 4 = 0.035 of 0.04."""
    assert _drawn("qini", qini()).title == (
        "Contacting the half that Doubly robust ranks best gains 88% of what contacting everybody does"
    )
    assert "88%" in _drawn("qini", qini(), "zh").title


def test_where_contacting_everybody_gains_nothing_no_share_of_it_is_told() -> None:
    title = _drawn("qini", qini(whole=-0.01)).title
    assert "%" not in title
    assert "\u22120.01" in title


def test_the_summary_has_every_learner_with_its_interval_and_chance() -> None:
    summary = _drawn("qini", qini()).summary
    assert "Doubly robust: 0.035 (0.0325 to 0.0375)" in summary
    assert "at random 0.02" in summary
    assert summary.count("to") >= 4


@pytest.mark.parametrize("learners", [("dr",), ("dr", "x")])
def test_the_legend_has_only_the_learners_there_are(learners: tuple[str, ...]) -> None:
    figure = _drawn("qini", qini(learners))
    assert len(figure.legend) == len(learners) + 1
    assert {row[0] for row in figure.body} == {row[2] for row in figure.legend[:-1]}


def test_the_table_behind_the_curves_has_every_fifth() -> None:
    figure = _drawn("qini", qini(("dr",)))
    assert [row[1] for row in figure.body] == ["0.0%", "20.0%", "40.0%", "60.0%", "80.0%", "100.0%"]
    assert figure.body[-1][2] == "0.0400"


def test_policies_are_told_by_what_they_earn_at_best() -> None:
    figure = _drawn("uplift_policies", policies())
    assert figure.title == (
        "By uplift contact earns up to $4,000, at 50% of the customers; by risk or value at risk up to $2,000"
    )
    assert "By risk: $1,000 ($750 to $1,250) at 50%" in figure.summary.replace(".00", "")
    assert "按增益" in _drawn("uplift_policies", policies(), "zh").title


def test_contact_that_does_not_pay_is_said_not_to() -> None:
    assert "less than it costs" in _drawn("uplift_policies", policies(-100.0)).title


def test_bands_and_lines_are_drawn_of_the_same_rows() -> None:
    for name, rows in (("qini", qini()), ("uplift_policies", policies())):
        plan = _drawn(name, rows).plan
        assert len(plan["data"]["values"]) == len(rows)
        marks = [layer["mark"]["type"] for layer in plan["layer"]]
        assert {"area", "line", "point"} <= set(marks)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_differences_that_are_not_shown_are_not_boasted_of(language: Language) -> None:
    for name, rows in (("qini", qini(usable=False)), ("uplift_policies", policies(usable=False))):
        title = _drawn(name, rows, language).title
        assert ("No usable difference" if language == "en" else "没有可用的效果差别") in title
        assert "%" not in title
