"""Who is compared: what comes later changes nothing, what marks the end is noticed, and too little is refused."""

from datetime import date, timedelta
from typing import Any

import ibis
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.explain.paths import Asked, ByEvent, BySilence, Compared, Leaving, compare
from liuke.explain.paths.matching import match
from liuke.explain.paths.steps import prepared, visits_of
from liuke.explain.paths.words import notes
from liuke.explain.sessions import numbered
from liuke.simulate.journeys import WAIT, Journeys, simulate_journeys
from tests.explain.paths.made import held, minutes, of_journeys, visit

LAST = date(2026, 3, 1)
SERVICE = Journeys(customers=150, days=100, seed=2)
END = SERVICE.first + timedelta(days=SERVICE.days - 1)


def compared(engine: Engine, frame: pl.DataFrame, leaving: Leaving, asked: Asked | None = None) -> Compared:
    event = held(engine, frame)
    rows = engine.hold(numbered(event))
    try:
        return compare(engine, rows, leaving, asked or Asked())
    finally:
        engine.drop(rows)
        engine.drop(event)


def told(found: Compared) -> list[dict[str, Any]]:
    return sorted((one.record() for one in found.separators), key=lambda row: (row["name"], row["following"] or ""))


def test_the_order_of_rows_changes_nothing(engine: Engine) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    first = compared(engine, frame, BySilence(28, END))
    again = compared(engine, frame.sample(fraction=1.0, shuffle=True, seed=1), BySilence(28, END))
    assert told(first) == told(again)
    assert first.flow.equals(again.flow)
    assert len(told(first)) > 20


def test_what_leavers_did_after_they_left_changes_nothing(engine: Engine) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    gone = frame.filter(pl.col("name") == WAIT).group_by("customer_id").agg(pl.col("at").min().alias("gone_at"))
    marked = frame.join(gone, "customer_id", "left")
    later = pl.col("at") > pl.col("gone_at")
    renamed = marked.with_columns(name=pl.when(later.fill_null(False)).then(pl.lit("later")).otherwise("name"))
    columns = frame.columns
    first, changed = (compared(engine, one.select(columns), ByEvent(WAIT)) for one in (marked, renamed))
    assert told(first) == told(changed)
    assert compared(engine, marked.filter(~later.fill_null(False)).select(columns), ByEvent(WAIT)).flow.equals(
        first.flow
    )


def test_what_anybody_did_after_the_moment_changes_nothing(engine: Engine) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    leaving = BySilence(28, END)
    event = held(engine, frame)
    rows = prepared(numbered(event), [])
    visits = visits_of(rows)
    moments = match(engine, leaving.leavers(rows, visits), leaving.stayers(rows, visits)).moments
    last = moments.group_by("customer_id").agg(last=moments.cut.max())
    placed = rows.left_join(last, "customer_id")
    later = placed.place >= placed["last"].fill_null(0)
    name = ibis.ifelse(later, "later", placed.name)
    renamed = placed.select("customer_id", "at", "day", session=placed.session, name=name,
                            named=placed.named, place=placed.place)  # fmt: skip
    changed = engine.hold(renamed)
    assert 0 < engine.count(changed.filter(changed.name == "later")) < engine.count(changed)
    first, again = (compare(engine, one, leaving, Asked()) for one in (engine.hold(numbered(event)), changed))
    assert told(first) == told(again)
    assert first.flow.equals(again.flow)


def society(leavers: int, stayers: int, last: str = "page") -> pl.DataFrame:
    """Return leavers of one visit, which ends with an event, and stayers who come back every ten days."""
    rows: list[Any] = []
    for at in range(leavers):
        rows += visit(f"l{at:03d}", 3, "home", "page", last)
    for at in range(stayers):
        for day in range(3, 59, 10):
            rows += visit(f"s{at:03d}", day, "home", "page", "page")
    return minutes(*rows)


def test_an_event_that_only_leavers_end_with_marks_the_end(engine: Engine) -> None:
    found = compared(engine, society(30, 40, "goodbye"), BySilence(20, LAST))
    assert found.markers == (("goodbye", 1.0),)
    assert "goodbye" not in {one.name for one in found.separators} | set(found.flow["name"])
    said = [one.en for one in notes(found, 5, BySilence(20, LAST))]
    assert any("‘goodbye’ marks the end" in one for one in said)
    assert "Nobody compared had so many steps: the longest path has 3." in said


def test_an_event_that_half_of_those_who_had_it_survived_marks_nothing(engine: Engine) -> None:
    frame = society(30, 40, "trouble")
    rows = minutes(*(row for at in range(40) for row in visit(f"s{at:03d}", 5, "trouble")))
    assert compared(engine, pl.concat([frame, rows]), BySilence(20, LAST)).markers == ()


def test_what_is_named_is_no_step(engine: Engine) -> None:
    found = compared(engine, society(30, 40, "trouble"), BySilence(20, LAST), Asked(without=("trouble",)))
    assert {one.name for one in found.separators} | set(found.flow["name"]) == {"home", "page"}
    assert found.markers == ()


@pytest.mark.parametrize(
    ("frame", "leaving", "code"),
    [
        (society(0, 30), BySilence(20, LAST), "paths.no_leavers"),
        (society(30, 0), BySilence(20, LAST), "paths.no_stayers"),
        (society(19, 30), BySilence(20, LAST), "paths.too_few"),
        (society(1, 0), BySilence(20, LAST), "paths.no_stayers"),
        (society(0, 30), ByEvent("sold"), "paths.no_leavers"),
        (society(0, 0), BySilence(20, LAST), "paths.no_leavers"),
        (society(30, 40), ByEvent("home"), "paths.one_event"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_is_needed(
    engine: Engine, frame: pl.DataFrame, leaving: Leaving, code: str
) -> None:
    with pytest.raises(LiukeError) as refusal:
        compared(engine, frame, leaving)
    assert refusal.value.code == code
    assert refusal.value.hint.en
    assert refusal.value.hint.zh


@pytest.mark.parametrize(("steps", "minutes_", "code"), [(0, 30, "paths.steps"), (-1, 30, "paths.steps"),
    (51, 30, "paths.steps"), (5, 0, "paths.gap"), (5, 20_000, "paths.gap")])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(steps: int, minutes_: int, code: str) -> None:
    with pytest.raises(LiukeError) as refusal:
        Asked(steps, timedelta(minutes=minutes_))
    assert refusal.value.code == code
