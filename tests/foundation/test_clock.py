"""Days, periods and time zones."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.clock import (
    local_time,
    local_zone,
    next_start,
    offsets,
    period_start,
    periods,
    read_day,
    start_of,
    utc_time,
)
from liuke.engine import Engine
from liuke.errors import UsageError

ZONES = ["UTC", "Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
FIRST, LAST = datetime(2023, 1, 1), datetime(2024, 12, 31)  # noqa: DTZ001 - naive UTC by contract


def _through(engine: Engine, moments: list[datetime], work: object) -> list[datetime]:
    table = engine.table(pa.table({"n": range(len(moments)), "at": pa.array(moments, pa.timestamp("us"))}))
    return [row["out"] for row in engine.rows(table.mutate(out=work(table["at"])).order_by("n"))]  # type: ignore[operator]


@pytest.mark.parametrize("zone", ZONES)
def test_it_gives_the_same_wall_clock_as_the_zone_database(engine: Engine, zone: str) -> None:
    moments = [FIRST + timedelta(hours=7 * k) for k in range(2400)]
    expected = [m.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for m in moments]
    assert _through(engine, moments, lambda at: local_time(at, zone, FIRST, LAST)) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_it_reads_wall_clock_back_as_the_zone_database_does(engine: Engine, zone: str) -> None:
    walls = [FIRST + timedelta(minutes=190 * k) for k in range(4500)]
    expected = [w.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None) for w in walls]
    assert _through(engine, walls, lambda at: utc_time(at, zone, FIRST, LAST)) == expected


def test_a_zone_without_clock_changes_is_one_offset() -> None:
    assert offsets("Asia/Shanghai", FIRST, LAST) == [(FIRST, timedelta(hours=8))]


def test_an_order_just_before_midnight_in_shanghai_falls_on_that_day(engine: Engine) -> None:
    moments = [datetime(2024, 3, 31, 15, 59, 59), datetime(2024, 3, 31, 16, 0)]  # noqa: DTZ001
    days = _through(engine, moments, lambda at: local_time(at, "Asia/Shanghai", FIRST, LAST).date())
    assert days == [date(2024, 3, 31), date(2024, 4, 1)]


DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
GRAIN = st.sampled_from(["week", "month", "quarter"])


@given(DAYS, GRAIN)
def test_every_day_lies_in_its_period(day: date, grain: str) -> None:
    start = start_of(day, grain)  # type: ignore[arg-type]
    assert start <= day < next_start(start, grain)  # type: ignore[arg-type]


@given(DAYS, st.integers(0, 900), GRAIN)
def test_periods_follow_each_other_without_a_gap(first: date, length: int, grain: str) -> None:
    last = first + timedelta(days=length)
    found = list(periods(first, last, grain))  # type: ignore[arg-type]
    assert found[0][0] <= first
    assert found[-1][1] > last
    assert all(before[1] == after[0] for before, after in itertools.pairwise(found))


@settings(max_examples=5, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=40), GRAIN)
def test_the_engine_and_python_agree_on_periods(engine: Engine, days: list[date], grain: str) -> None:
    table = engine.table(pa.table({"n": range(len(days)), "day": days}))
    found = engine.rows(table.mutate(start=period_start(table.day, grain)).order_by("n"))  # type: ignore[arg-type]
    assert [row["start"] for row in found] == [start_of(day, grain) for day in days]  # type: ignore[arg-type]


def test_weeks_start_on_monday() -> None:
    assert start_of(date(2024, 3, 31), "week") == date(2024, 3, 25)


def test_the_machine_zone_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert local_zone() == "Asia/Shanghai"


def test_it_leaves_an_empty_literal_alone() -> None:
    assert isinstance(local_time(ibis.timestamp("2024-01-01"), "UTC", FIRST, LAST), ibis.expr.types.TimestampValue)


@pytest.mark.parametrize(("text", "said"), [("3/4/2026", "is not a date"), ("2501-01-01", "is out of reach")])
def test_a_day_that_cannot_be_meant_is_told_with_its_name(text: str, said: str) -> None:
    assert read_day("2026-03-31", "as_of") == date(2026, 3, 31)
    with pytest.raises(UsageError, match=f"as_of {text} {said}") as caught:
        read_day(text, "as_of")
    assert caught.value.hint.zh
