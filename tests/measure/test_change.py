"""Whether a change is real, which groups it comes from, and how it is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure import METRICS, Inputs, ask
from liuke.measure.change import VERDICTS, Change, Contribution, Usual, changed, contributions, said, sentence, usual
from liuke.measure.intervals import difference
from tests.measure.miniatures.club import club
from tests.measure.miniatures.panel import panel
from tests.measure.miniatures.shop import shop
from tests.measure.miniatures.worked import at, inputs_from
from tests.measure.oracle import activity_frame, inputs_of

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook of Statistical Methods, §6.3.2.2: ten flow rates."""
MARCH = date(2024, 3, 1)


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


def test_limits_are_those_of_an_individuals_chart() -> None:
    """The handbook's limits are 45.8159 and 55.8041, with 3 / 1.128 = 2.6596 where Wheeler has 2.66."""
    found = usual([*FLOW, 0.0])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(45.8159, abs=1e-3), pytest.approx(55.8041, abs=1e-3))
    assert (found.seasonal, found.periods) == (False, 10)


def test_limits_by_hand() -> None:
    """Of 10, 12, 11, 13, 12, 14: mean 12, moving ranges 2, 1, 2, 1, 2 with mean 1.6; 12 ± 2.66 · 1.6."""
    found = usual([10, 12, 11, 13, 12, 14, 99])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(7.744), pytest.approx(16.256))
    assert found.holds(16.25)
    assert not found.holds(16.26)


def test_what_is_judged_is_no_part_of_what_is_usual() -> None:
    assert usual([*FLOW, 0.0]) == usual([*FLOW, 1e9])


@pytest.mark.parametrize("values", [[], [1.0] * 5, [1.0, None, 1.0, None, 1.0, None, 1.0, 1.0]])
def test_fewer_than_six_values_before_say_nothing_of_what_is_usual(values: list[float | None]) -> None:
    assert usual([*values, 1.0]) is None


def test_only_the_last_year_counts_where_there_are_not_two() -> None:
    assert usual([1000.0] * 8 + FLOW + [50.0, 51.0] + [0.0]) == usual([*FLOW, 50.0, 51.0, 0.0])


def _years(n: int, growth: float = 0.0) -> list[float]:
    """Return so many months of a business that sells four times as much in December."""
    return [(400.0 if month % 12 == 11 else 100.0) + growth * month for month in range(n)]


def test_a_season_is_no_surprise_once_two_years_are_known() -> None:
    """December of the third year, 25 months and more: the same as in the two years before."""
    december = _years(36)
    found = usual(december)
    assert found is not None
    assert (found.seasonal, found.low, found.high) == (True, 400, 400)
    growing = usual(_years(36, growth=1.0))
    assert growing is not None
    assert growing.holds(_years(36, growth=1.0)[-1])
    young = usual(_years(24))
    assert young is not None
    assert not young.seasonal
    assert not young.holds(400)


def test_a_season_needs_two_whole_years_before_the_month_that_is_judged() -> None:
    assert [bool(found and found.seasonal) for found in (usual(_years(24)), usual(_years(25)))] == [False, True]


@pytest.mark.parametrize(("season", "seasonal"), [(4, True), (52, False), (0, False)])
def test_a_year_has_as_many_periods_as_its_grain_says(season: int, seasonal: bool) -> None:
    found = usual(_years(36), season)
    assert found is not None
    assert found.seasonal is seasonal


rows = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted), min_size=1
)


def _split(parts: dict[str, Sequence[int]]) -> list[dict[str, Any]]:
    return [
        {"split": {"group": group}, "value": part[0] / part[1] if part[1] else None, "numerator": part[0],
         "denominator": part[1]}
        for group, part in parts.items()
    ]  # fmt: skip


@given(rows, rows, st.sampled_from([1.0, 100.0]))
def test_contributions_to_a_rate_sum_to_its_change(
    before: dict[str, Sequence[int]], after: dict[str, Sequence[int]], scale: float
) -> None:
    found = contributions("group", _split(before), _split(after), scale)
    sums = [[sum(part[place] for part in parts.values()) for place in (0, 1)] for parts in (before, after)]
    if not (sums[0][1] and sums[1][1]):
        assert found == []
        return
    change = scale * (sums[1][0] / sums[1][1] - sums[0][0] / sums[0][1])
    assert sum(one.total for one in found) == pytest.approx(change, abs=1e-9)
    assert [abs(one.total) for one in found] == sorted((abs(one.total) for one in found), reverse=True)
    assert {one.group for one in found} == {*before, *after}


def test_the_rate_effect_and_the_mix_effect_by_hand() -> None:
    """Churn of basic stays 20 % and of pro 10 %, but basic grows from half of all to three quarters: all is mix.

    Overall 15 % → 17.5 %: basic 0.25 · (0.20 − 0.1625), pro −0.25 · (0.10 − 0.1625).
    """
    mixed = contributions(
        "group", _split({"basic": (10, 50), "pro": (5, 50)}), _split({"basic": (15, 75), "pro": (2.5, 25)})
    )  # type: ignore[dict-item]
    assert {one.group: (one.rate_effect, one.mix_effect) for one in mixed} == {
        "basic": (pytest.approx(0), pytest.approx(0.25 * 0.0375)),
        "pro": (pytest.approx(0), pytest.approx(0.25 * 0.0625)),
    }
    assert {one.group: one.weights for one in mixed} == {"basic": (0.5, 0.75), "pro": (0.5, 0.25)}
    moved = contributions(
        "group", _split({"basic": (10, 50), "pro": (5, 50)}), _split({"basic": (20, 50), "pro": (5, 50)})
    )
    assert [(one.group, one.rate_effect, one.mix_effect) for one in moved] == [
        ("basic", pytest.approx(0.5 * 0.2), pytest.approx(0)),
        ("pro", pytest.approx(0), pytest.approx(0)),
    ]


def test_a_sum_changes_by_the_changes_of_its_groups(inputs: Inputs) -> None:
    """Revenue of February is 180, of March 380: the first cohort 110 → 190, eve 70 → 30, dee 160."""
    found = changed(inputs, "revenue", period=MARCH, by=["cohort"])
    assert found.difference == 200
    assert [(one.group, one.total, one.before, one.after) for one in found.contributions["cohort"]] == [
        ("2024-03", 160, 0, 160), ("2024-01", 80, 110, 190), ("2024-02", -40, 70, 30),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["repeat_rate", "arpu", "orders", "retention_rate", "active_customers"])
def test_contributions_of_real_answers_sum_to_the_change(inputs: Inputs, name: str) -> None:
    found = changed(inputs, name, by=["cohort", "segment"], period=date(2024, 4, 1))
    assert found.contributions
    for groups in found.contributions.values():
        assert sum(one.total for one in groups) == pytest.approx(found.difference)


def test_a_score_in_points_has_contributions_in_points(engine: Engine) -> None:
    answers = {
        ("01-31", "S"): (9,),
        ("02-12", "S"): (9, 9, 9, 0, 0),
        ("02-12", "T"): (10, 8),
        ("03-11", "S"): (10, 10, 5),
        ("03-11", "T"): (8,),
    }
    rows_ = [
        {"customer_id": f"{day} {survey} {place}", "answered_at": at(day), "survey_id": survey, "kind": "nps",
         "score": float(score)}
        for (day, survey), scores in answers.items()
        for place, score in enumerate(scores)
    ]  # fmt: skip
    found = changed(inputs_from(engine, {"survey_response": rows_}, date(2024, 3, 31)), "nps", by=["survey_id"])
    assert found.difference == pytest.approx(100 * (1 / 4 - 2 / 7))
    assert sum(one.total for one in found.contributions["survey_id"]) == pytest.approx(found.difference)


def test_what_does_not_divide_the_whole_explains_nothing(inputs: Inputs) -> None:
    """A median is no sum of its groups' medians; and who is at risk today follows from the change."""
    assert changed(inputs, "median_gap", by=["cohort"], period=MARCH).contributions == {}
    names = changed(inputs, "revenue", period=MARCH).contributions
    assert "cohort" in names
    assert not {"stage", "risk", "segment", "rfm_recency"} & set(names)


def test_the_interval_is_that_of_the_difference(inputs: Inputs) -> None:
    found = changed(inputs, "repeat_rate", period=MARCH, by=[])
    rows = {row["period"]: row for row in ask(inputs, "repeat_rate", "month").rows}
    now, before = rows["2024-03-01"], rows["2024-02-01"]
    assert (found.now, found.before, found.year) == (now, before, None)
    assert found.interval == difference(*((row["value"], (row["low"], row["high"])) for row in (now, before)))


def test_without_a_period_it_is_of_the_last_whole_one(inputs: Inputs) -> None:
    assert changed(inputs, "revenue", by=[]).now["period"] == "2024-04-01"
    assert changed(inputs, "second_purchase_rate", by=[]).now["period"] == "2024-03-01"


@pytest.mark.parametrize(
    ("name", "period", "code"),
    [
        ("revenue", date(2024, 1, 1), "change.too_short"),
        ("revenue", date(2024, 2, 1), "change.too_short"),  # the data begin inside January
        ("churn_rate", date(2024, 3, 1), "change.too_short"),
        ("second_purchase_rate", date(2024, 4, 1), "change.too_short"),
        ("historic_value", None, "metric.stock"),
        ("revenue", date(2030, 1, 1), "metric.empty"),
    ],
)
def test_without_two_whole_periods_there_is_no_change(
    inputs: Inputs, name: str, period: date | None, code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        changed(inputs, name, period=period)
    assert caught.value.code == code


@pytest.fixture(scope="module")
def daily(engine: Engine) -> Inputs:
    """Return a shop of 128 weeks, in which one more customer buys on each Monday of every twelfth week."""
    first = date(2022, 1, 3)
    bought = {"ann": {first + timedelta(days=n) for n in range(7 * 128)}}
    for week in range(0, 128, 12):
        bought[f"w{week}"] = {first + timedelta(weeks=week)}
    return inputs_of(engine, activity_frame(bought), 30, first + timedelta(days=7 * 128 - 1))


@pytest.mark.parametrize(
    ("grain", "year", "seasonal"),
    [("day", "2023-06-18", False), ("week", "2023-06-12", True), ("month", "2023-05-01", True),
     ("quarter", "2023-01-01", False)],
)  # fmt: skip
def test_the_year_before_is_a_year_before_for_every_grain(
    daily: Inputs, grain: Grain, year: str, seasonal: bool
) -> None:
    """Twelve weeks are no year: a season is taken out where the same weeks of two years are known."""
    found = changed(daily, "orders", grain=grain, by=[])
    assert found.year is not None
    assert found.year["period"] == year
    assert found.usual is not None
    assert found.usual.seasonal is seasonal


def _change(now: float, before: float, **more: Any) -> Change:
    row = {"period": "2024-03-01", "value": now, "numerator": 0, "denominator": 0, "low": None, "high": None}
    made = Change(
        METRICS["churn_rate"],
        "month",
        row,
        row | {"period": "2024-02-01", "value": before},
        None,
        (None, None),
        None,
        {},
    )
    return replace(made, **more)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (_change(0.1, 0.1, interval=(-0.1, 0.1)), "same"),
        (_change(0.2, 0.1, interval=(-0.01, 0.2)), "chance"),
        (_change(0.2, 0.1, interval=(0.01, 0.2)), "untold"),
        (_change(0.2, 0.1), "untold"),
        (_change(0.2, 0.1, interval=(0.01, 0.2), usual=Usual(0.0, 0.3, False, 8)), "usual"),
        (_change(0.2, 0.1, interval=(0.01, 0.2), usual=Usual(0.0, 0.15, False, 8)), "real"),
        (_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8)), "real"),
        (_change(0.2, 0.1, usual=Usual(0.25, 0.4, False, 8)), "level"),  # too low, yet on its way back
        (_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8, step=0.2)), "level"),
        (_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8, step=0.05)), "real"),
        (_change(0.2, 0.1, interval=(-0.01, 0.2), usual=Usual(0.0, 0.15, False, 8)), "chance"),
    ],
)
def test_a_change_is_real_where_neither_chance_nor_custom_makes_it(found: Change, verdict: str) -> None:
    assert found.verdict == verdict
    assert found.record()["verdict"] == verdict
    assert VERDICTS[found.verdict].en in sentence(found, "CNY").en or verdict == "same"


def test_a_change_is_told_in_both_languages() -> None:
    plan = Contribution("plan", "pro", 0.06, 0.01, 0.08, 0.22)
    region = Contribution("region", "North", 0.02, 0.03, 0.1, 0.2)
    found = _change(
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
    found = _change(0.1, 0.2, usual=Usual(0.0, 0.15, False, 8), contributions={"plan": [mix]})
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
    told = sentence(_change(0.1, 0.1), "CNY")
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
        ("day", "Mar 1, 2024", "2024年3月1日"),
        ("week", "the week of Mar 1, 2024", "2024年3月1日 当周"),
        ("quarter", "Q1 2024", "2024年1季度"),
        ("year", "2024", "2024年"),
    ],
)
def test_periods_are_named_as_people_name_them(grain: Grain, en: str, zh: str) -> None:
    told = sentence(replace(_change(0.2, 0.1), grain=grain), "CNY")
    assert f"in {en}" in told.en
    assert told.zh.startswith(zh)


def test_the_club_lost_money_to_the_plan_it_says(engine: Engine) -> None:
    found = changed(club(engine), "mrr", period=MARCH, by=["plan"])
    assert found.difference == -10
    assert sum(one.total for one in found.contributions["plan"]) == -10


def test_one_month_of_answers_is_no_change(engine: Engine) -> None:
    with pytest.raises(UsageError, match="two whole periods"):
        changed(panel(engine), "nps")


def test_growth_that_stops_is_an_unusual_level_and_a_step_of_a_dollar_no_real_change() -> None:
    """Three years of 100 more each month, and then one less: the year's growth is too little, the step is nothing."""
    values = [float(100 * month + 7 * (month % 3)) for month in range(36)]
    now = values[-1] - 1
    limits = usual([*values, now])
    assert limits is not None
    assert (limits.seasonal, limits.holds(now)) == (True, False)
    assert limits.step == pytest.approx(100, abs=15)
    assert _change(now, values[-1], usual=limits).verdict == "level"
    assert _change(now - 300, values[-1], usual=limits).verdict == "real"
