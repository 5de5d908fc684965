"""How a change is told: in both languages, with its origin, its period and what is usual."""

from dataclasses import replace
from typing import Any

import pytest

from liuke.clock import Grain
from liuke.language import Text
from liuke.measure import METRICS
from liuke.measure.change import Contribution, Usual, said, sentence, usual_range
from tests.measure.made_up_change import made_up_change


def test_a_change_is_told_in_both_languages() -> None:
    plan = Contribution("plan", "pro", 0.06, 0.01, 0.08, 0.22)
    region = Contribution("region", "North", 0.02, 0.03, 0.1, 0.2)
    found = made_up_change(
        0.2,
        0.1,
        interval=(0.01, 0.2),
        usual=Usual(0.0, 0.15, True, 24),
        contributions={"plan": [plan], "region": [region]},
    )
    told = sentence(found, "CNY", {"plan": {"pro": Text("Pro", "专业版")}})
    assert told.en == (
        "Churn rate: 20.0% in March 2024, up 10.0 points from 10.0% in February 2024 (95% interval 1.0 to 20.0 points)"
        ": a real change, beyond what is usual. Most of it (7.0 points) comes from plan “Pro”, from 8.0% to 22.0%."
    )
    assert told.zh == (
        "2024年3月流失率为 20.0%，较2024年2月的 10.0% 上升 10.0 个百分点（95% 区间 1.0 至 20.0 个百分点）："
        "是真实的变化，超出了通常的波动。其中大部分（7.0 个百分点）来自套餐“专业版”，由 8.0% 变为 22.0%。"
    )


def test_a_change_that_comes_from_weights_says_so_and_a_short_history_too() -> None:
    mix = Contribution("plan", "pro", 0.01, 0.03, 0.08, 0.22, (0.25, 0.4))
    found = made_up_change(0.1, 0.2, usual=Usual(0.0, 0.15, False, 8), contributions={"plan": [mix]})
    assert "comes from" not in sentence(found, "CNY").en, "it moved the other way"
    down = replace(mix, rate_effect=-0.01, mix_effect=-0.03)
    told = sentence(replace(found, contributions={"plan": [down]}), "CNY")
    assert "down 10.0 points" in told.en
    assert "(4.0 points) comes from plan “pro”, which went from 25.0% to 40.0% of the whole." in told.en
    assert "season cannot be told" in told.en
    assert "下降" in told.zh
    assert "其占比由 25.0% 变为 40.0%" in told.zh
    assert "无法区分季节性" in told.zh


def test_no_change_is_told_as_none() -> None:
    told = sentence(made_up_change(0.1, 0.1), "CNY")
    assert told.en == "Churn rate: 10.0% in March 2024, as in February 2024."
    assert told.zh == "2024年3月流失率为 10.0%，与2024年2月相同。"


@pytest.mark.parametrize(
    ("value", "unit", "gap", "en", "zh"),
    [
        (0.125, "share", False, "12.5%", "12.5%"),
        (0.125, "share", True, "12.5 points", "12.5 个百分点"),
        (-0.01, "share", True, "-1.0 points", "-1.0 个百分点"),
        (1234.5, "money", False, "CN¥1,234", "¥1,234"),
        (3.0, "customers", False, "3", "3"),
        (2.346, "days", False, "2.35 days", "2.35 天"),
    ],
)
def test_values_are_said_by_their_unit(value: float, unit: Any, gap: bool, en: str, zh: str) -> None:
    assert said(value, unit, "CNY", gap=gap) == Text(en, zh)


@pytest.mark.parametrize(
    ("grain", "en", "zh"),
    [
        ("day", "on Mar 1, 2024", "2024年3月1日，"),
        ("week", "in the week of Mar 1, 2024", "2024年3月1日当周，"),
        ("month", "in March 2024", "2024年3月"),
        ("quarter", "in Q1 2024", "2024年第一季度"),
        ("year", "in 2024", "2024年"),
    ],
)
def test_periods_are_named_as_people_name_them(grain: Grain, en: str, zh: str) -> None:
    told = sentence(replace(made_up_change(0.2, 0.1), grain=grain), "CNY")
    assert told.en.startswith(f"Churn rate: 20.0% {en}, up")
    assert told.zh.startswith(f"{zh}流失率为 20.0%，较2024年")


def test_of_a_day_it_is_told_what_was_on_the_day_before() -> None:
    told = sentence(replace(made_up_change(0.2, 0.1), grain="day"), "CNY")
    assert "from 10.0% on Feb 1, 2024: " in told.en
    assert "较2024年2月1日的 10.0% 上升" in told.zh
    assert "as on Feb 1, 2024." in sentence(replace(made_up_change(0.1, 0.1), grain="day"), "CNY").en


def test_chinese_words_stand_together() -> None:
    group = Contribution("plan", "华东 一区", 9.0, 0.0, 19.0, 28.0)
    found = made_up_change(
        26.0, 19.0, metric=METRICS["median_gap"], interval=(1.0, 12.0), usual=Usual(10.0, 20.0, True, 24)
    )
    told = sentence(replace(found, contributions={"plan": [group]}), "CNY")
    assert "的 19 天上升 7 天（95% 区间 1 天至 12 天）：" in told.zh
    assert "由 19 天变为 28 天" in told.zh
    assert "“华东 一区”" in told.zh, "a name is left as it is"
    assert usual_range(found, "CNY") == Text("Usual: 10 days to 20 days.", "通常范围：10 天至 20 天。")


def test_a_part_larger_than_the_whole_is_not_most_of_it() -> None:
    group = Contribution("plan", "pro", 0.12, 0.01, 0.08, 0.3)
    found = made_up_change(0.2, 0.1, contributions={"plan": [group, replace(group, group="basic", rate_effect=-0.04)]})
    told = sentence(found, "CNY")
    assert told.en.endswith(
        " It comes from plan “pro” (13.0 points), from 8.0% to 30.0%; the other groups together moved the other way."
    )
    assert told.zh.endswith("变化来自套餐“pro”（13.0 个百分点），由 8.0% 变为 30.0%；其余分组合计则反向变动。")


def test_a_part_as_large_as_the_whole_is_all_of_it() -> None:
    told = sentence(
        made_up_change(0.2, 0.1, contributions={"plan": [Contribution("plan", "pro", 0.1, 0.0, 0.1, 0.2)]}), "CNY"
    )
    assert "All of it (10.0 points) comes from plan “pro”, from 10.0% to 20.0%." in told.en
    assert "变化全部（10.0 个百分点）来自套餐“pro”，" in told.zh


def test_no_origin_is_named_of_what_chance_alone_may_make() -> None:
    plan = Contribution("plan", "pro", 0.06, 0.01, 0.08, 0.22)
    found = made_up_change(0.2, 0.1, interval=(-0.01, 0.2), contributions={"plan": [plan]})
    assert found.verdict == "chance"
    assert "pro" not in sentence(found, "CNY").en


@pytest.mark.parametrize(
    ("limits", "en"),
    [((7.744, 16.256), "Usual: 8 to 16."), ((0.0, 3.0), "Usual: 0 to 3."), ((5.2, 5.8), "Usual: 5 to 6.")],
)
def test_limits_of_a_count_are_the_whole_numbers_within_them(limits: tuple[float, float], en: str) -> None:
    found = made_up_change(5.0, 9.0, metric=METRICS["orders"], usual=Usual(*limits, False, 8))
    found = replace(found, now=found.now | {"denominator": None})
    assert usual_range(found, "CNY").en == en
    assert usual_range(replace(found, usual=None), "CNY") == Text("", "")
