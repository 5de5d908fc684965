"""Working and paused time on the engine: the same as a slow walk says, whatever the rows are like."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.measure.service import add_working_seconds, business_hours, paused_seconds
from liuke.settings import ServiceSettings
from tests.measure.service_hours import HOUR, NINE_TO_FIVE, between, moments, near, plans, utc, walked, year_of, zones


def test_a_business_that_never_opens_works_no_second_and_nothing_falls_due(engine: Engine) -> None:
    closed = year_of(ServiceSettings(hours=""))
    assert between(closed, "2025-03-03T00:00", "2025-06-03T00:00") == 0
    rows = engine.table(pl.DataFrame({"a": [utc("2025-03-03T10:00")], "b": [utc("2025-03-04T10:00")]}))
    assert engine.rows(add_working_seconds(engine, rows, "a", "b", closed, "worked"))[0]["worked"] == 0
    with pytest.raises(DataError):
        closed.due_at(utc("2025-03-03T10:00"), 1)


def test_pauses_stop_the_clock_once_and_only_while_it_runs(engine: Engine) -> None:
    hours = year_of()
    tickets = engine.table(
        pl.DataFrame(
            {
                "ticket_id": ["weekend", "twice", "open", "none", "outside", "unknown", "backwards"],
                "came": [utc("2025-03-07T10:00")] * 7,
                "done": [utc("2025-03-10T12:00")] * 7,
            }
        )
    )
    pauses = engine.table(
        pl.DataFrame(
            [
                ("weekend", utc("2025-03-07T16:00"), utc("2025-03-10T10:00")),
                ("twice", utc("2025-03-07T11:00"), utc("2025-03-07T13:00")),
                ("twice", utc("2025-03-07T12:00"), utc("2025-03-07T14:00")),
                ("twice", utc("2025-03-07T12:30"), utc("2025-03-07T12:45")),
                ("open", utc("2025-03-10T11:00"), None),
                ("outside", utc("2025-03-01T11:00"), utc("2025-03-06T11:00")),
                ("unknown", None, utc("2025-03-07T14:00")),
                ("backwards", utc("2025-03-07T14:00"), utc("2025-03-07T12:00")),
                ("nobody's", utc("2025-03-07T12:00"), utc("2025-03-07T14:00")),
            ],
            schema=["ticket_id", "paused_at", "resumed_at"],
            orient="row",
        )
    )
    found = engine.rows(paused_seconds(engine, tickets, pauses, "came", "done", hours))
    assert {row["ticket_id"]: row["paused"] / HOUR for row in found} == {"weekend": 2, "twice": 3, "open": 1}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(moments, near), min_size=1, max_size=8), plans, zones)
def test_the_engine_counts_what_a_walk_through_the_half_hours_counts(
    engine: Engine, drawn: list[tuple[datetime, timedelta]], plan: ServiceSettings, zone: str
) -> None:
    pairs = [(start, start + length) for start, length in drawn]
    rows = engine.table(
        pl.DataFrame({"place": range(len(pairs)), "a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    )
    found = engine.rows(add_working_seconds(engine, rows, "a", "b", year_of(plan, zone), "worked").order_by("place"))
    assert [row["worked"] for row in found] == [walked(plan, zone, a, b) if b > a else 0 for a, b in pairs]


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(6)), st.lists(st.tuples(moments, near), min_size=6, max_size=6), plans)
def test_the_order_of_rows_and_of_pauses_changes_nothing(
    engine: Engine, order: list[int], drawn: list[tuple[datetime, timedelta]], plan: ServiceSettings
) -> None:
    hours = year_of(plan, "Europe/Berlin")
    rows = pl.DataFrame(
        {
            "ticket_id": [str(place // 3) for place in range(6)],
            "paused_at": [start for start, _ in drawn],
            "resumed_at": [start + length for start, length in drawn],
        }
    )
    bounds = {"ticket_id": ["0", "1"], "a": [datetime(2025, 1, 1)] * 2, "b": [datetime(2025, 12, 31)] * 2}  # noqa: DTZ001
    tickets = engine.table(pl.DataFrame(bounds))
    worked, paused = [], []
    for given_ in (rows, rows[order]):
        table = engine.table(given_)
        timed = add_working_seconds(engine, table, "paused_at", "resumed_at", hours, "worked")
        worked.append(engine.rows(timed.order_by("ticket_id", "paused_at", "resumed_at")))
        found = paused_seconds(engine, tickets, table, "a", "b", hours)
        paused.append(engine.rows(found.order_by("ticket_id")))
    assert worked[0] == worked[1]
    assert paused[0] == paused[1]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(moments, near), max_size=5), moments, near, plans)
def test_paused_time_is_the_working_time_of_the_seconds_that_any_pause_covers(
    engine: Engine, drawn: list[tuple[datetime, timedelta]], came: datetime, length: timedelta, plan: ServiceSettings
) -> None:
    """Every second lies in the stretch between two neighbouring ends of pauses: a stretch is paused whole or not."""
    hours, done = year_of(plan, "Europe/Berlin"), came + length
    pauses = [(start, start + long) for start, long in drawn]
    edges = (
        sorted({came, done, *(min(max(edge, came), done) for pause in pauses for edge in pause)}) if came < done else []
    )
    expected = sum(
        walked(plan, "Europe/Berlin", first, last)
        for first, last in pairwise(edges)
        if any(start <= first and last <= end for start, end in pauses)
    )
    tickets = engine.table(pl.DataFrame({"ticket_id": ["x"], "a": [came], "b": [done]}))
    schema = {"ticket_id": pl.String, "paused_at": pl.Datetime("us"), "resumed_at": pl.Datetime("us")}
    table = engine.table(pl.DataFrame([("x", *pause) for pause in pauses], schema=schema, orient="row"))
    found = engine.rows(paused_seconds(engine, tickets, table, "a", "b", hours))
    assert sum(row["paused"] for row in found) == expected


def test_a_moment_counts_from_its_whole_second_in_any_year(engine: Engine) -> None:
    hours = business_hours(NINE_TO_FIVE, "UTC", date(1965, 3, 1), date(1965, 3, 31))
    rows = engine.table(
        pl.DataFrame(
            {
                "a": [datetime(1965, 3, 3, 10, 0, 0, 600_000)],  # noqa: DTZ001
                "b": [datetime(1965, 3, 3, 10, 0, 1, 400_000)],  # noqa: DTZ001
            }
        )
    )
    assert engine.rows(add_working_seconds(engine, rows, "a", "b", hours, "worked"))[0]["worked"] == 1


def test_columns_of_the_rows_keep_their_names_and_values(engine: Engine) -> None:
    given_ = {"clock_day": 1, "before": 2, "opens_0": 3, "closes_0": 4, "worked_start": 5, "worked_end": 6}
    moments_ = {"a": utc("2025-03-03T10:00"), "b": utc("2025-03-04T10:00")}
    rows = engine.table(pl.DataFrame([given_ | moments_]))
    found = engine.rows(add_working_seconds(engine, rows, "a", "b", year_of(), "worked"))
    assert found == [{**given_, **moments_, "worked": 8 * HOUR}]


def test_nothing_is_counted_where_a_moment_is_missing_and_none_where_time_goes_back(engine: Engine) -> None:
    came, long_ago = utc("2025-03-07T10:00"), utc("1980-01-01T10:00")
    rows = engine.table(
        pl.DataFrame({"place": range(5), "a": [came, came, came, None, came], "b": [None, came, long_ago, came, None]})
    )
    found = engine.rows(add_working_seconds(engine, rows, "a", "b", year_of(), "worked").order_by("place"))
    assert [row["worked"] for row in found] == [None, 0, 0, None, None]
