"""Charts of paths: titles that fit the rows, nobody lost on the way, and legends that name what is drawn."""

from collections import defaultdict
from typing import Any

import pytest
from made_up_paths import FLOW, STEPS, flow_row, step

from liuke.language import LANGUAGES
from liuke.present.charts import draw
from liuke.present.charts.path_flow import PATH_FLOW, keys
from liuke.present.charts.path_layout import LEAST, NAMED, POINTS, bars_of, links, names, ribbons_of
from liuke.present.charts.path_steps import MOST, PATH_STEPS
from liuke.present.reader import Reader

EN, ZH = Reader("en"), Reader("zh")


def test_the_step_that_separates_most_is_the_title() -> None:
    assert PATH_STEPS.title(STEPS, EN) == "‘wait’ sets them apart most: 45% of those who left, 10% of those who stayed"
    assert PATH_STEPS.title(STEPS, ZH) == "“wait”差别最大：离开的客户中 45% 有此步骤，留下的客户中 10%"
    assert PATH_STEPS.title(STEPS[1:], EN).startswith("‘support → wait’")


def test_where_chance_explains_it_nothing_is_named() -> None:
    rows = [step("home", None, 100, 90, sure=False)]
    assert PATH_STEPS.title(rows, EN) == "No step sets leavers apart beyond chance"
    assert "0 differ beyond chance" in PATH_STEPS.summary(rows, EN)
    assert PATH_STEPS.plan(rows, EN)["data"]["values"][0]["shown"] < 1


def test_the_first_steps_are_drawn_and_all_are_in_the_table() -> None:
    many = [step(f"s{place}", None, 50, 40) for place in range(MOST + 5)]
    assert len(PATH_STEPS.plan(many, EN)["data"]["values"]) == MOST
    figure = PATH_STEPS.draw(many, EN)
    assert figure
    assert len(figure.body) == MOST + 5


def test_the_last_step_that_differs_beyond_chance_is_told() -> None:
    assert PATH_FLOW.title(FLOW, EN) == "‘wait’ is the last step of 45% of those who left, of 10% of those who stayed"
    alike = [flow_row(True, 1, "home", None, 100), flow_row(True, 1, "help", None, 100),
             flow_row(False, 1, "home", None, 105), flow_row(False, 1, "help", None, 95)]  # fmt: skip
    assert PATH_FLOW.title(alike, EN).startswith("Both end alike: ‘home’ is the last step of 50%")
    assert PATH_FLOW.title([flow_row(True, 1, "", None, 5)], ZH) == "两组客户的最后几步"


def test_the_legend_names_the_steps_in_the_order_of_their_bars() -> None:
    assert names(FLOW) == ["wait", "home", "support"]
    assert [(key.role, key.label.en) for key in keys(FLOW)] == [
        ("bad", "wait"), ("accent", "home"), ("stage-dormant", "support"), ("stage-lost", "other"),
    ]  # fmt: skip
    plain = [row | {"apart": ""} for row in FLOW]
    assert keys(plain)[0].role == "accent"
    assert "bad" not in {key.role for key in keys(plain)}


def test_rarer_steps_are_told_together_and_nobody_is_lost() -> None:
    many = [flow_row(True, 1, f"s{place}", None, 20 - place) for place in range(NAMED + 4)]
    found = links(many)
    assert {link.name for link in found} == {f"s{place}" for place in range(NAMED)} | {""}
    assert sum(link.customers for link in found) == sum(row["customers"] for row in many)


def test_bars_stand_on_each_other_and_ribbons_fit_between_them() -> None:
    found = [link for link in links(FLOW) if link.left]
    order = [*names(FLOW), ""]
    bars = bars_of(found, order, 0.5)
    for back in (1, 2):
        ends = sorted(bar for (place, _), bar in bars.items() if place == back)
        assert ends[0][0] == 0.5
        assert [one[1] for one in ends[:-1]] == pytest.approx([one[0] for one in ends[1:]])
    leaving: dict[Any, float] = defaultdict(float)
    for link, start, end in ribbons_of(found, order, bars):
        assert bars[link.back, link.name][0] <= start + 1e-12
        assert start + link.share <= bars[link.back, link.name][1] + 1e-12
        assert end + link.share <= bars[link.back - 1, link.following or ""][1] + 1e-12
        leaving[link.back, link.name] += link.share
    assert leaving[2, "support"] == pytest.approx(bars[2, "support"][1] - bars[2, "support"][0])


def test_thin_ribbons_are_left_to_the_table() -> None:
    rows = [flow_row(True, 2, "home", "home", 199), flow_row(True, 2, "home", "wait", 1),
            flow_row(True, 1, "home", None, 199), flow_row(True, 1, "wait", None, 1)]  # fmt: skip
    rows = [row | {"total": 1000} for row in rows]
    assert LEAST > 1 / 1000
    points = PATH_FLOW.plan(rows, EN)["layer"][0]["data"]["values"]
    assert len(points) == POINTS
    figure = PATH_FLOW.draw(rows, EN)
    assert figure
    assert len(figure.body) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_finds_every_word_in_the_language(language: Any) -> None:
    reader = Reader(language)
    for id_, rows in (("path_steps", STEPS), ("path_flow", FLOW)):
        figure = draw(id_, rows, reader)
        assert figure
        assert ("离开" in figure.summary) is (language == "zh") or id_ == "path_steps"
        assert figure.body
    told = [label for _, _, label in draw("path_flow", FLOW, reader).legend]  # type: ignore[union-attr]
    assert told[-1] == {"en": "other", "zh": "其他"}[language]
