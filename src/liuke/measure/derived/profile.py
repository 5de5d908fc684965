"""Profile: what the business wrote down about each customer, one row a customer."""

from ibis.expr.types import Table

from liuke import schema
from liuke.measure.derived.known import Known

COLUMNS = tuple(name for name in schema.TABLES["customer"].names if name != "signed_up_at")


def profile(known: Known) -> Table | None:
    """Return the columns of table `customer`, and signed_up_on, the local day."""
    if "customer" not in known.facts:
        return None
    rows = known.facts["customer"]
    return rows.select(*COLUMNS, signed_up_on=known.known_day(rows.signed_up_at)).order_by("customer_id")
