"""The charts of acquisition, engagement, satisfaction and service, on rows small enough to check by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from liuke.present.charts.active_days import ACTIVE_DAYS, mean, smoothed
from liuke.present.charts.counts import ACTIVE_USERS
from liuke.present.charts.features import FEATURES, MOST
from liuke.present.charts.funnel import FUNNEL
from liuke.present.charts.satisfaction import CSAT, NPS
from liuke.present.charts.service import FIRST_RESPONSE, PROMISES
from liuke.present.charts.stickiness import STICKINESS
from liuke.present.reader import Reader

EN, ZH = Reader("en", "USD"), Reader("zh", "CNY")
NONE = dict.fromkeys(("low", "high", "numerator", "denominator"))


def month(place: int, value: float | None, **more: Any) -> dict[str, Any]:
    row = {"period": f"2026-{place:02d}-01", "split": {}, "value": value, "partial": False}
    return row | NONE | more


def test_a_score_below_zero_is_judged_by_its_interval() -> None:
    rows = [month(place, -40.0, low=-60.0, high=-20.0, denominator=50) for place in (1, 2, 3)]
    rose = [*rows, month(4, 20.0, low=-5.0, high=41.0, denominator=50)]
    assert NPS.title(rose, EN) == "NPS rose to 20.0 in Apr 2026, above its usual −40.0"
    level = [*rows, month(4, -35.0, low=-55.0, high=-15.0, denominator=50)]
    assert NPS.title(level, ZH) == "2026年4月净推荐值为 −35.0，与平常持平"
    assert "the last one is −35.0 from 50 answers (95% interval −55.0 to −15.0)" in NPS.summary(level, EN)


def test_the_usual_of_a_share_is_weighed_by_its_answers() -> None:
    rows = [month(1, 0.5, denominator=10), month(2, 0.9, denominator=90)]
    rows.append(month(3, 0.4, low=0.3, high=0.5, denominator=40))
    assert CSAT.title(rows, EN) == "Satisfaction (CSAT) fell to 40.0% in Mar 2026, below its usual 86.0%"


def test_a_time_has_its_unit_and_no_denominator() -> None:
    rows = [month(1, 2.0, low=1.0, high=3.0), month(2, 14.4, low=11.0, high=20.0)]
    assert FIRST_RESPONSE.title(rows, EN) == "First response time rose to 14 h in Feb 2026, above its usual 2 h"
    assert "最近一个月为 14 小时（95% 区间 11 小时 至 20 小时）" in FIRST_RESPONSE.summary(rows, ZH)
    drawn = FIRST_RESPONSE.draw(rows, EN)
    assert drawn
    assert [label for label, _ in drawn.head] == ["Month", "Value", "95% from", "95% to", "Period"]
    scale = drawn.plan["layer"][2]["encoding"]["y"]["scale"]
    assert scale["zero"]


def test_a_number_without_an_interval_is_not_judged() -> None:
    rows = [month(1, 0.2, denominator=30), month(2, 0.4, denominator=30)]
    assert STICKINESS.title(rows, EN) == "Stickiness was 40.0% in Feb 2026, and 20.0% over the months before"
    assert STICKINESS.plan(rows, EN)["layer"][0]["data"]["values"] == []
    assert STICKINESS.summary(rows[:1], ZH) == "仅有一个完整月份：20.0%，基数 30 个用户日。"


def test_a_month_that_is_not_over_is_paler_and_not_in_words() -> None:
    rows = [month(1, 100), month(2, 110), month(3, 5, partial=True)]
    assert ACTIVE_USERS.title(rows, EN) == "Active users: 110 in Feb 2026, 10% more than in Jan 2026"
    assert ACTIVE_USERS.summary(rows, ZH) == "共 2 个完整月份：最少 100（2026年1月），最多 110（2026年2月）。"
    assert ACTIVE_USERS.plan(rows, EN)["data"]["values"][-1]["month"] == "Mar 2026 (not complete)"
    assert "浅" not in ACTIVE_USERS.title(rows, ZH)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((100, 100), "Active users: 100 in Feb 2026, as in Jan 2026"),
        ((100, 80), "Active users: 80 in Feb 2026, 20% fewer than in Jan 2026"),
        ((0, 80), "Active users: 80 in Feb 2026"),
        ((80,), "Active users: 80 in Jan 2026"),
        ((), "Active users"),
    ],
)
def test_a_count_is_held_against_an_earlier_month(values: tuple[int, ...], said: str) -> None:
    rows = [month(place, value) for place, value in enumerate(values, 1)]
    assert ACTIVE_USERS.title(rows, EN) == said


def test_a_count_is_held_against_the_year_before_where_there_is_one() -> None:
    rows = [month(place, 10 * place) for place in range(1, 13)]
    rows.append(month(1, 30) | {"period": "2027-01-01"})
    assert ACTIVE_USERS.title(rows, EN) == "Active users: 30 in Jan 2027, 200% more than in Jan 2026"


def days(*values: int) -> list[dict[str, Any]]:
    first = date(2026, 3, 2)
    return [{"period": (first + timedelta(days=n)).isoformat(), "value": value} for n, value in enumerate(values)]


def test_the_mean_of_a_week_begins_with_the_first_whole_one() -> None:
    rows = days(7, 7, 7, 7, 7, 0, 0, 14)
    assert [(row["period"], row["value"]) for row in smoothed(rows)] == [("2026-03-08", 5.0), ("2026-03-09", 6.0)]
    assert mean([]) is None


def test_days_are_compared_with_as_many_before() -> None:
    rows = days(*[10] * 28, *[20] * 28)
    assert ACTIVE_DAYS.title(rows, EN) == "20 users are active on an average day"
    assert ACTIVE_DAYS.summary(rows, ZH) == "最近 28 天日均 20，此前 28 天日均 10。"
    assert ACTIVE_DAYS.summary(rows[:40], EN) == "Mean of the last 28 days: 14.3."


def test_the_last_day_is_in_no_mean() -> None:
    """Data that end at ten in the morning made the last day look like a collapse."""
    rows = days(*[20] * 56, 1)
    rows[-1]["open"] = True
    assert ACTIVE_DAYS.title(rows, EN) == "20 users are active on an average day"
    assert ACTIVE_DAYS.summary(rows, ZH) == "最近 28 天日均 20，此前 28 天日均 20。最后一天可能尚未结束，未计入。"
    assert ACTIVE_DAYS.summary(rows, EN).endswith("The last day, which may not be over, is left out.")
    assert {row["value"] for row in ACTIVE_DAYS.plan(rows, EN)["layer"][1]["data"]["values"]} == {20}


@pytest.mark.parametrize(("count", "labels"), [(30, 5), (60, 5), (91, 5)])
def test_days_are_labelled_on_mondays(count: int, labels: int) -> None:
    axis = ACTIVE_DAYS.plan(days(*[1] * count), ZH)["layer"][0]["encoding"]["x"]["axis"]
    shown = [date(one["year"], one["month"], one["date"]) for one in axis["values"]]
    assert len(shown) == labels
    assert {day.weekday() for day in shown} == {0}


def used(name: str, value: float) -> dict[str, Any]:
    bounds = {"low": value - 0.02, "high": value + 0.02, "numerator": round(100 * value), "denominator": 100}
    return {"name": name, "value": value, "period": "2026-04-01"} | bounds


def test_features_that_few_use_are_counted() -> None:
    rows = [used("open", 0.9), used("export", 0.3), used("share", 0.05)]
    assert FEATURES.title(rows, EN) == "Most used: “open”, by 90% of active users"
    assert "1 of them by fewer than one active user in ten" in FEATURES.summary(rows, EN)
    assert FEATURES.summary(rows[:2], ZH) == "2026年4月共有 2 种行为，使用者均不少于活跃用户的十分之一。"


def test_only_the_most_used_features_are_drawn_and_all_are_in_the_table() -> None:
    drawn = FEATURES.draw([used(f"f{n:02}", 0.9 - n / 50) for n in range(20)], EN)
    assert drawn
    assert len(drawn.plan["data"]["values"]) == MOST
    assert len(drawn.body) == 20


def step(name: str, count: int, of: int | None) -> dict[str, Any]:
    if of is None:
        return {"step": name, "count": count, "value": None} | NONE
    value = count / of
    bounds = {"low": value - 0.1, "high": value + 0.1}
    return {"step": name, "count": count, "value": value, "numerator": count, "denominator": of} | bounds


STEPS = [step("contacts", 200, None), step("leads", 100, 200), step("customers", 40, 100), step("repeat", 10, 40)]


def test_the_funnel_says_what_each_step_is_a_share_of() -> None:
    assert FUNNEL.title(STEPS, EN) == "40.0% of leads become customers"
    said = [row["said"] for row in FUNNEL.plan(STEPS, EN)["data"]["values"]]
    assert said == [
        "First contacts 200",
        "Leads 100 · 50.0% of contacts became a lead",
        "Customers 40 · 40.0% of leads",
        "Bought again 10 · 25.0% of these customers",
    ]
    assert "客户：占线索的 40.0%（95% 区间 30.0% 至 50.0%）。" in FUNNEL.summary(STEPS, ZH)


def test_the_interval_of_a_step_is_drawn_in_the_counts_it_is_of() -> None:
    rows = {row["step"]: row for row in FUNNEL.plan(STEPS, EN)["data"]["values"]}
    assert (rows["customers"]["from"], rows["customers"]["to"]) == (pytest.approx(30), pytest.approx(50))
    assert (rows["repeat"]["from"], rows["repeat"]["to"]) == (pytest.approx(6), pytest.approx(14))
    assert rows["leads"]["from"] is rows["contacts"]["from"] is None


def test_leads_of_whom_nobody_can_be_a_customer_yet_have_a_plain_title() -> None:
    assert FUNNEL.title(STEPS[:1], ZH) == "线索走到了哪一步"


def test_a_line_without_a_complete_month_is_left_out_of_words() -> None:
    kept = month(1, 0.9, low=0.8, high=0.95, numerator=9, denominator=10, line="first_response_kept")
    rows = [kept, kept | {"line": "resolution_kept", "partial": True}]
    assert PROMISES.title(rows, EN) == "First response in time 90.0% in Jan 2026"
    assert "Resolved" not in PROMISES.summary(rows, EN)
