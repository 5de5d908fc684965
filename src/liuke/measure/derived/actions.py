"""Treatments: what was done for which customer, in which arm of a playbook."""

from ibis.expr.types import Table

from liuke.measure.derived.known import Known


def treatment(known: Known) -> Table | None:
    """Return a row a treatment: customer_id, assigned_on, delivered_on, playbook_id, arm, cost, delivered."""
    rows = known.rows("treatment", "assigned_at")
    if rows is None:
        return None
    delivered = known.known_day(rows.delivered_at)
    return rows.select(
        "customer_id",
        "playbook_id",
        "arm",
        "cost",
        assigned_on=known.day(rows.assigned_at),
        delivered_on=delivered,
        delivered=delivered.notnull(),
    ).order_by("customer_id", "assigned_on", "playbook_id")
