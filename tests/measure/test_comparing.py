"""Comparisons: with the period before, last year and a target, and where nothing may be said of a difference."""

from datetime import date, timedelta

import pytest

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.measure.comparing import Versus, compare
from liuke.measure.framing import Question
from liuke.measure.intervals import difference
from liuke.settings import Target
from tests.measure.miniatures.shop import shop
from tests.measure.oracle import activity_frame, inputs_of


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


def test_a_month_is_compared_with_the_month_before(inputs: Inputs) -> None:
    rows = {row["period"]: row for row in compare(inputs, "repeat_rate", "previous", Question(("month",))).rows}
    march, february = rows["2024-03-01"], rows["2024-02-01"]
    compared = march["compared"]
    assert (compared["period"], compared["value"]) == ("2024-02-01", february["value"])
    assert compared["difference"] == march["value"] - february["value"]
    sides = [(row["value"], (row["low"], row["high"])) for row in (march, february)]
    assert (compared["difference_low"], compared["difference_high"]) == difference(sides[0], sides[1])
    assert compared["differs"] is False
    assert rows["2024-01-01"]["compared"] is None


@pytest.mark.parametrize(("name", "period"), [("second_purchase_rate", "2024-04-01"), ("churn_rate", "2024-03-01")])
def test_nothing_is_said_of_a_difference_from_what_is_not_over_or_too_early(
    inputs: Inputs, name: str, period: str
) -> None:
    """First purchases of April are not ripe; in February the first losses could not be known yet."""
    found = compare(inputs, name, "previous", Question(("month",)))
    row = next(row for row in found.rows if row["period"] == period)
    if row["compared"]:
        assert (row["compared"]["differs"], row["compared"]["difference_low"]) == (None, None)
    assert row["partial"] or found.answer.too_early(found.rows[1])


def test_a_target_on_a_straight_way_is_met_or_not_once_the_month_is_over(inputs: Inputs) -> None:
    target = Target(metric="revenue", value=400, by=date(2024, 4, 30), since=date(2024, 2, 29), start=278)
    rows = compare(inputs, "revenue", "target", Question(("month",)), (target,)).rows
    march = next(row for row in rows if row["period"] == "2024-03-01")["compared"]
    # 31 of the 61 days from 29 February to 30 April.
    assert march["value"] == pytest.approx(278 + 122 * 31 / 61)
    assert march["met"] is (march["value"] <= 380)


def _found(inputs: Inputs, name: str, versus: Versus, asked: Question) -> tuple[str | None, float, float]:
    """Return period, value and difference of what the last row is compared with."""
    compared = compare(inputs, name, versus, asked).rows[-1]["compared"]
    return compared["period"], compared["value"], compared["difference"]


def test_days_without_a_period_are_compared_with_as_many_before_them(inputs: Inputs) -> None:
    """From 10 to 21 March 90 + 200 − 40 + 30 with four orders; in the twelve days before, 80 with one."""
    asked = Question((), date(2024, 3, 10), date(2024, 3, 21))
    assert _found(inputs, "orders", "previous", asked) == (None, 1, 3)
    assert _found(inputs, "revenue", "previous", asked) == (None, 80, 200)


def test_a_month_asked_for_by_default_is_compared_with_the_month_before(inputs: Inputs) -> None:
    row = compare(inputs, "lost_customers", "previous", Question()).rows[0]
    assert (row["period"], row["value"], row["compared"]["period"], row["compared"]["value"]) == (
        "2024-04-01", 3, "2024-03-01", 1,
    )  # fmt: skip


def test_groups_are_compared_with_themselves(inputs: Inputs) -> None:
    rows = compare(inputs, "revenue", "previous", Question(("month", "cohort"))).rows
    march = {row["split"]["cohort"]: row for row in rows if row["period"] == "2024-03-01"}
    assert {group: (row["value"], row["compared"]["value"]) for group, row in march.items()} == {
        "2024-01": (190, 110), "2024-02": (30, 70), "2024-03": (160, 0),
    }  # fmt: skip


@pytest.fixture(scope="module")
def years(engine: Engine) -> Inputs:
    """Return a shop with one purchase on every day from 1 January 2023 to 31 March 2025, by a customer a month."""
    first, last = date(2023, 1, 1), date(2025, 3, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    bought: dict[str, set[date]] = {}
    for day in days:
        bought.setdefault(f"{day:%Y-%m}", set()).add(day)
    return inputs_of(engine, activity_frame(bought), 10, last)


@pytest.mark.parametrize(
    ("grain", "period", "before", "count"),
    [
        ("day", "2025-02-28", "2024-03-01", 1),
        ("week", "2025-03-03", "2024-03-04", 7),
        ("month", "2025-02-01", "2024-02-01", 29),
        ("quarter", "2025-01-01", "2024-01-01", 91),
        ("year", "2024-01-01", "2023-01-01", 365),
    ],
)
def test_last_year_is_the_same_month_or_the_same_weekday_fifty_two_weeks_before(
    years: Inputs, grain: Grain, period: str, before: str, count: int
) -> None:
    day = date.fromisoformat(period)
    asked = Question((grain,), day, day)
    value = compare(years, "orders", "year", asked).rows[-1]["value"]
    assert _found(years, "orders", "year", asked) == (before, count, value - count)


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [("2025-02-01", "2025-02-28", 29), ("2024-02-01", "2024-02-29", 28), ("2025-02-01", "2025-02-27", 27)],
)
def test_a_february_of_last_year_has_all_its_days(years: Inputs, since: str, until: str, count: int) -> None:
    asked = Question((), date.fromisoformat(since), date.fromisoformat(until))
    assert _found(years, "orders", "year", asked)[1] == count


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31"),
        ("2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("2024-01-01", "2024-03-31", "2023-10-01", "2023-12-31"),
        ("2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"),
        ("2025-02-01", None, "2024-12-01", "2025-01-31"),
        ("2024-02-01", "2024-02-28", "2024-01-04", "2024-01-31"),
        ("2024-02-02", "2024-02-29", "2024-01-05", "2024-02-01"),
    ],
)
def test_whole_months_are_compared_with_whole_months_and_days_with_as_many_days(
    years: Inputs, since: str, until: str | None, first: str, last: str
) -> None:
    asked = Question((), date.fromisoformat(since), date.fromisoformat(until) if until else None)
    compared = compare(years, "orders", "previous", asked).rows[0]["compared"]
    assert (compared["first_day"], compared["last_day"]) == (first, last)
    days = date.fromisoformat(last) - date.fromisoformat(first)
    assert compared["value"] == days.days + 1, "one purchase on every day"


@pytest.mark.parametrize(
    ("name", "versus", "asked", "days"),
    [
        ("orders", "year", Question((), date(2025, 2, 1), date(2025, 2, 28)), ("2024-02-01", "2024-02-29")),
        ("orders", "year", Question(("week",), date(2025, 3, 3), date(2025, 3, 3)), ("2024-03-04", "2024-03-10")),
        ("orders", "previous", Question(("quarter",)), ("2024-10-01", "2024-12-31")),
        ("lost_customers", "previous", Question(), ("2025-02-01", "2025-02-28")),
    ],
)
def test_what_days_a_row_is_compared_with_is_told(
    years: Inputs, name: str, versus: Versus, asked: Question, days: tuple[str, str]
) -> None:
    compared = compare(years, name, versus, asked).rows[-1]["compared"]
    assert (compared["first_day"], compared["last_day"]) == days


@pytest.mark.parametrize(("grain", "first", "differs"), [("month", "2024-02-01", None), ("month", "2024-03-01", False)])
def test_nothing_is_said_of_a_difference_from_a_period_inside_which_the_data_begin(
    inputs: Inputs, grain: Grain, first: str, differs: bool | None
) -> None:
    """The data begin on 5 January."""
    rows = compare(inputs, "repeat_rate", "previous", Question((grain,))).rows
    compared = next(row["compared"] for row in rows if row["period"] == first)
    assert compared["differs"] is differs
    assert compared["begins_inside"] is (differs is None)
    assert compared["difference"] is not None


def test_what_lies_before_the_data_is_nothing_to_compare_with(years: Inputs) -> None:
    rows = compare(years, "orders", "year", Question(("month",))).rows
    assert {row["compared"] is None for row in rows if row["period"] < "2024-01-01"} == {True}
    early = Question((), date(2023, 1, 1), date(2023, 1, 31))
    assert compare(years, "orders", "previous", early).rows[0]["compared"] is None


def test_what_knows_no_periods_is_compared_with_nothing_but_a_target(inputs: Inputs) -> None:
    assert compare(inputs, "historic_value", "previous", Question()).rows[0]["compared"] is None
