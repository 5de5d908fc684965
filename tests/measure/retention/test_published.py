"""What Mixpanel and Amplitude publish about retention, example by example."""

from datetime import date, timedelta

import pytest

from liuke.engine import Engine
from liuke.measure import RetentionQuestion, retention_matrix
from tests.measure.retention.acts import acts


def _buckets(engine: Engine, question: RetentionQuestion, *times: str, zone: str = "UTC") -> list[int]:
    """Return the buckets in which one customer is counted who started at the first time and returned at the others."""
    starts, returns = acts(engine, ("ann", times[0])), acts(engine, *(("ann", time) for time in times[1:]))
    last = date.fromisoformat(times[-1][:10]) + timedelta(days=7)
    matrix = retention_matrix(question, engine, starts, returns, zone=zone, last=last)
    (row,) = [row for row in matrix.rows() if row["size"]]
    return [cell["k"] for cell in row["cells"] if cell["so_far"]]


@pytest.mark.parametrize(("windows", "day"), [("calendar", 1), ("rolling", 0)])
def test_monday_evening_to_tuesday_morning_is_a_calendar_day_and_no_rolling_day(
    engine: Engine, windows: str, day: int
) -> None:
    """Mixpanel, “Retention”, calendar retention mode: 8pm on Monday, 6am on Tuesday."""
    question = RetentionQuestion("day", windows=windows)
    assert _buckets(engine, question, "2022-11-07 20:00", "2022-11-08 06:00") == [day]


@pytest.mark.parametrize(
    ("by", "start", "back"),
    [("week", "2022-11-11 12:00", "2022-11-14 12:00"), ("month", "2022-02-25 12:00", "2022-03-03 12:00")],
)
def test_the_calendar_turns_sooner_than_a_window_rolls(engine: Engine, by: str, start: str, back: str) -> None:
    """Mixpanel: Friday and Monday, 25 February and 3 March are period 1 by the calendar, and not in rolling windows."""
    assert _buckets(engine, RetentionQuestion(by), start, back) == [1]
    assert _buckets(engine, RetentionQuestion(by, windows="rolling"), start, back) == [0]


@pytest.mark.parametrize(
    ("by", "hours"), [("day", (24, 48)), ("week", (7 * 24, 14 * 24)), ("month", (30 * 24, 60 * 24))]
)
def test_rolling_windows_have_a_fixed_length(engine: Engine, by: str, hours: tuple[int, int]) -> None:
    """Mixpanel: day 1 is 24–48 hours, week 1 is 7–14 days, month 1 is 30–60 days after the start."""
    question = RetentionQuestion(by, windows="rolling")

    def at(minutes: int) -> str:
        day, minute = divmod(9 * 60 + minutes, 24 * 60)
        return f"{date.fromordinal(date(2022, 1, 1).toordinal() + day)} {minute // 60:02d}:{minute % 60:02d}"

    begin, end = (60 * hour for hour in hours)
    assert _buckets(engine, question, at(0), at(begin - 1)) == [0]
    assert _buckets(engine, question, at(0), at(begin)) == [1]
    assert _buckets(engine, question, at(0), at(end - 1)) == [1]
    assert _buckets(engine, question, at(0), at(end)) == [2]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York"])
def test_hours_are_rounded_down_before_days_are_counted(engine: Engine, zone: str) -> None:
    """Amplitude, “How time works in a retention analysis”: 1 December 17:59 and 2 December 17:00 are one day apart."""
    shift = {"UTC": 0, "Asia/Shanghai": 480, "Asia/Kolkata": 330, "America/New_York": -300}[zone]
    start, back = f"2021-12-01 {_clock(17 * 60 + 59 - shift)}", f"2021-12-02 {_clock(17 * 60 - shift)}"
    rolling = {"windows": "rolling"}
    assert _buckets(engine, RetentionQuestion("day", floor="hour", **rolling), start, back, zone=zone) == [1]
    assert _buckets(engine, RetentionQuestion("day", **rolling), start, back, zone=zone) == [0]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@pytest.mark.parametrize(
    ("by", "start", "back", "bucket"),
    [
        ("week", "2021-12-01 20:00", "2021-12-06 08:00", 0),
        ("week", "2021-12-01 20:00", "2021-12-08 08:00", 1),
        ("week", "2021-12-01 08:00", "2021-12-14 20:00", 1),
        ("month", "2021-12-06 20:00", "2021-12-12 08:00", 0),
    ],
)
def test_rolling_weeks_and_months_can_go_by_whole_days(
    engine: Engine, by: str, start: str, back: str, bucket: int
) -> None:
    """Amplitude: from 1 December, days up to the 7th are week 0, the 8th to the 14th week 1; a month is 30 days."""
    assert _buckets(engine, RetentionQuestion(by, windows="rolling", floor="day"), start, back) == [bucket]


def test_one_return_is_day_one_and_day_two_for_a_customer_who_started_twice(engine: Engine) -> None:
    """Amplitude: starting again opens further 24-hour buckets."""
    starts = acts(engine, ("ann", "2021-12-01 10:00"), ("ann", "2021-12-02 10:00"))
    back = acts(engine, ("ann", "2021-12-03 12:00"))
    question = RetentionQuestion("day", windows="rolling", entry="recurring")
    matrix = retention_matrix(question, engine, starts, back, last=date(2021, 12, 31))
    assert [[cell["k"] for cell in row["cells"] if cell["numerator"]] for row in matrix.rows()[:2]] == [[2], [1]]


def test_a_recurring_customer_is_in_the_cohort_of_every_period(engine: Engine) -> None:
    """Mixpanel, “User cohort buckets”: who bought in each week is in every bucket, not only in their first."""
    bought = acts(engine, *(("ann", f"2021-11-{day:02d} 10:00") for day in (1, 8, 9, 15)))
    for entry, sizes in (("first", [1, 0, 0]), ("recurring", [1, 1, 1])):
        matrix = retention_matrix(RetentionQuestion("week", entry=entry), engine, bought, last=date(2021, 11, 21))
        assert [row["size"] for row in matrix.rows()] == sizes


def test_on_or_after_counts_a_customer_in_every_bucket_before_their_last_return(engine: Engine) -> None:
    """Amplitude, FAQ: who returns on day 2 is in the data points of day 0 and day 1 too."""
    question = RetentionQuestion("day", returning="on_or_after", windows="rolling")
    assert _buckets(engine, question, "2021-12-01 10:00", "2021-12-03 11:00") == [0, 1, 2]


def test_the_average_is_everybody_s_returns_over_everybody(engine: Engine) -> None:
    """Mixpanel's example: 500 of 1000, 400 of 500, and a third cohort not over, here in tens.

    Returns over customers are 900 / 1500 = 60 %. (Mixpanel weighs both sums by cohort size once more: 56 %.)
    """
    rows = []
    for day, size, back in ((1, 100, 50), (2, 50, 40), (3, 70, 1)):
        rows += [(f"{day}-{n}", f"2022-03-{day:02d} 08:00") for n in range(size)]
        rows += [(f"{day}-{n}", f"2022-03-{day + 1:02d} 09:00") for n in range(back)]
    matrix = retention_matrix(RetentionQuestion("day"), engine, acts(engine, *rows), last=date(2022, 3, 3))
    day_one = matrix.average[1]
    assert (day_one["numerator"], day_one["denominator"], day_one["value"]) == (90, 150, 0.6)
    assert matrix.average[0]["denominator"] == 220
