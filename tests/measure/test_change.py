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
from liuke.measure import Inputs, ask
from liuke.measure.change import (
    VERDICTS,
    Change,
    Usual,
    changed,
    contributions,
    sentence,
    usual,
)
from liuke.measure.intervals import difference
from tests.measure.made_up_change import made_up_change
from tests.measure.miniatures.club import club
from tests.measure.miniatures.panel import panel
from tests.measure.miniatures.shop import shop
from tests.measure.miniatures.worked import at, inputs_from
from tests.measure.oracle import activity_frame, inputs_of

MARCH = date(2024, 3, 1)


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


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
    names = changed(shop_with_regions(inputs), "revenue", period=MARCH).contributions
    assert set(names) == {"region"}


def test_when_somebody_came_is_looked_at_only_where_it_is_asked_for(inputs: Inputs) -> None:
    """That new customers are of the newest cohort says nothing of where they come from."""
    assert "cohort" not in changed(inputs, "new_customers", period=MARCH).contributions
    assert "cohort" in changed(inputs, "new_customers", period=MARCH, by=["cohort"]).contributions


def shop_with_regions(inputs: Inputs) -> Inputs:
    customer = inputs.customer
    regions = customer.mutate(region=(customer.customer_id < "c").ifelse("North", "South"))
    return replace(inputs, tables={**inputs.tables, "customer": regions})


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


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (made_up_change(0.1, 0.1, interval=(-0.1, 0.1)), "same"),
        (made_up_change(0.2, 0.1, interval=(-0.01, 0.2)), "chance"),
        (made_up_change(0.2, 0.1, interval=(0.01, 0.2)), "untold"),
        (made_up_change(0.2, 0.1), "untold"),
        (made_up_change(0.2, 0.1, interval=(0.01, 0.2), usual=Usual(0.0, 0.3, False, 8)), "usual"),
        (made_up_change(0.2, 0.1, interval=(0.01, 0.2), usual=Usual(0.0, 0.15, False, 8)), "real"),
        (made_up_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8)), "real"),
        (made_up_change(0.2, 0.1, usual=Usual(0.25, 0.4, False, 8)), "level"),  # too low, yet on its way back
        (made_up_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8, step=0.2)), "level"),
        (made_up_change(0.2, 0.3, usual=Usual(0.25, 0.4, False, 8, step=0.05)), "real"),
        (made_up_change(0.2, 0.1, interval=(-0.01, 0.2), usual=Usual(0.0, 0.15, False, 8)), "chance"),
    ],
)
def test_a_change_is_real_where_neither_chance_nor_custom_makes_it(found: Change, verdict: str) -> None:
    assert found.verdict == verdict
    assert found.record()["verdict"] == verdict
    assert VERDICTS[found.verdict].en in sentence(found, "CNY").en or verdict == "same"


def test_what_is_usual_of_an_answer_is_possible(engine: Engine) -> None:
    """Of 28, 0, 31, 0 … orders a month the limits of a chart would begin far below nothing."""
    first, last = date(2023, 1, 1), date(2023, 12, 31)
    days = {first + timedelta(days=n) for n in range((last - first).days + 1)}
    bought = {"ann": {day for day in days if day.month % 2} | {last}}
    found = changed(inputs_of(engine, activity_frame(bought), 40, last), "orders", by=[])
    assert found.usual is not None
    assert found.usual.low == 0
    assert found.record()["usual"]["low"] == 0


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
    assert made_up_change(now, values[-1], usual=limits).verdict == "level"
    assert made_up_change(now - 300, values[-1], usual=limits).verdict == "real"
