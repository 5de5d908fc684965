"""What facts a run cannot count, or cannot tell whose they are: told, so that nobody misses them in silence."""

from typing import Any

import ibis

from liuke import schema
from liuke.measure.derived.known import Known

_MAY_BE_AHEAD = ("subscription",)
"""Contracts are signed before they start."""
FEWEST, MOST = 20, 0.5
"""Ids of a table, and the share of them that no customer has, from which it looks as if a link were missing."""


def later_rows(known: Known) -> dict[str, dict[str, Any]]:
    """Return, by table, how many rows happened after the last day known, and the last day of them."""
    found = {}
    for name, rows in known.facts.items():
        column = schema.TABLES[name].time
        if not column or name in _MAY_BE_AHEAD:
            continue
        later = rows.filter(rows[column] >= ibis.literal(known.end))
        told = known.engine.rows(later.aggregate(rows=later.count(), last=known.day(later[column]).max()))[0]
        if told["rows"]:
            found[name] = {"rows": int(told["rows"]), "last": told["last"].isoformat()}
    return found


def strangers(known: Known) -> dict[str, dict[str, int]]:
    """Return, by table, how many customer numbers it has and how many of them nobody goes by, where it is most.

    Customers are those of table customer, and those who bought. Without either there is nobody to compare with.
    """
    lists = [known.facts["customer"]] if "customer" in known.facts else []
    lists += [known.made["activity"]] if "activity" in known.made else []
    if not lists:
        return {}
    people = ibis.union(*(one.select("customer_id") for one in lists), distinct=True) if len(lists) > 1 else lists[0]
    people = people.select("customer_id").distinct()
    found = {}
    for name, rows in known.facts.items():
        if name in ("customer", "identity") or "customer_id" not in rows.columns:
            continue
        ids = rows.filter(rows.customer_id.notnull()).select("customer_id").distinct()
        unknown = known.engine.count(ids.anti_join(people, "customer_id"))
        total = known.engine.count(ids)
        if total >= FEWEST and unknown > MOST * total:
            found[name] = {"ids": total, "unknown": unknown}
    return found
