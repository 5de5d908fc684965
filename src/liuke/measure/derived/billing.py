"""Bills: what was charged, and whether it was paid in time."""

import ibis
from ibis.expr.types import Table

from liuke.measure.derived.known import Known
from liuke.measure.derived.ledger import VOID

PAID = r"(?i)^\s*(paid|settled|succeeded|success|complete[d]?|已支付|已付款|已付|支付成功|已结清|已缴)\s*$"


def bill(known: Known) -> Table | None:
    """Return a row a bill that charges something: customer_id, billed_on, plan, amount, paid, due, in_time.

    `due` says that its due day, or else the day it was billed, has passed; `in_time` that it was paid by then.
    """
    rows = known.rows("bill", "billed_at")
    if rows is None:
        return None
    rows = rows.filter((rows.amount > 0) & ~rows.status.re_search(VOID).fill_null(False))
    billed, due, paid = known.day(rows.billed_at), known.day(rows.due_at), known.known_day(rows.paid_at)
    rows = rows.mutate(billed_on=billed, due_on=ibis.coalesce(due, billed), paid_on=paid)
    paid_by_status = rows.status.re_search(PAID).fill_null(False)
    settled = rows.paid_on.notnull() | paid_by_status
    return rows.select(
        "customer_id",
        "plan",
        "amount",
        "billed_on",
        paid=settled,
        due=rows.due_on <= ibis.literal(known.as_of),
        in_time=ibis.ifelse(rows.paid_on.notnull(), rows.paid_on <= rows.due_on, paid_by_status),
    ).order_by("customer_id", "billed_on")
