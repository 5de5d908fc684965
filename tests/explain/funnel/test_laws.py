"""What holds of every funnel, whatever the events: the oracle finds the same, and the laws of counting hold."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.explain.funnel import Funnel, FunnelQuestion, count_funnel
from tests.explain.funnel.oracle import Event, Oracle

ZONE, LAST = "America/New_York", date(2024, 3, 14)
FIRST = datetime.fromisoformat("2024-03-08T00:00")
SCHEMA = {"customer_id": pl.String, "at": pl.Datetime("us"), "name": pl.String, "held": pl.String}
STEPS = [("A", "B"), ("A", "B", "C"), ("A", "B", "A"), ("A", "A", "B"), ("B", "A", "C"), ("A", "B", "C", "A")]
DAYS = st.none() | st.dates(date(2024, 3, 8), date(2024, 3, 13))


@st.composite
def questions(draw: st.DrawFn) -> FunnelQuestion:
    """Return a question of any kind that makes sense."""
    steps = draw(st.sampled_from(STEPS))
    since, until = draw(DAYS), draw(DAYS)
    hold = draw(st.sampled_from(["", "session_id"]))
    return FunnelQuestion(
        steps,
        draw(st.sampled_from([timedelta(minutes=30), timedelta(hours=5), timedelta(days=2), None])),
        draw(st.sampled_from(["specific", "any"])) if len(set(steps)) == len(steps) else "specific",
        draw(st.sampled_from(["first", "recent"])),
        hold,
        bool(hold) and draw(st.booleans()),
        draw(st.sampled_from([(), ("X",)])),
        since,
        None if since and until and until < since else until,
    )


@st.composite
def event_tables(draw: st.DrawFn) -> list[Event]:
    """Return the events of fifty customers at few moments, so that many happen at the same one.

    The clock changes on 10 March, and the last moments are not known yet.
    """
    chance, customers = random.Random(draw(st.integers(0, 2**32))), draw(st.integers(1, 50))  # noqa: S311 - no secret
    step = timedelta(minutes=draw(st.sampled_from([30, 240])))
    found: list[Event] = []
    for customer in range(customers):
        for _ in range(chance.randrange(9)):
            at = FIRST + chance.randrange(int(timedelta(days=8) / step)) * step
            found.append((f"c{customer}", at, chance.choice("AABBCX"), chance.choice(["u", "v", None])))
    return found


def counted(engine: Engine, question: FunnelQuestion, events: list[Event]) -> Funnel:
    table = engine.table(pl.DataFrame(events, schema=SCHEMA, orient="row"))
    return count_funnel(question, engine, table, last=LAST, zone=ZONE)


def told(found: Funnel) -> tuple[dict[str, list[datetime]], int]:
    """Return what the oracle tells, from the tables of the engine."""
    entries: dict[str, list[datetime]] = {}
    for table in found.reached:
        for row in found.rows.engine.rows(table):
            name = f"{row['customer_id']} {row['held']}" if found.question.each else row["customer_id"]
            at = datetime.fromisoformat("1970-01-01") + timedelta(microseconds=row["tick"])
            entries.setdefault(name, []).append(at)
    return entries, found.entered.young


def check_counts(found: Funnel) -> None:
    """Check that counts never increase, and that shares, drop-off, intervals and times fit them."""
    for before, after in pairwise(found.steps):
        assert before["customers"] >= after["customers"]
        assert before["dropped"] == before["customers"] - after["customers"]
        assert (before["excluded"] or 0) <= before["dropped"]
        if after["customers"]:
            assert after["of_previous"] == after["customers"] / before["customers"]
            assert 0 <= after["of_first_low"] <= after["of_first"] <= after["of_first_high"] <= 1
            assert 0 <= after["previous_low_seconds"] <= after["previous_median_seconds"]
            assert after["previous_median_seconds"] <= after["first_high_seconds"]


def check(engine: Engine, question: FunnelQuestion, events: list[Event]) -> None:
    """Check that the engine finds what the oracle finds, and that everybody is behind one of the drop-offs."""
    found = counted(engine, question, events)
    reached, young = Oracle(question, ZONE, LAST).answer(events)
    assert told(found) == ({name: times for name, times in reached.items() if times}, young)
    check_counts(found)
    behind = [engine.count(found.customers(step)) for step in range(1, len(question.steps) + 1)]
    assert sum(behind) == found.steps[0]["customers"]
    assert behind[:-1] == [row["dropped"] for row in found.steps[:-1]]
    found.forget()


@settings(max_examples=10, deadline=None)
@given(question=questions(), events=event_tables())
def test_the_engine_finds_what_the_oracle_finds(engine: Engine, question: FunnelQuestion, events: list[Event]) -> None:
    check(engine, question, events)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(question=questions(), events=event_tables())
def test_the_engine_finds_what_the_oracle_finds_in_many_more(
    engine: Engine, question: FunnelQuestion, events: list[Event]
) -> None:
    check(engine, question, events)


@settings(max_examples=4, deadline=None)
@given(question=questions(), events=event_tables())
def test_a_wider_window_never_lowers_a_count(engine: Engine, question: FunnelQuestion, events: list[Event]) -> None:
    """All entries begin so early that the wider window is over, too."""
    known = replace(question, since=None, until=date(2024, 3, 10))
    narrow, wide = (
        counted(engine, replace(known, window=window), events).steps
        for window in (timedelta(hours=5), timedelta(days=3))
    )
    assert all(one["customers"] <= other["customers"] for one, other in zip(narrow, wide, strict=True))


@settings(max_examples=4, deadline=None)
@given(question=questions(), events=event_tables(), seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(
    engine: Engine, question: FunnelQuestion, events: list[Event], seed: int
) -> None:
    mixed = list(events)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - no secret
    one, other = (counted(engine, question, rows) for rows in (events, mixed))
    assert one.record() == other.record()
    assert told(one) == told(other)


@settings(max_examples=4, deadline=None)
@given(question=questions(), events=event_tables())
def test_the_most_recent_entry_reaches_at_least_as_far_as_the_first(
    engine: Engine, question: FunnelQuestion, events: list[Event]
) -> None:
    if question.hold:
        question = replace(question, each=True)
    first, recent = (counted(engine, replace(question, entry=entry), events).steps for entry in ("first", "recent"))
    assert all(one["customers"] <= other["customers"] for one, other in zip(first, recent, strict=True))
