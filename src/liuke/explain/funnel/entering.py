"""Who enters a funnel, and when: with the first step 1, or with the one that leads furthest."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from liuke.explain.funnel.recent import furthest
from liuke.explain.funnel.rows import Rows


@dataclass(frozen=True, slots=True)
class Entered:
    """The entries whose window is over: customer_id, held, start, deadline; `group` where the funnel is split.

    Where something is excluded, `gone` is when the customer left by it within the window, NULL for nobody. `deadline`
    is the last tick at which a step counts; `young` the number of entries left out because their window is not over.
    """

    entries: Table
    count: int
    young: int


def enter(rows: Rows) -> Entered:
    """Return the entries, one a customer, or one for each value held constant where each is asked for."""
    engine, question = rows.engine, rows.question
    opening = rows.opening()
    begun = opening.group_by(rows.keys).agg(start=opening["tick"].min())
    if question.entry == "recent":
        begun = engine.hold(begun, "begun")
        everybody = engine.count(_one_each(rows, begun))
        chosen = furthest(rows)
        engine.drop(begun)
    else:
        chosen = engine.hold(_one_each(rows, begun), "begun")
        everybody = engine.count(chosen)
    over = chosen.filter(chosen["start"] < rows.latest)
    bounded = _until_left(rows, over.mutate(deadline=rows.deadline(over["start"])))
    entries = engine.hold(_grouped(rows, bounded), "entry")
    count = engine.count(entries)
    engine.drop(chosen)
    return Entered(entries, count, everybody - count)


def _one_each(rows: Rows, begun: Table) -> Table:
    """Return the first start of each customer; of several at one moment, the one with the smallest value held."""
    if not rows.question.hold or rows.question.each:
        return begun
    order = ibis.window(group_by="customer_id", order_by=["start", "held"])
    return begun.mutate(place=ibis.row_number().over(order)).filter(ibis._["place"] == 0).drop("place")


def _grouped(rows: Rows, entries: Table) -> Table:
    """Return the entries with their group: what is known of the customer, or what the first event says.

    Of several first events at one moment the smallest value counts.
    """
    if rows.people is not None:
        return entries.left_join(rows.people, "customer_id").drop("customer_id_right")
    if not rows.split:
        return entries
    opening = rows.opening().rename(start="tick").drop("name")
    same = [*rows.keys, "start"]
    traits = opening.semi_join(entries, same).group_by(rows.keys).agg(group=ibis._["trait"].min())
    return entries.left_join(traits, rows.keys).drop(*[f"{key}_right" for key in rows.keys])


def _until_left(rows: Rows, entries: Table) -> Table:
    """Return the entries with the deadline brought forward to where a customer did what is excluded."""
    names = rows.question.exclude
    if not names:
        return entries
    done = rows.events.filter(rows.named(rows.events, *names)).select(*rows.keys, done="tick")
    joined = done.inner_join(entries, rows.keys)
    within = joined.filter((joined["done"] > joined["start"]) & (joined["done"] <= joined["deadline"]))
    left = within.group_by(rows.keys).agg(gone=within["done"].min())
    known = entries.left_join(left, rows.keys).drop(*[f"{key}_right" for key in rows.keys])
    return known.mutate(deadline=ibis.least(known["deadline"], known["gone"].fill_null(known["deadline"])))
