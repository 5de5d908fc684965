"""How far each entry comes: for every step that it reaches, when."""

from functools import reduce

import ibis
from ibis.expr.types import Table

from liuke.engine import union
from liuke.explain.funnel.rows import Rows

CARRIED = ("start", "deadline")
"""What every step knows of its entry, beside whose it is and its group."""


def follow(rows: Rows, entries: Table) -> list[Table]:
    """Return for every step the entries that reach it: customer_id, held, group, start, deadline, tick, before.

    `tick` is when the step was reached, `before` when the one before it was. All are held by the engine.
    """
    return _any_order(rows, entries) if rows.question.any_order else _in_order(rows, entries)


def _in_order(rows: Rows, entries: Table) -> list[Table]:
    """Reach every step with its earliest event after the step before: no other choice leads further."""
    engine, steps = rows.engine, rows.question.steps
    own = [*rows.keys, *rows.split]
    first = entries.select(*own, *CARRIED, tick=entries["start"], before=entries["start"])
    reached = [engine.hold(first, "step")]
    ahead = _ahead(rows, reached[0])
    for name in steps[1:]:
        done = ahead.filter(ahead["name"] == name).select(*rows.keys, done="tick")
        joined = done.inner_join(reached[-1].drop("before"), rows.keys)
        hits = joined.filter(rows.follows(joined["done"], joined["tick"]) & (joined["done"] <= joined["deadline"]))
        carried = {column: hits[column].min() for column in CARRIED}
        found = hits.group_by(own).agg(**carried, tick=hits["done"].min(), before=hits["tick"].min())
        reached.append(engine.hold(found, "step"))
    if rows.question.window is not None:
        engine.drop(ahead)
    return reached


def _ahead(rows: Rows, entries: Table) -> Table:
    """Return the events that can be a later step; held where the window leaves few of them."""
    later = rows.events.filter(rows.named(rows.events, *dict.fromkeys(rows.question.steps[1:])))
    if rows.question.window is None:
        return later
    joined = later.select(*rows.keys, "name", done="tick").inner_join(entries.drop("tick", "before"), rows.keys)
    within = joined.filter(rows.follows(joined["done"], joined["start"]) & (joined["done"] <= joined["deadline"]))
    return rows.engine.hold(within.select(*rows.keys, "name", tick=within["done"]), "ahead")


def _any_order(rows: Rows, entries: Table) -> list[Table]:
    """Reach step k when the last of steps 1 to k was done for the first time."""
    engine, steps = rows.engine, rows.question.steps
    own = [*rows.keys, *rows.split]
    done = rows.events.filter(rows.named(rows.events, *steps)).select(*rows.keys, "name", done="tick")
    joined = done.inner_join(entries.select(*own, *CARRIED), rows.keys)
    hits = joined.filter((joined["done"] >= joined["start"]) & (joined["done"] <= joined["deadline"]))
    places = {f"at_{place}": hits["done"].min(where=hits["name"] == name) for place, name in enumerate(steps)}
    wide = engine.hold(hits.group_by(own).agg(**{c: hits[c].min() for c in CARRIED}, **places), "done")
    reached = []
    for place in range(len(steps)):
        so_far = [wide[name] for name in list(places)[: place + 1]]
        known = reduce(lambda one, other: one & other, [at.notnull() for at in so_far])
        before = ibis.greatest(*so_far[:-1]) if place > 1 else so_far[0]
        chosen = wide.filter(known).select(*own, *CARRIED, tick=_latest(so_far), before=before)
        reached.append(engine.hold(chosen, "step"))
    engine.drop(wide)
    return reached


def _latest(ticks: list[ibis.expr.types.IntegerValue]) -> ibis.expr.types.IntegerValue:
    return ibis.greatest(*ticks) if len(ticks) > 1 else ticks[0]


def together(reached: list[Table]) -> Table:
    """Return the rows of all steps below each other, each with its `place`, counted from 1."""
    return union([table.mutate(place=ibis.literal(place, "int64")) for place, table in enumerate(reached, start=1)])
