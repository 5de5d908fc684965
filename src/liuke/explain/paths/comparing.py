"""Comparing: from the events of customers to what leavers did in their last steps, and stayers in theirs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.paths import refusals
from liuke.explain.paths.flow import flow_of
from liuke.explain.paths.matching import Matched, match
from liuke.explain.paths.moments import ByEvent, Leaving
from liuke.explain.paths.separating import Separator, counted, separators
from liuke.explain.paths.steps import last_steps, prepared, visits_of
from liuke.explain.sessions import GAP

STEPS, MOST_STEPS = 5, 50
NAMED = 3
FEWEST_EACH = 20
"""Leavers and stayers needed for a comparison."""
MARKS = 0.5, 0.05
"""An event marks the end where so many leavers had it last, and hardly any stayer had it or did anything after it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many steps, the pause that ends a visit, and events that are not to count as steps."""

    steps: int = STEPS
    gap: timedelta = GAP
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= MOST_STEPS:
            raise refusals.wrong_steps(MOST_STEPS)
        if not timedelta(minutes=1) <= self.gap <= timedelta(days=7):
            raise refusals.wrong_gap()


@dataclass(frozen=True, slots=True)
class Compared:
    """What was compared and found. `markers` are events that mark the end, with the share of leavers who ended so.

    `longest` is the most steps that anybody had, up to the number asked for; `flow` has the rows of `flow.flow_of`.
    """

    matched: Matched
    longest: int
    markers: tuple[tuple[str, float], ...]
    separators: list[Separator]
    flow: pl.DataFrame = field(repr=False)


def compare(engine: Engine, rows: Table, leaving: Leaving, asked: Asked) -> Compared:
    """Return how the last steps of leavers differ from stayers'; p-values are not yet adjusted.

    `rows` are events as `explain.sessions.numbered` returns them. Raises `DataError` where one of the two groups is
    empty or too small, or all steps are one event.
    """
    markers: list[tuple[str, float]] = []
    without = (*asked.without, *leaving.outcome)
    while True:
        with _steps(engine, rows, leaving, asked, [*without, *(name for name, _ in markers)]) as (matched, steps):
            if found := [] if isinstance(leaving, ByEvent) else _markers(engine, rows, steps, matched):
                markers += found
                continue
            counts = counted(engine, steps)
            tested = separators(counts, matched.leavers, matched.stayers)
            longest = engine.rows(steps.aggregate(longest=steps.back.max()))[0]["longest"]
            return Compared(matched, int(longest), tuple(markers), tested, flow_of(engine, steps, _apart(tested)))


@contextmanager
def _steps(
    engine: Engine, rows: Table, leaving: Leaving, asked: Asked, without: Sequence[str]
) -> Iterator[tuple[Matched, Table]]:
    """Hold the last steps of those who can be compared."""
    kept = engine.hold(prepared(rows, without), "kept") if without else prepared(rows, without)
    kinds = engine.count(kept.filter(kept.kept).select("name").distinct().limit(2))
    if kinds < 2:
        raise refusals.one_event() if kinds else refusals.nobody("leavers")
    visits = engine.hold(visits_of(kept), "visits")
    matched = match(engine, leaving.leavers(kept, visits), leaving.stayers(kept, visits))
    try:
        _check(matched)
        steps = engine.hold(last_steps(kept, matched.moments, asked.steps), "steps")
        try:
            yield matched, steps
        finally:
            engine.drop(steps)
    finally:
        engine.drop(matched.moments)


def _apart(tested: Sequence[Separator]) -> list[str]:
    """Return the single steps whose shares differ most: a flow tells these by name, however rare they are."""
    alone = sorted((one for one in tested if one.following is None), key=lambda one: -abs(one.difference))
    return [one.name for one in alone[:NAMED]]


def _check(matched: Matched) -> None:
    if not matched.all_leavers:
        raise refusals.nobody("leavers")
    if not matched.all_stayers:
        raise refusals.nobody("stayers")
    if min(matched.leavers, matched.stayers) < FEWEST_EACH:
        raise refusals.too_few(matched.leavers, matched.stayers, FEWEST_EACH)


def _markers(engine: Engine, rows: Table, steps: Table, matched: Matched) -> list[tuple[str, float]]:
    """Return the events that mark the end of those who left, each with the share of leavers who ended so."""
    enough, hardly = MARKS
    had = steps.group_by("customer_id", "left", "name").agg(back=steps.back.min())
    counts = had.group_by("name").agg(
        ended=had.count(where=had.left & (had.back == 1)), stayers=had.count(where=~had.left)
    )
    counts = counts.filter((counts.ended >= enough * matched.leavers) & (counts.stayers <= hardly * matched.stayers))
    found = engine.rows(counts.order_by("name"))
    return [(row["name"], row["ended"] / matched.leavers) for row in found if _ends(engine, rows, row["name"], hardly)]


def _ends(engine: Engine, rows: Table, name: str, hardly: float) -> bool:
    """Say whether hardly anybody did anything after an event of this name."""
    did = rows.group_by("customer_id").agg(
        first=rows.at.min(where=rows.name == name), last=rows.at.max(where=rows.name != name)
    )
    did = did.filter(did.first.notnull())
    (counted,) = engine.rows(did.aggregate(customers=did.count(), went_on=did.count(where=did.last > did.first)))
    return bool(counted["went_on"] <= hardly * counted["customers"])
