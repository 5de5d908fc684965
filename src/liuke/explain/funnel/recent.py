"""The most recent entry: the start that leads furthest, the latest of several such.

Going through the events of a customer by time, the latest start from which step k can have been reached never moves
back: where a later start leads as far, nothing is lost by preferring it. So one running maximum a step is enough, as in
ClickHouse's windowFunnel.
"""

from collections.abc import Sequence

import ibis
from ibis.expr.types import IntegerValue, Table

from liuke.explain.funnel.rows import NEVER, Rows


def furthest(rows: Rows) -> Table:
    """Return the start of each customer (or value held constant) that leads furthest: customer_id, held, start."""
    reached, held = _any_order(rows) if rows.question.any_order else _in_order(rows)
    keys = rows.keys if rows.question.each else ["customer_id"]
    order = ibis.window(
        group_by=keys,
        order_by=[ibis.desc("place"), ibis.desc("start"), *(key for key in rows.keys if key not in keys)],
    )
    best = reached.mutate(rank=ibis.row_number().over(order)).filter(ibis._["rank"] == 0)
    chosen = rows.engine.hold(best.select(*rows.keys, "start"), "furthest")
    for table in held:
        rows.engine.drop(table)
    return chosen


def _in_order(rows: Rows) -> tuple[Table, list[Table]]:
    """Return for every customer and place in the steps the latest start that leads there, and what is held for it.

    The first pass gives every event the latest entry before it; each further one, the latest start of the chains that
    have come to the step before. Events without one can be no part of any entry and fall out.
    """
    steps, engine = rows.question.steps, rows.engine
    left = _marked(rows, tuple(dict.fromkeys(steps)))
    opening = left.filter(left["opens"])
    found, held = [_latest(rows, opening, opening["tick"], 0)], []
    source, here = left["tick"], left["opens"]
    for place in range(1, len(steps)):
        later = left.mutate(start=_running(rows, ibis.ifelse(here, source, None)))
        left = engine.hold(_within(rows, later.filter(rows.named(later, *steps[place:]))), "later")
        source, here = left["start"], left["name"] == steps[place]
        done = left.filter(here)
        found.append(engine.hold(_latest(rows, done, done["start"], place), "latest"))
        held += [left, found[-1]]
    return ibis.union(*found), held


def _within(rows: Rows, events: Table) -> Table:
    """Return the events that lie within the window of their start, and not after something excluded."""
    valid = events["start"].notnull() & (events["tick"] <= rows.deadline(events["start"]))
    if rows.question.exclude:
        valid &= events["gone"].isnull() | (events["gone"] <= events["start"])
    return events.filter(valid)


def _any_order(rows: Rows) -> tuple[Table, list[Table]]:
    """Return for every possible start how many steps, from the first on, are done within its window."""
    events = _marked(rows, rows.question.steps)
    ahead = ibis.range_window(preceding=0, following=None, group_by=rows.keys, order_by="tick")
    names = [f"next_{place}" for place in range(len(rows.question.steps))]
    nearest = {
        name: ibis.ifelse(events["name"] == step, events["tick"], None).min().over(ahead)
        for name, step in zip(names, rows.question.steps, strict=True)
    }
    known = events.mutate(**nearest).filter(events["opens"])
    deadline = rows.deadline(known["tick"])
    if rows.question.exclude:
        deadline = ibis.least(deadline, known["leaves"].fill_null(NEVER))
    done: IntegerValue = ibis.literal(-1)
    for place, name in enumerate(names):
        done = ibis.ifelse((done == place - 1) & (known[name] <= deadline), place, done)
    return known.select(*rows.keys, place=done.cast("int64"), start=known["tick"]), []


def _marked(rows: Rows, names: Sequence[str]) -> Table:
    """Return the events of these names, with `opens` where one may be an entry whose window is over.

    Where something is excluded, `gone` is when it was done last before, `leaves` when it is done next after.
    """
    wanted = (*names, *rows.question.exclude)
    events = rows.events.filter(rows.named(rows.events, *wanted))
    inside = (events["tick"] >= rows.first) & (events["tick"] < min(rows.last, rows.latest))
    events = events.mutate(opens=rows.named(events, *rows.question.opens) & inside, start=ibis.null("int64"))
    if not rows.question.exclude:
        return events
    left = ibis.ifelse(rows.named(events, *rows.question.exclude), events["tick"], None)
    before = ibis.range_window(preceding=(None, 1), group_by=rows.keys, order_by="tick")
    after = ibis.range_window(following=(1, None), group_by=rows.keys, order_by="tick")
    known = events.mutate(gone=left.max().over(before), leaves=left.min().over(after))
    return known.filter(rows.named(known, *names))


def _running(rows: Rows, value: IntegerValue) -> IntegerValue:
    """Return the largest value so far: up to this moment, or up to the one before where steps are repeated."""
    frame = {"preceding": (None, 1)} if rows.question.repeats else {"preceding": None, "following": 0}
    return value.max().over(ibis.range_window(group_by=rows.keys, order_by="tick", **frame))


def _latest(rows: Rows, table: Table, start: IntegerValue, place: int) -> Table:
    return table.group_by(rows.keys).agg(start=start.max()).mutate(place=ibis.literal(place, "int32"))
