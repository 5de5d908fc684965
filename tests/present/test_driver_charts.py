"""The charts of drivers: titles that say what was found, rows in order, and no ratio where there is none."""

from dataclasses import replace

import pytest
from made_up_drivers import driver_panel, drivers

from liuke.explain.drivers import NOT_CAUSE
from liuke.language import LANGUAGES, Language
from liuke.present.charts.driver_tree import DRIVER_TREE, ordered
from liuke.present.charts.drivers import DRIVERS, MOST
from liuke.present.reader import Reader
from liuke.present.report.gathering.drivers import effect_rows, panel_of, tree_rows

EN, ZH = Reader("en", "CNY"), Reader("zh", "CNY")


def test_the_clearest_driver_is_the_title() -> None:
    rows = effect_rows(drivers())
    assert DRIVERS.title(rows, EN) == "Of all that is known, “Plan” sets leavers apart most clearly"
    assert DRIVERS.title(rows, ZH) == "在已知信息中，“套餐”最能区分流失客户"


def test_effects_are_drawn_in_their_order_within_the_axis() -> None:
    plan = DRIVERS.plan(effect_rows(drivers()), EN)
    values, domain = plan["data"]["values"], plan["layer"][2]["encoding"]["x"]["scale"]["domain"]
    assert values[0]["name"].startswith("Plan · ")
    assert values[0]["said"].startswith("× ")
    assert all(domain[0] <= row["low"] <= row["odds"] <= row["high"] <= domain[1] for row in values)
    assert {row["sure"] for row in values} <= {"more", "less", "unsure"}


def test_a_group_that_nobody_left_is_in_the_table_and_not_in_the_picture() -> None:
    rows = effect_rows(drivers())
    nobody = [rows[0] | {"odds_ratio": None, "low": None, "high": None, "left": 0}, *rows[1:]]
    drawn = DRIVERS.draw(nobody, EN)
    assert drawn
    assert len(drawn.body) == len(rows)
    assert len(drawn.plan["data"]["values"]) == len(rows) - 1


def test_many_effects_are_drawn_up_to_the_most() -> None:
    rows = effect_rows(drivers()) * 10
    assert len(DRIVERS.plan(rows, EN)["data"]["values"]) == MOST


def test_a_tree_is_read_from_the_top_the_riskier_branch_first() -> None:
    rows = tree_rows(drivers())
    nodes = ordered(rows)
    assert len(nodes) == len(rows) > 2
    assert nodes[0]["parent"] is None
    seen: set[int] = set()
    for row in nodes:
        assert row["parent"] is None or row["parent"] in seen
        seen.add(row["node"])
    children = [row for row in nodes if row["parent"] == nodes[0]["node"]]
    assert children[0]["share"] > children[1]["share"]


def test_the_title_of_the_tree_is_its_two_ends() -> None:
    rows = tree_rows(drivers())
    shares = sorted(row["share"] for row in rows if row["leaf"])
    low, high = EN.percent(shares[0], 0), EN.percent(shares[-1], 0)
    assert DRIVER_TREE.title(rows, EN).startswith(f"From {low} to {high}")
    assert DRIVER_TREE.title(rows, ZH).endswith(f"从 {low} 到 {high}")


def test_every_line_of_the_tree_has_its_answer_count_and_share() -> None:
    rows = tree_rows(drivers())
    values = DRIVER_TREE.plan(rows, ZH)["data"]["values"]
    assert values[0]["answer"] == "全部客户"
    for row, value in zip(ordered(rows), values, strict=True):
        assert f"{row['customers']:,} 位中 {row['left']:,} 位" in value["of"]
        assert 0 <= value["start"] <= value["end"] <= 1


def test_a_tree_that_asks_nothing_is_not_drawn() -> None:
    found = drivers()
    assert tree_rows(replace(found, nodes=found.nodes[:1])) == []
    assert "driver_tree" not in panel_of(replace(found, nodes=found.nodes[:1]), "CNY").charts


def test_nothing_named_is_said_and_draws_no_effects() -> None:
    found = drivers()
    quiet = replace(found, effects=[dict(row) | {"named": False} for row in found.effects], nodes=found.nodes[:1])
    panel = panel_of(quiet, "CNY")
    assert panel.charts == {}
    assert panel.listings == ()
    assert any("beyond what chance makes" in one.en for one in panel.notes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_says_whom_it_is_about_its_paths_and_that_it_is_no_cause(language: Language) -> None:
    panel = driver_panel()
    said = [one.say(language) for one in panel.notes]
    assert "1,800" in said[0]
    assert "60" in said[0]
    assert said[-1] == NOT_CAUSE.say(language)
    assert 3 <= len(said) <= 5
    assert {row["who"].en.split(":")[0] for row in panel.listings[0].rows} == {
        column.label.en for column in drivers().columns if column.id in drivers().named[:3]
    }
