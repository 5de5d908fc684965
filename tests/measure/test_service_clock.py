"""Business hours: weekdays, holidays, time zones and clock changes, and when a target is due."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import ConfigError, DataError
from liuke.measure.service import add_working_seconds, business_hours, paused_seconds
from liuke.settings import WEEKDAYS, ServiceSettings, load_settings
from tests.measure.service_hours import HOUR, NINE_TO_FIVE, SPLIT, between, moments, plans, utc, year_of, zones


def test_ten_working_hours_from_monday_at_ten_are_due_on_tuesday_at_noon() -> None:
    assert year_of().due_at(utc("2025-03-03T10:00"), 10 * HOUR) == utc("2025-03-04T12:00")


def test_of_a_ticket_on_friday_at_five_half_an_hour_counts_on_friday() -> None:
    hours = year_of(ServiceSettings(hours="09:00-17:30"))
    assert between(hours, "2025-03-07T17:00", "2025-03-10T09:00") == 0.5 * HOUR
    assert between(hours, "2025-03-07T17:00", "2025-03-10T10:00") == 1.5 * HOUR


@pytest.mark.parametrize(
    ("year", "off", "working_weekends"),
    [
        (
            2024,
            "01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-10 09-15/09-17 10-01/10-07",
            "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
        ),
        (
            2025,
            "01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
            "01-26 02-08 04-27 09-28 10-11",
        ),
        (
            2026,
            "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
            "01-04 02-14 02-28 05-09 09-20 10-10",
        ),
    ],
)
def test_every_day_in_china_is_open_or_not_as_the_state_council_arranged(
    year: int, off: str, working_weekends: str
) -> None:
    """Notices of the General Office of the State Council on the public holidays of 2024, 2025 and 2026."""
    hours = year_of(ServiceSettings(hours="09:00-17:00", holidays="CN"), "Asia/Shanghai", year)
    days = [date(year, 1, 1) + timedelta(days=one) for one in range(366 if year == 2024 else 365)]
    free = {day for part in off.split() for day in days if part[:5] <= f"{day:%m-%d}" <= part[-5:]}
    working = {date.fromisoformat(f"{year}-{part}") for part in working_weekends.split()}
    expected = {day for day in days if day in working or (day.weekday() < 5 and day not in free)}
    assert {(start + timedelta(hours=8)).date() for start, _ in hours.intervals} & set(days) == expected


def test_an_hour_before_the_spring_festival_of_2025_goes_on_after_it() -> None:
    """Monday 27 January is the last working day; the Sunday before it was one too."""
    hours = year_of(ServiceSettings(hours="09:00-17:00", holidays="CN"), "Asia/Shanghai")
    came = utc("2025-01-26T16:00", "Asia/Shanghai")
    assert hours.due_at(came, 10 * HOUR) == utc("2025-02-05T10:00", "Asia/Shanghai")


def test_a_working_weekend_keeps_mondays_hours_unless_it_has_its_own() -> None:
    own = SPLIT.model_copy(update={"holidays": "CN"})
    hours = year_of(own, "Asia/Shanghai")
    assert between(hours, "2025-01-26T00:00", "2025-01-26T23:00", "Asia/Shanghai") == 7.5 * HOUR
    assert between(hours, "2025-02-08T00:00", "2025-02-08T23:00", "Asia/Shanghai") == 4 * HOUR


def test_days_can_be_taken_off_and_put_on() -> None:
    given_ = ServiceSettings(
        hours="09:00-17:00", extra_holidays=(date(2025, 3, 4),), extra_working_days=(date(2025, 3, 8),)
    )
    assert between(year_of(given_), "2025-03-03T00:00", "2025-03-09T23:00") == 5 * 8 * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", "2025-03-09", 23),
        ("America/New_York", "2025-11-02", 25),
        ("Europe/Berlin", "2025-03-30", 23),
        ("Europe/Berlin", "2025-10-26", 25),
    ],
)
def test_round_the_clock_a_day_is_as_long_as_the_clock_change_makes_it(zone: str, day: str, hours: int) -> None:
    always = year_of(ServiceSettings(hours=dict.fromkeys(WEEKDAYS, "00:00-24:00")), zone)
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert between(always, f"{day}T00:00", f"{following}T00:00", zone) == hours * HOUR


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def test_a_working_day_is_eight_hours_on_both_sides_of_a_clock_change(zone: str) -> None:
    hours = year_of(zone=zone)
    for day in ("2025-03-07", "2025-03-10", "2025-03-31", "2025-10-24", "2025-10-27", "2025-11-03"):
        assert between(hours, f"{day}T09:00", f"{day}T17:00", zone) == 8 * HOUR
        assert between(hours, f"{day}T00:00", f"{day}T09:00", zone) == 0


@pytest.mark.parametrize(
    ("hours", "worked"),
    [("02:30-05:00", 2.0), ("02:00-02:30, 03:00-05:00", 2.0), ("02:10-02:50", 0.0), ("01:00-02:30", 1.0)],
)
def test_the_hour_that_a_clock_change_skips_is_nobodys_working_time(hours: str, worked: float) -> None:
    """On 9 March 2025 New York goes from 2:00 to 3:00 at once."""
    zone = "America/New_York"
    found = year_of(ServiceSettings(hours={"sun": hours}), zone)
    assert between(found, "2025-03-09T00:00", "2025-03-10T00:00", zone) == worked * HOUR


def test_a_day_that_a_zone_skips_is_no_working_day() -> None:
    """Samoa went from Thursday 29 to Saturday 31 December 2011."""
    hours = year_of(zone="Pacific/Apia", year=2011)
    assert between(hours, "2011-12-29T12:00", "2012-01-02T09:00", "Pacific/Apia") == 5 * HOUR


def test_of_an_hour_that_a_clock_change_repeats_opening_and_closing_mean_the_first() -> None:
    zone = "America/New_York"
    found = year_of(ServiceSettings(hours={"sun": "00:30-01:30"}), zone)
    assert between(found, "2025-11-02T00:00", "2025-11-03T00:00", zone) == HOUR


def test_a_settings_own_zone_wins() -> None:
    there = year_of(ServiceSettings(hours="09:00-17:00", timezone="Asia/Tokyo"), "UTC")
    assert between(there, "2025-03-03T00:00", "2025-03-03T23:00", "Asia/Tokyo") == 8 * HOUR


def test_what_is_created_outside_hours_starts_to_count_at_the_opening() -> None:
    hours = year_of()
    assert hours.due_at(utc("2025-03-08T11:00"), HOUR) == utc("2025-03-10T10:00")
    assert hours.due_at(utc("2025-03-08T11:00"), 0) == utc("2025-03-08T11:00")
    assert hours.due_at(utc("2025-03-07T09:00"), 8 * HOUR) == utc("2025-03-07T17:00")


def test_a_fraction_of_a_second_does_not_carry_a_due_moment_over_the_weekend() -> None:
    """A sum of floats would be a hair later than closing time, and so fall on the next opening."""
    hours = year_of()
    came = (
        np.array(["2025-03-07T09:00:00"], dtype="datetime64[us]") + np.arange(1, 2000).astype("timedelta64[us]") * 997
    )
    left = 8 * HOUR - np.arange(1, 2000) * 997 / 1e6
    assert set(hours.due(came, left).tolist()) == {utc("2025-03-07T17:00")}


def test_due_moments_are_found_for_many_tickets_and_targets_at_once() -> None:
    came = np.array(["2025-03-03T10:00", "2025-03-08T11:00", "NaT", "2025-03-07T16:00"], dtype="datetime64[us]")
    found = year_of().due(came, np.array([10 * HOUR, HOUR, HOUR, np.nan])).tolist()
    assert found == [utc("2025-03-04T12:00"), utc("2025-03-10T10:00"), None, None]
    assert np.isnan(year_of().worked(came)).tolist() == [False, False, True, False]


def test_a_calendar_that_ends_too_early_says_so() -> None:
    with pytest.raises(DataError) as caught:
        year_of().due_at(utc("2026-01-30T16:00"), 80 * HOUR)
    assert caught.value.code == "service.due"
    assert "2026-02-01" in caught.value.message.en


@pytest.mark.parametrize("moment", ["2024-11-29T23:59", "2026-02-02T00:01"])
def test_a_moment_that_the_calendar_lacks_is_an_error_and_never_a_number(engine: Engine, moment: str) -> None:
    hours, inside = year_of(), "2025-03-03T10:00"
    with pytest.raises(DataError, match="business hours are known") as caught:
        hours.worked(np.array([inside, moment], dtype="datetime64[us]"))
    assert caught.value.code == "service.outside"
    with pytest.raises(DataError):
        hours.due_at(utc(moment), HOUR)
    first, last = sorted([utc(inside), utc(moment)])
    tickets = engine.table(pl.DataFrame({"ticket_id": ["x"], "a": [first], "b": [last]}))
    with pytest.raises(DataError):
        add_working_seconds(engine, tickets, "a", "b", hours, "worked")
    pauses = engine.table(pl.DataFrame({"ticket_id": ["x"], "paused_at": [first], "resumed_at": [last]}))
    with pytest.raises(DataError):
        paused_seconds(engine, tickets, pauses, "a", "b", hours)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_calendar_of_some_days_covers_those_days_of_utc_wherever_the_business_is(zone: str) -> None:
    """Kiritimati is fourteen hours ahead of UTC, Pago Pago eleven behind."""
    always = ServiceSettings(hours=dict.fromkeys(WEEKDAYS, "00:00-24:00"))
    one = business_hours(always, zone, date(2025, 3, 5), date(2025, 3, 5))
    assert between(one, "2025-03-05T00:00", "2025-03-06T00:00") == 24 * HOUR


@pytest.mark.parametrize(("first", "last"), [("1900-01-01", "2025-01-01"), ("9999-12-31", "9999-12-31")])
def test_days_that_no_ticket_can_be_from_are_refused(first: str, last: str) -> None:
    with pytest.raises(DataError) as caught:
        business_hours(NINE_TO_FIVE, "UTC", date.fromisoformat(first), date.fromisoformat(last))
    assert caught.value.code == "service.span"


@settings(max_examples=60, deadline=None)
@given(st.lists(moments, min_size=3, max_size=3), plans, zones, st.floats(0, 200))
def test_time_adds_up_and_due_is_its_inverse(
    found: list[datetime], plan: ServiceSettings, zone: str, wanted: float
) -> None:
    hours = year_of(plan, zone)
    a, b, c = (np.datetime64(one, "us") for one in sorted(found))
    first, middle, last = (float(one) for one in hours.worked(np.array([a, b, c])))
    assert (middle - first) + (last - middle) == pytest.approx(last - first)
    assert hours.due(np.array([a]), middle - first)[0] <= b
    if last - first >= wanted * 60:
        due = hours.due(np.array([a]), wanted * 60)
        assert float(hours.worked(due)[0]) - first == pytest.approx(wanted * 60, abs=2e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('hours = "9 to 5"', "9 to 5"),
        ('hours = "17:00-09:00"', "17:00-09:00"),
        ('hours = "09:00-12:00, 11:00-18:00"', "11:00-18:00"),
        ('hours = {monday = "09:00-17:00"}', "monday"),
        ('holidays = "Atlantis"', "country"),
        ('holidays = "DE-XX"', "country"),
        ('timezone = "Mars/Olympus"', "time zone"),
        ("first_response_hours = 0", "more than 0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    tmp_path_factory: pytest.TempPathFactory, text: str, said: str
) -> None:
    path = tmp_path_factory.mktemp("settings") / "liuke.toml"
    path.write_text(f"[service]\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert said in caught.value.message.en
    assert "service." in caught.value.message.zh
