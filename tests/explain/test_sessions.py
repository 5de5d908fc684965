"""Sessions end where a customer pauses, or where the source says so; a plain loop finds the same."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.explain.sessions import has_ids, numbered, sessions, sessions_by_day
from liuke.explain.visits import said_of_sessions, told_of_sessions
from tests.explain.paths.made import held, minutes

GAP = timedelta(minutes=30)
EVENT = st.tuples(
    st.sampled_from("abc"), st.integers(0, 300), st.sampled_from(["see", "buy", "ask"]),
    st.sampled_from([None, None, "s1", "s2"]),
)  # fmt: skip


def by_hand(frame: pl.DataFrame, gap: timedelta) -> dict[str, list[tuple[Any, ...]]]:
    """Return (at, name, id, session) of each customer's events in order, counted one by one."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for (who,), part in frame.group_by("customer_id"):
        rows = sorted((row["at"], row["name"], row["session_id"] or "") for row in part.iter_rows(named=True))
        before, run, keys = None, 0, []
        for at, _, id_ in rows:
            if not id_:
                run += before is None or at - before > gap
                before = at
            keys.append((id_, 0 if id_ else run))
        order = {key: place for place, key in reversed([*enumerate(dict.fromkeys(keys), 1)])}
        found[str(who)] = [(*row, order[key]) for row, key in zip(rows, keys, strict=True)]
    return found


def by_engine(
    engine: Engine, frame: pl.DataFrame, gap: timedelta, *, ids: bool = True
) -> dict[str, list[tuple[Any, ...]]]:
    table = held(engine, frame)
    rows = engine.rows(numbered(table, gap, has_ids=ids).order_by("customer_id", "place"))
    engine.drop(table)
    found = defaultdict(list)
    for row in rows:
        assert row["place"] == len(found[row["customer_id"]])
        found[row["customer_id"]].append((row["at"], row["name"], row["named"], row["session"]))
    return dict(found)


@settings(max_examples=15, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=25), st.sampled_from([10, 30, 60]))
def test_sessions_are_those_that_a_loop_counts(engine: Engine, rows: list[Any], gap: int) -> None:
    frame = minutes(*rows)
    pause = timedelta(minutes=gap)
    assert by_engine(engine, frame, pause) == by_hand(frame, pause)


@settings(max_examples=8, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_and_two_windows_may_be_spared(
    engine: Engine, rows: list[Any], random: Any
) -> None:
    bare = [(who, at, name) for who, at, name, _ in rows]
    mixed = random.sample(bare, len(bare))
    assert by_engine(engine, minutes(*bare), GAP) == by_engine(engine, minutes(*mixed), GAP, ids=False)


def test_a_pause_of_exactly_the_gap_ends_no_session(engine: Engine) -> None:
    found = by_engine(engine, minutes(("a", 0, "see"), ("a", 30, "see"), ("a", 60.01, "see")), GAP)
    assert [row[-1] for row in found["a"]] == [1, 1, 2]


def test_two_devices_at_once_are_two_sessions(engine: Engine) -> None:
    rows = minutes(("a", 0, "see", "tv"), ("a", 1, "see", "phone"), ("a", 2, "buy", "tv"), ("a", 90, "buy", "phone"))
    assert [row[-1] for row in by_engine(engine, rows, GAP)["a"]] == [1, 2, 1, 2]


def test_a_session_has_its_edges_and_its_length(engine: Engine) -> None:
    table = held(engine, minutes(("a", 0, "home"), ("a", 4, "buy"), ("a", 1440, "home"), ("b", 1, "ask")))
    found = engine.rows(sessions(numbered(table)).order_by("customer_id", "session"))
    told = [(row["customer_id"], row["events"], row["seconds"], row["entry"], row["exit"]) for row in found]
    assert told == [("a", 2, 240, "home", "buy"), ("a", 1, 0, "home", "home"), ("b", 1, 0, "ask", "ask")]


def test_days_count_the_sessions_that_ended_on_them(engine: Engine) -> None:
    table = held(engine, minutes(("a", 0, "home"), ("a", 4, "buy"), ("b", 1435, "ask"), ("b", 1445, "ask")))
    rows = engine.rows(sessions_by_day(sessions(numbered(table))).order_by("day"))
    assert [(row["day"].day, row["sessions"], row["customers"], row["events"]) for row in rows] == [
        (1, 1, 1, 2), (2, 1, 1, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(("id_", "named"), [(None, False), ("", False), ("s", True)])
def test_an_empty_id_names_no_session(engine: Engine, id_: str | None, named: bool) -> None:
    table = held(engine, minutes(("a", 0, "home", id_)))
    assert has_ids(engine, table) is named


def test_what_visits_are_like_is_said_in_a_sentence(engine: Engine) -> None:
    table = held(engine, minutes(("a", 0, "home"), ("a", 4, "buy"), ("a", 1440, "home"), ("b", 1, "ask")))
    about = told_of_sessions(engine, sessions(numbered(table)))
    assert (about["sessions"], about["customers"], about["mean_events"]) == (3, 2, pytest.approx(4 / 3))
    assert (about["mean_seconds"], about["single_event_share"]) == (80, pytest.approx(2 / 3))
    assert about["entries"] == [{"name": "home", "sessions": 2}, {"name": "ask", "sessions": 1}]
    assert [row["name"] for row in about["exits"]] == ["ask", "buy", "home"]
    said = said_of_sessions(about)
    assert said.en == (
        "3 visits of 2 customers; 1.3 events a visit on average, 67% of visits have only one. Most often they begin "
        "with ‘home’ (67%) and end with ‘ask’ (33%)."
    )
    assert said.zh.startswith("2 位客户共到访 3 次；平均每次 1.3 个行为，67% 的到访只有一个行为。")
