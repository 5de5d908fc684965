"""Profile: what the business wrote down about each customer, one row a customer."""

import ibis
from ibis.expr.types import Table

from liuke import schema
from liuke.measure.derived.known import Known

COLUMNS = tuple(name for name in schema.TABLES["customer"].names if name != "signed_up_at")


def profile(known: Known) -> Table | None:
    """Return the columns of table `customer`, and signed_up_on, the local day.

    Where several rows turned out to be one person, what the oldest of them says counts, and what it leaves open is
    filled in from the others.
    """
    if "customer" not in known.facts:
        return None
    rows = _one_each(known, known.facts["customer"])
    return rows.select(*COLUMNS, signed_up_on=known.known_day(rows.signed_up_at)).order_by("customer_id")


def _one_each(known: Known, rows: Table) -> Table:
    counted = rows.group_by("customer_id").agg(rows=rows.count())
    if not known.engine.count(counted.filter(counted.rows > 1).limit(1)):
        return rows
    oldest = ibis.window(group_by="customer_id", order_by=["signed_up_at", "source", "source_row"])
    rows = rows.mutate(place=ibis.row_number().over(oldest))
    said = {
        name: rows[name].argmin(rows.place, where=rows[name].notnull())
        for name in (*COLUMNS, "signed_up_at")
        if name != "customer_id"
    }
    return rows.group_by("customer_id").agg(**said)
