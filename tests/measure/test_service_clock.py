"""The service clock: working time by weekday, holidays and time zone, pauses, and when a target is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import ConfigError, DataError
from liuke.measure.service import BusinessHours, add_working_seconds, business_hours, paused_seconds
from liuke.settings import ServiceSettings, load_settings, read_hours

HOUR = 3600.0
NINE_TO_FIVE = ServiceSettings(hours="09:00-17:00")
SPLIT = ServiceSettings(hours={"mon": "09:00-12:00, 13:30-18:00", "sat": "10:00-14:00", "sun": ""})


def _hours(given: ServiceSettings = NINE_TO_FIVE, zone: str = "UTC", year: int = 2025) -> BusinessHours:
    return business_hours(given, zone, date(year - 1, 12, 1), date(year + 1, 1, 31))


def _utc(local: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def _between(hours: BusinessHours, start: str, end: str, zone: str = "UTC") -> float:
    first, last = hours.worked(np.array([_utc(start, zone), _utc(end, zone)], dtype="datetime64[us]"))
    return float(last - first)


def test_ten_working_hours_from_monday_at_ten_are_due_on_tuesday_at_noon() -> None:
    assert _hours().due_at(_utc("2025-03-03T10:00"), 10 * HOUR) == _utc("2025-03-04T12:00")


def test_of_a_ticket_on_friday_at_five_half_an_hour_counts_on_friday() -> None:
    hours = _hours(ServiceSettings(hours="09:00-17:30"))
    assert _between(hours, "2025-03-07T17:00", "2025-03-10T09:00") == 0.5 * HOUR
    assert _between(hours, "2025-03-07T17:00", "2025-03-10T10:00") == 1.5 * HOUR


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2025-01-26", True),
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),
        ("2025-02-09", False),
        ("2024-10-12", True),
        ("2024-10-07", False),
        ("2026-02-14", True),
        ("2026-02-15", False),
    ],
)
def test_the_chinese_calendar_has_its_spring_festival_and_its_working_weekends(day: str, open_: bool) -> None:
    """State Council notices on public holidays of 2024, 2025 and 2026."""
    hours = _hours(ServiceSettings(hours="09:00-17:00", holidays="CN"), "Asia/Shanghai", int(day[:4]))
    assert _between(hours, f"{day}T00:00", f"{day}T23:59", "Asia/Shanghai") == (8 * HOUR if open_ else 0)


def test_a_working_weekend_keeps_mondays_hours_unless_it_has_its_own() -> None:
    own = SPLIT.model_copy(update={"holidays": "CN"})
    hours = _hours(own, "Asia/Shanghai")
    assert _between(hours, "2025-01-26T00:00", "2025-01-26T23:00", "Asia/Shanghai") == 7.5 * HOUR
    assert _between(hours, "2025-02-08T00:00", "2025-02-08T23:00", "Asia/Shanghai") == 4 * HOUR


def test_days_can_be_taken_off_and_put_on() -> None:
    given_ = ServiceSettings(
        hours="09:00-17:00", extra_holidays=(date(2025, 3, 4),), extra_working_days=(date(2025, 3, 8),)
    )
    assert _between(_hours(given_), "2025-03-03T00:00", "2025-03-09T23:00") == 5 * 8 * HOUR


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
    always = _hours(
        ServiceSettings(hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")), zone
    )
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    assert _between(always, f"{day}T00:00", f"{following}T00:00", zone) == hours * HOUR


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def test_a_working_day_is_eight_hours_on_both_sides_of_a_clock_change(zone: str) -> None:
    hours = _hours(zone=zone)
    for day in ("2025-03-07", "2025-03-10", "2025-03-31", "2025-10-24", "2025-10-27", "2025-11-03"):
        assert _between(hours, f"{day}T09:00", f"{day}T17:00", zone) == 8 * HOUR
        assert _between(hours, f"{day}T00:00", f"{day}T09:00", zone) == 0


def test_a_settings_own_zone_wins() -> None:
    there = _hours(ServiceSettings(hours="09:00-17:00", timezone="Asia/Tokyo"), "UTC")
    assert _between(there, "2025-03-03T00:00", "2025-03-03T23:00", "Asia/Tokyo") == 8 * HOUR


def test_what_is_created_outside_hours_starts_to_count_at_the_opening() -> None:
    hours = _hours()
    assert hours.due_at(_utc("2025-03-08T11:00"), HOUR) == _utc("2025-03-10T10:00")
    assert hours.due_at(_utc("2025-03-08T11:00"), 0) == _utc("2025-03-08T11:00")
    assert hours.due_at(_utc("2025-03-07T09:00"), 8 * HOUR) == _utc("2025-03-07T17:00")


def test_a_calendar_that_ends_too_early_says_so() -> None:
    with pytest.raises(DataError) as caught:
        _hours().due_at(_utc("2026-01-30T16:00"), 80 * HOUR)
    assert "2026-01-31" in caught.value.message.en
    with pytest.raises(DataError):
        business_hours(NINE_TO_FIVE, "UTC", date(1900, 1, 1), date(2025, 1, 1))


def test_pauses_stop_the_clock_once_and_only_while_it_runs(engine: Engine) -> None:
    hours = _hours()
    tickets = engine.table(
        pl.DataFrame(
            {
                "ticket_id": ["weekend", "twice", "open", "none", "outside"],
                "came": [_utc("2025-03-07T10:00")] * 5,
                "done": [_utc("2025-03-10T12:00")] * 5,
            }
        )
    )
    pauses = engine.table(
        pl.DataFrame(
            [
                ("weekend", _utc("2025-03-07T16:00"), _utc("2025-03-10T10:00")),
                ("twice", _utc("2025-03-07T11:00"), _utc("2025-03-07T13:00")),
                ("twice", _utc("2025-03-07T12:00"), _utc("2025-03-07T14:00")),
                ("twice", _utc("2025-03-07T12:30"), _utc("2025-03-07T12:45")),
                ("open", _utc("2025-03-10T11:00"), None),
                ("outside", _utc("2025-03-01T11:00"), _utc("2025-03-06T11:00")),
            ],
            schema=["ticket_id", "paused_at", "resumed_at"],
            orient="row",
        )
    )
    found = engine.rows(paused_seconds(engine, tickets, pauses, "came", "done", hours))
    assert {row["ticket_id"]: row["paused"] / HOUR for row in found} == {"weekend": 2, "twice": 3, "open": 1}


moments = st.datetimes(datetime(2025, 1, 2), datetime(2025, 12, 30)).map(lambda one: one.replace(microsecond=0))  # noqa: DTZ001
plans = st.sampled_from([NINE_TO_FIVE, SPLIT, ServiceSettings(hours="00:00-24:00", holidays="CN")])
zones = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"])


def _walked(plan: ServiceSettings, zone: str, start: datetime, end: datetime) -> float:
    """Return the working seconds between two moments, walked through day by day in local time."""
    from holidays import country_holidays  # noqa: PLC0415

    rules, weekly, total = ZoneInfo(zone), read_hours(plan.hours), 0.0
    known = country_holidays("CN", years=range(2024, 2027)) if plan.holidays else {}
    working = known.weekend_workdays if plan.holidays else set()
    day = start.date() - timedelta(days=2)
    while day <= end.date() + timedelta(days=2):
        usual = weekly[day.weekday()]
        for opens, closes in (usual or weekly[0]) if day in working else () if day in known else usual:
            first, last = (
                (datetime.combine(day, time()) + timedelta(minutes=one))
                .replace(tzinfo=rules)
                .astimezone(UTC)
                .replace(tzinfo=None)
                for one in (opens, closes)
            )
            total += max((min(last, end) - max(first, start)).total_seconds(), 0)
        day += timedelta(days=1)
    return total


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(moments, moments), min_size=1, max_size=8), plans, zones)
def test_the_engine_counts_what_a_walk_through_the_days_counts(
    engine: Engine, pairs: list[tuple[datetime, datetime]], plan: ServiceSettings, zone: str
) -> None:
    rows = engine.table(
        pl.DataFrame({"place": range(len(pairs)), "a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    )
    found = engine.rows(add_working_seconds(engine, rows, "a", "b", _hours(plan, zone), "worked").order_by("place"))
    assert [row["worked"] for row in found] == [_walked(plan, zone, a, b) if b > a else 0 for a, b in pairs]


@settings(max_examples=60, deadline=None)
@given(st.lists(moments, min_size=3, max_size=3), plans, zones, st.floats(0, 200))
def test_time_adds_up_and_due_is_its_inverse(
    found: list[datetime], plan: ServiceSettings, zone: str, wanted: float
) -> None:
    hours = _hours(plan, zone)
    a, b, c = (np.datetime64(one, "us") for one in sorted(found))
    first, middle, last = (float(one) for one in hours.worked(np.array([a, b, c])))
    assert (middle - first) + (last - middle) == pytest.approx(last - first)
    assert hours.due(np.array([a]), middle - first)[0] <= b
    if last - first >= wanted * 60:
        due = hours.due(np.array([a]), wanted * 60)
        assert float(hours.worked(due)[0]) - first == pytest.approx(wanted * 60, abs=1e-5)


def test_nothing_is_counted_where_a_moment_is_missing(engine: Engine) -> None:
    rows = engine.table(pl.DataFrame({"a": [_utc("2025-03-07T10:00")] * 2, "b": [None, _utc("2025-03-06T10:00")]}))
    found = engine.rows(add_working_seconds(engine, rows, "a", "b", _hours(), "worked"))
    assert sorted((row["worked"] is None, row["worked"]) for row in found if row["worked"] is not None) == [(False, 0)]
    assert [row["worked"] for row in found].count(None) == 1


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
