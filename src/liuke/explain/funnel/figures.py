"""How many reach each step, and how long they take: counts and quartiles by step and group."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure.intervals import wilson

type Row = dict[str, Any]

SECOND = 1_000_000
QUARTILES = (0.25, 0.5, 0.75)
TIMES = ("low", "median", "high")


def counted(engine: Engine, reached: Table, by: Sequence[str] = ()) -> list[Row]:
    """Return by group and place how many entries reached the step, and the quartiles of how long that took.

    `reached` has place, tick, before and start; times are in microseconds, from the step before and from the entry.
    """
    spans = {"previous": reached["tick"] - reached["before"], "first": reached["tick"] - reached["start"]}
    times = {
        f"{name}_{told}": span.quantile(share).cast("float64")
        for name, span in spans.items()
        for told, share in zip(TIMES, QUARTILES, strict=True)
    }
    found = reached.group_by(*by, "place").agg(customers=reached.count(), **times)
    return engine.rows(found.order_by(*by, "place"))


def stopped(engine: Engine, reached: Table, entries: Table, keys: Sequence[str], by: Sequence[str] = ()) -> list[Row]:
    """Return by group and last place reached how many entries ended with an excluded event before the next step."""
    last = reached.group_by([*keys, *by]).agg(place=reached["place"].max())
    gone = entries.filter(entries["gone"].notnull()).select(*keys)
    joined = last.semi_join(gone, list(keys))
    return engine.rows(joined.group_by(*by, "place").agg(customers=joined.count()))


def steps(names: Sequence[str], found: Mapping[int, Row], gone: Mapping[int, int] | None) -> list[Row]:
    """Return a row a step with shares, their Wilson intervals, drop-off and times in seconds.

    `found` are the counts by place; `gone` those who left by an excluded event after it, None where none is excluded.
    """
    counts = [int(found[place]["customers"]) if place in found else 0 for place in range(1, len(names) + 1)]
    rows = []
    for place, (name, count) in enumerate(zip(names, counts, strict=True), start=1):
        following = counts[place] if place < len(counts) else None
        rows.append(
            {
                "place": place,
                "step": name,
                "customers": count,
                **_share("of_first", count, counts[0], given=place == 1),
                **_share("of_previous", count, counts[place - 2] if place > 1 else None),
                "dropped": None if following is None else count - following,
                "excluded": None if gone is None or following is None else gone.get(place, 0),
                **_times(found.get(place), place),
            }
        )
    return rows


def _share(name: str, count: int, of: int | None, *, given: bool = False) -> Row:
    """Return a share with its interval; nothing of nobody, and no interval where the share is `given`: all of all."""
    if not of or given:
        return {name: count / of if of else None, f"{name}_low": None, f"{name}_high": None}
    low, high = wilson(count, of)
    return {name: count / of, f"{name}_low": low, f"{name}_high": high}


def _times(found: Row | None, place: int) -> Row:
    names = [f"{name}_{told}" for name in ("previous", "first") for told in TIMES]
    if found is None or place == 1:
        return {f"{name}_seconds": None for name in names}
    return {f"{name}_seconds": found[name] / SECOND for name in names}


def everybody(engine: Engine, events: Table, names: Sequence[str]) -> list[int]:
    """Return for every step how many customers did it at all, whatever else they did."""
    wanted = events.filter(events["name"].isin(list(dict.fromkeys(names))))
    counts = wanted.group_by("name").agg(customers=ibis._["customer_id"].nunique())
    found = {row["name"]: int(row["customers"]) for row in engine.rows(counts)}
    return [found.get(name, 0) for name in names]
