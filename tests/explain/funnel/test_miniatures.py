"""Funnels worked out by hand on a few events."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.funnel import Funnel, FunnelQuestion, count_funnel
from liuke.measure.intervals import wilson

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST = date(2024, 5, 31)
SCHEMA = {"customer_id": pl.String, "at": pl.Datetime("us"), "name": pl.String}


def events(engine: Engine, *told: str, **columns: list[Any]) -> Table:
    """Return events told as `who name time`, where the time is of 1 May 2024 if it names no day of May."""
    rows = []
    for one in told:
        who, name, *when = one.split()
        day, clock = when if len(when) == 2 else ["01", when[0]]
        rows.append((who, datetime.fromisoformat(f"2024-05-{day}T{clock}"), name))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return engine.table(frame.with_columns(**{name: pl.Series(values) for name, values in columns.items()}))


def count(engine: Engine, table: Table, steps: str, **asked: Any) -> Funnel:
    return count_funnel(FunnelQuestion(tuple(steps), **asked), engine, table, last=LAST)


def counts(found: Funnel) -> list[int]:
    return [row["customers"] for row in found.steps]


@pytest.mark.parametrize(("entry", "reached"), [("first", [1, 1, 0]), ("recent", [1, 1, 1])])
def test_the_first_entry_reaches_b_and_the_most_recent_one_reaches_c(
    engine: Engine, entry: str, reached: list[int]
) -> None:
    table = events(engine, "p A 13:00", "p A 13:30", "p B 13:45", "p C 14:15")
    assert counts(count(engine, table, "ABC", window=HOUR, entry=entry)) == reached


def test_steps_count_only_after_the_one_before_and_anything_may_lie_between(engine: Engine) -> None:
    table = events(
        engine,
        "p A 10:00", "p X 10:01", "p B 10:02", "p X 10:03", "p C 10:04",
        "q B 10:00", "q A 10:01", "q C 10:02",
        "r A 10:00", "r C 10:01", "r B 10:02",
        "s B 10:00", "s C 10:01",
    )  # fmt: skip
    assert counts(count(engine, table, "ABC", window=DAY)) == [3, 2, 1]
    assert counts(count(engine, table, "ABC", window=DAY, order="any")) == [3, 3, 3]


def test_a_step_at_the_very_end_of_the_window_counts_and_a_moment_later_does_not(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 11:00", "q A 10:00", "q B 11:00:00.000001")
    assert counts(count(engine, table, "AB", window=HOUR)) == [2, 1]


def test_the_window_runs_from_the_entry_not_from_the_step_before(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 10:50", "p C 11:30")
    assert counts(count(engine, table, "ABC", window=HOUR)) == [1, 1, 0]


def test_entries_whose_window_is_not_over_are_left_out_even_those_that_finished(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 11:00", "q A 30 10:00", "q B 30 11:00", "r A 29 23:59")
    found = count(engine, table, "AB", window=2 * DAY)
    assert (counts(found), found.entered.young) == ([2, 1], 1)
    assert (counts(count(engine, table, "AB", window=None)), found.entered.count) == ([3, 2], 2)


def test_steps_at_one_moment_count_as_in_order_but_no_event_counts_twice(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 10:00", "p C 10:00")
    assert counts(count(engine, table, "ABC")) == [1, 1, 1]
    assert counts(count(engine, table, "CBA")) == [1, 1, 1]
    assert counts(count(engine, table, "ABA")) == [1, 0, 0]
    again = events(engine, "p A 10:00", "p B 10:01", "p A 10:02", "q A 10:00", "q B 10:01")
    assert counts(count(engine, again, "ABA")) == [2, 2, 1]
    assert counts(count(engine, again, "AA")) == [2, 1]


def test_who_does_what_is_excluded_leaves_and_is_counted(engine: Engine) -> None:
    table = events(
        engine,
        "p A 10:00", "p B 10:01", "p X 10:02", "p C 10:03",
        "q A 10:00", "q B 10:01", "q C 10:02", "q X 10:03",
        "r X 09:59", "r A 10:00", "r B 10:01",
        "s A 10:00", "s X 10:01", "s B 10:02",
    )  # fmt: skip
    found = count(engine, table, "ABC", exclude=("X",), window=DAY)
    assert counts(found) == [4, 3, 1]
    assert [row["excluded"] for row in found.steps] == [1, 1, None]
    assert [row["excluded"] for row in count(engine, table, "ABC").steps] == [None] * 3


def test_a_property_held_constant_joins_only_steps_that_share_it(engine: Engine) -> None:
    told = ["p A 10:00", "p B 10:01", "p A 10:02", "p B 10:03", "q A 10:00", "q B 10:01", "q A 10:02"]
    table = events(engine, *told, held=["s1", "s2", "s2", "s2", "s3", None, None])
    hold = {"hold": "session_id", "window": DAY}
    assert counts(count(engine, table, "AB", **hold)) == [2, 0]
    assert counts(count(engine, table, "AB", **hold, entry="recent")) == [2, 1]
    assert counts(count(engine, table, "AB", **hold, each=True)) == [3, 1]


def test_shares_have_their_interval_and_times_their_quartiles(engine: Engine) -> None:
    told = [f"c{number} A 10:00" for number in range(8)]
    told += [f"c{number} B 10:{minutes:02}" for number, minutes in enumerate((1, 2, 3, 4, 5))]
    told += ["c0 C 10:31", "c1 C 10:42"]
    found = count(engine, events(engine, *told), "ABC", window=DAY)
    a, b, c = found.steps
    assert (a["of_first"], a["of_previous"], a["previous_median_seconds"], a["dropped"]) == (1, None, None, 3)
    assert a["of_first_low"] is None, "all of all are all: nothing is estimated"
    assert (b["of_first_low"], b["of_first_high"]) == wilson(5, 8)
    assert (c["of_previous_low"], c["of_previous_high"]) == wilson(2, 5)
    assert (c["of_previous"], c["of_first"], c["dropped"]) == (0.4, 0.25, None)
    times = [b[f"previous_{told}_seconds"] for told in ("low", "median", "high")]
    assert times == [120, 180, 240]
    assert (c["previous_median_seconds"], c["first_median_seconds"]) == (35 * 60, 36.5 * 60)


def test_a_funnel_can_be_split_by_what_the_first_event_says(engine: Engine) -> None:
    told = ["p A 10:00", "p B 10:01", "q A 10:00", "r A 10:00", "r A 10:01", "r B 10:02"]
    table = events(engine, *told, trait=["x", "y", "x", None, "x", "x"])
    found = count_funnel(FunnelQuestion(("A", "B")), engine, table, last=LAST, by="device")
    assert {group: [row["customers"] for row in rows] for group, rows in found.groups.items()} == {
        "x": [2, 1],
        None: [1, 1],
    }


def test_a_funnel_can_be_split_by_what_customers_are(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 10:01", "q A 10:00", "r A 10:00")
    people = engine.table(pl.DataFrame({"customer_id": ["p", "q", "z"], "group": ["north", "south", "south"]}))
    question = FunnelQuestion(("A", "B"))
    found = count_funnel(question, engine, table, last=LAST, people=people, by="region")
    told = {group: [row["customers"] for row in rows] for group, rows in found.groups.items()}
    assert told == {"north": [1, 1], "south": [1, 0], None: [1, 0]}
    assert list(told)[-1] is None


def test_customers_behind_a_drop_off_reached_the_step_and_not_the_next(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "p B 10:01", "q A 10:05", "r A 10:00", "r B 10:02", "r C 10:03")
    found = count(engine, table, "ABC", window=DAY)
    at = datetime.fromisoformat
    assert engine.rows(found.customers(1)) == [
        {"customer_id": "q", "entered_at": at("2024-05-01T10:05"), "reached_at": at("2024-05-01T10:05")}
    ]
    assert engine.rows(found.customers(2)) == [
        {"customer_id": "p", "entered_at": at("2024-05-01T10:00"), "reached_at": at("2024-05-01T10:01")}
    ]
    assert [row["customer_id"] for row in engine.rows(found.customers(3))] == ["r"]


def test_days_without_hours_count_by_the_day(engine: Engine) -> None:
    table = events(
        engine, "p A 01 00:00", "p B 01 00:00", "q A 01 00:00", "q B 08 00:00", "r A 01 00:00", "r B 09 00:00"
    )
    table = table.mutate(at=table["at"].cast("date"))
    assert counts(count(engine, table, "AB", window=7 * DAY)) == [3, 2]


def test_only_entries_on_the_days_asked_for_count_and_their_later_steps_may_lie_beyond(engine: Engine) -> None:
    table = events(engine, "p A 01 10:00", "p A 02 23:00", "p B 03 10:00", "q A 03 10:00")
    asked = {"window": DAY, "since": date(2024, 5, 2), "until": date(2024, 5, 2)}
    assert counts(count(engine, table, "AB", **asked)) == [1, 1]


def test_a_day_begins_when_it_does_in_the_zone(engine: Engine) -> None:
    table = events(engine, "p A 01 15:59", "q A 01 16:00")
    question = FunnelQuestion(("A", "B"), since=date(2024, 5, 2))
    found = count_funnel(question, engine, table, last=LAST, zone="Asia/Shanghai")
    assert found.steps[0]["customers"] == 1


def test_everybody_who_did_a_step_is_counted_whatever_else_they_did(engine: Engine) -> None:
    table = events(engine, "p A 10:00", "q B 10:00", "q B 10:01", "r B 09:00", "r A 10:00")
    assert count(engine, table, "AB").everybody() == [2, 2]


def test_nobody_entered_is_an_answer(engine: Engine) -> None:
    found = count(engine, events(engine, "p X 10:00"), "AB")
    assert counts(found) == [0, 0]
    assert found.steps[1]["of_first"] is None
    assert engine.rows(found.customers(1)) == []


def test_one_customer_is_counted_with_an_interval_that_says_how_little_that_is(engine: Engine) -> None:
    found = count(engine, events(engine, "p A 10:00", "p B 10:01"), "AB")
    assert counts(found) == [1, 1]
    assert found.steps[1]["of_first_low"] < 0.25
