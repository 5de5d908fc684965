"""The last steps before a moment, as a plain loop finds them; what comes after it changes nothing."""

from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.paths.moments import ByEvent, BySilence, ByStay
from liuke.explain.paths.steps import last_steps, prepared, visits_of
from liuke.explain.sessions import numbered
from tests.explain.paths.made import START, held, minutes, visit

NAMES = ["home", "buy", "ask", "gone"]
EVENT = st.tuples(st.sampled_from("abc"), st.integers(0, 90), st.sampled_from(NAMES))


def moments(engine: Engine, *rows: tuple[str, bool, int]) -> Table:
    return engine.table(pl.DataFrame(rows, schema=["customer_id", "left", "cut"], orient="row"), "moments")


@settings(max_examples=12, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=25), st.integers(1, 6), st.integers(0, 12), st.booleans())
def test_steps_are_those_that_a_loop_finds(
    engine: Engine, rows: list[Any], steps: int, cut: int, leave_out: bool
) -> None:
    event, out = held(engine, minutes(*rows)), ["ask"] if leave_out else []
    told = last_steps(prepared(numbered(event), out), moments(engine, *(("a", True, cut), ("b", False, cut))), steps)
    found = engine.rows(told.order_by("customer_id", "back"))
    expected = []
    for who, left in (("a", True), ("b", False)):
        names = [
            name for _, at, name in sorted((one, at, name) for one, at, name in rows if one == who) if name not in out
        ]
        before = names[:cut][-steps:]
        following: list[str | None] = [*before[1:], None]
        told_of = [*zip(before, following, strict=True)] if before else []
        place = [(who, left, len(before) - at, *pair) for at, pair in enumerate(told_of)]
        if cut > len(names):  # such a moment does not exist: nothing is known of what came before it
            place = [(one, side, back + cut - len(names), name, after) for one, side, back, name, after in place]
            place = [row for row in place if row[2] <= steps]
        expected += sorted(place, key=lambda row: row[2])
    assert [
        tuple(row[name] for name in ("customer_id", "left", "back", "name", "following")) for row in found
    ] == expected


def test_a_customer_in_both_groups_has_two_paths(engine: Engine) -> None:
    event = held(engine, minutes(*visit("a", 0, "home", "ask", "buy"), *visit("a", 9, "buy", "home")))
    told = last_steps(prepared(numbered(event), []), moments(engine, ("a", True, 5), ("a", False, 3)), 2)
    rows = engine.rows(told.order_by("left", "back"))
    assert [(row["left"], row["back"], row["name"], row["following"]) for row in rows] == [
        (False, 1, "buy", None), (False, 2, "ask", "buy"), (True, 1, "home", None), (True, 2, "buy", "home"),
    ]  # fmt: skip


def told(engine: Engine, moments: Table) -> list[tuple[Any, ...]]:
    rows = engine.rows(moments.order_by("customer_id", "cut"))
    return [(row["customer_id"], row["cut"], (row["day"] - START.date()).days, row["times"]) for row in rows]


def test_silence_has_the_last_visit_of_leavers_and_those_after_which_stayers_came_back(engine: Engine) -> None:
    events = minutes(
        *visit("gone", 0, "home", "buy"), *visit("gone", 5, "home"),
        *visit("here", 0, "home"), *visit("here", 6, "home", "buy"), *visit("here", 40, "buy"),
        *visit("here", 55, "ask"),
    )  # fmt: skip
    rows = prepared(numbered(held(engine, events)), [])
    leaving, visits = BySilence(20, date(2026, 3, 1)), visits_of(rows)  # 59 days after the start
    assert told(engine, leaving.leavers(rows, visits)) == [("gone", 3, 5, 2)]
    # Nobody knows yet whether the one of day 55 was here for the last time, and after that of day 6 he was gone.
    assert told(engine, leaving.stayers(rows, visits)) == [("gone", 2, 0, 1), ("here", 1, 0, 1), ("here", 4, 40, 3)]


def stay(engine: Engine, *rows: tuple[str, int, int, int, int | None]) -> Table:
    """Return stays of (customer, number, started, last, lost) in days since the start."""
    first = START.date().toordinal()
    days = [
        (who, number, *(None if day is None else date.fromordinal(first + day) for day in rest))
        for who, number, *rest in rows
    ]
    schema = {
        "customer_id": pl.String,
        "number": pl.Int32,
        "started_on": pl.Date,
        "last_on": pl.Date,
        "lost_on": pl.Date,
    }
    return engine.table(pl.DataFrame(days, schema=schema, orient="row"), "stay")


def test_of_buyers_the_day_of_the_loss_cuts_off_and_stayers_bought_again(engine: Engine) -> None:
    events = minutes(
        *visit("lost", 3, "home", "buy"), *visit("lost", 9, "ask"), *visit("lost", 33, "home"),
        *visit("lost", 50, "ask"),
        *visit("here", 3, "buy"), *visit("here", 9, "ask"), *visit("here", 30, "buy"), *visit("here", 31, "ask"),
    )  # fmt: skip
    rows = prepared(numbered(held(engine, events)), [])
    stays = stay(engine, ("lost", 1, 3, 3, 33), ("here", 1, 3, 30, None))
    leaving, visits = ByStay(stays, date(2026, 3, 1), bought=True), visits_of(rows)
    assert told(engine, leaving.leavers(rows, visits)) == [("lost", 3, 9, 2)]
    assert told(engine, leaving.stayers(rows, visits)) == [("here", 1, 3, 1), ("here", 2, 9, 2)]


def test_who_came_back_after_a_loss_is_no_leaver(engine: Engine) -> None:
    events = minutes(*visit("back", 3, "buy"), *visit("back", 50, "buy"), *visit("back", 55, "ask"))
    rows = prepared(numbered(held(engine, events)), [])
    stays = stay(engine, ("back", 1, 3, 3, 33), ("back", 2, 50, 58, None))
    leaving, visits = ByStay(stays, date(2026, 3, 1), bought=True), visits_of(rows)
    assert told(engine, leaving.leavers(rows, visits)) == []
    assert told(engine, leaving.stayers(rows, visits)) == [("back", 2, 50, 2), ("back", 3, 55, 3)]


def test_of_contracts_a_stayer_was_seen_again_under_the_same_contract(engine: Engine) -> None:
    events = minutes(
        *visit("lost", 3, "home"), *visit("lost", 9, "ask"), *visit("lost", 40, "home"),
        *visit("here", 3, "home"), *visit("here", 9, "home"),
    )  # fmt: skip
    rows = prepared(numbered(held(engine, events)), [])
    stays = stay(engine, ("lost", 1, 1, 1, 33), ("here", 1, 1, 1, None))
    leaving, visits = ByStay(stays, date(2026, 3, 1), bought=False), visits_of(rows)
    assert told(engine, leaving.leavers(rows, visits)) == [("lost", 2, 9, 2)]
    assert told(engine, leaving.stayers(rows, visits)) == [("here", 1, 3, 1), ("lost", 1, 3, 1)]


def test_an_event_cuts_off_before_itself_and_what_has_its_time(engine: Engine) -> None:
    events = minutes(
        ("a", 0, "home"), ("a", 1, "ask"), ("a", 2, "gone"), ("a", 2, "buy"), ("a", 5, "home"), ("b", 0, "home"),
        ("b", 1, "buy"), ("b", 2, "ask"), ("c", 0, "gone"),
    )  # fmt: skip
    rows = prepared(numbered(held(engine, events)), ["gone"])
    visits = visits_of(rows)
    assert told(engine, ByEvent("gone").leavers(rows, visits)) == [("a", 2, 0, 2)]
    assert told(engine, ByEvent("gone").stayers(rows, visits)) == [("a", 1, 0, 1), ("b", 1, 0, 1), ("b", 2, 0, 2)]
    assert told(engine, ByEvent("gone", goal=True).stayers(rows, visits)) == [("b", 1, 0, 1), ("b", 2, 0, 2)]
