"""Charts of demand: words that fit the rows, a fan that joins what is known, and nothing made of nothing."""

from typing import Any

import pytest
from made_up_demand import ERRORS, NONE, WEEKS, weeks

from liuke.language import Text
from liuke.present.charts.demand import DEMAND, MOST, ahead, change
from liuke.present.charts.demand_error import DEMAND_ERROR, gain, shares
from liuke.present.reader import Reader

EN, ZH = Reader("en", "CNY"), Reader("zh", "CNY")


def rows(seen: list[float], expected: list[float], unit: str = "number") -> list[dict[str, Any]]:
    more = {"grain": "month", "unit": unit, "of": Text("orders", "订单数")}
    known = [NONE | more | {"period": f"2026-0{place + 1}-01", "seen": value} for place, value in enumerate(seen)]
    coming = [
        NONE | more | {"period": f"2026-0{len(seen) + place + 1}-01", "expected": value, "naive": value}
        for place, value in enumerate(expected)
    ]
    return [*known, *coming]


def test_the_title_sets_what_is_expected_beside_as_much_of_the_past() -> None:
    found = rows([1.0, 10, 10], [12.0, 12])
    assert change(found) == pytest.approx(0.2)
    assert DEMAND.title(found, EN) == "24 of orders expected in the next 2 months: 20% more than in the 2 months before"
    assert DEMAND.title(found, ZH) == "未来 2 个月预计订单数 24，比此前 2 个月多 20%"
    assert "10% less" in DEMAND.title(rows([10.0, 10], [9.0, 9]), EN)


def test_without_as_much_of_the_past_no_change_is_told() -> None:
    assert change(rows([1.0], [2.0, 3])) is None
    assert DEMAND.title(rows([1.0], [2.0, 3]), EN) == "5 of orders expected in the next 2 months"
    assert change(rows([0.0, 0], [2.0, 3])) is None


def test_the_summary_tells_the_interval_or_that_there_is_none() -> None:
    assert "in four cases of five between" in DEMAND.summary(WEEKS, EN)
    assert "¥" in DEMAND.summary(WEEKS, ZH)
    assert "too little history" in DEMAND.summary(rows([1.0], [2.0]), EN)


def test_the_expected_line_begins_where_the_known_one_ends() -> None:
    layers = DEMAND.plan(WEEKS, EN)["layer"]
    line = layers[-2]["data"]["values"]
    known = [row for row in WEEKS if row["seen"] is not None]
    assert line[0] == {"period": known[-1]["period"], "expected": known[-1]["seen"], "naive": None}
    assert [row["period"] for row in line[1:]] == [row["period"] for row in ahead(WEEKS)]


def test_a_long_history_is_drawn_in_part_and_told_in_full() -> None:
    long = weeks(known=400)
    assert len(DEMAND.plan(long, EN)["data"]["values"]) == MOST + 13
    figure = DEMAND.draw(long, EN)
    assert figure is not None
    assert len(figure.body) == 413


def test_errors_are_shares_of_what_came_and_the_gain_is_of_all() -> None:
    found = [ERRORS[0] | {"error": 10.0, "naive": 20.0, "usual": 100.0, "origins": 3}]
    found.append(found[0] | {"ahead": 2, "error": 40.0, "origins": 1})
    assert [row["ours"] for row in shares(found)] == [0.1, 0.4]
    assert gain(found) == 1 - 70 / 80
    assert DEMAND_ERROR.title(found, EN) == "In rehearsals, the forecast was 12% less off than the past repeated"
    assert DEMAND_ERROR.title(found, ZH) == "演练中，预测的偏差比简单重复过去低 12%"
    worse = [row | {"error": 30.0} for row in found[:1]]
    assert "50% further off" in DEMAND_ERROR.title(worse, EN)
    even = [row | {"error": 20.0} for row in found[:1]]
    assert "as far off as" in DEMAND_ERROR.title(even, EN)


def test_periods_in_which_nothing_came_are_no_shares() -> None:
    assert shares([ERRORS[0] | {"usual": 0.0}]) == []
    assert gain([ERRORS[0] | {"naive": 0.0}]) is None
