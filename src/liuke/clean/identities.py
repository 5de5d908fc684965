"""Identities: several ids of one person become one customer number, in every table."""

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine

_ROUNDS = 32
"""Each round doubles how far a chain of ids is followed."""


def one_name(engine: Engine, identity: Table) -> Table:
    """Return id_value, customer_id: each id with the number that stands at the end of its chain.

    `identity` is the cleaned table; of several rows about one id, the alphabetically last number counts. Ids that only
    lead to each other in a circle are left out: nothing says which of them is the customer's.
    """
    rows = identity.filter(identity.id_value != identity.customer_id)
    links = engine.hold(rows.group_by("id_value").aggregate(customer_id=rows.customer_id.max()), "identity")
    for _ in range(_ROUNDS):
        onward = links.select(step="id_value", onto="customer_id")
        joined = links.left_join(onward, links.customer_id == onward.step)
        followed = engine.hold(
            joined.select("id_value", customer_id=ibis.coalesce(joined.onto, joined.customer_id)), "identity"
        )
        moved = engine.count(joined.filter(joined.onto.notnull() & (joined.onto != joined.customer_id)))
        engine.drop(links)
        links = followed
        if not moved:
            break
    return engine.view(links.anti_join(links.select(customer_id="id_value"), "customer_id"), "identity")


def named(rows: Table, names: Table | None) -> Table:
    """Return rows with the number of their customer in place of another id of the same person.

    A row without a customer takes the one that its anonymous id is known to be.
    """
    if names is None or "customer_id" not in rows.columns:
        return rows
    given = rows.customer_id
    if "anonymous_id" in rows.columns:
        given = ibis.coalesce(given, rows.anonymous_id)
    rows = rows.mutate(asked_id=given)
    known = names.select(asked_id="id_value", known_as="customer_id")
    joined = rows.left_join(known, "asked_id")
    return joined.mutate(customer_id=ibis.coalesce(joined.known_as, joined.customer_id)).select(
        *[name for name in rows.columns if name != "asked_id"]
    )
