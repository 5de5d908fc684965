"""Order lines: what was bought in each order, and by whom, on which day."""

from ibis.expr.types import Table

from liuke.measure.derived.known import Known

COLUMNS = ("customer_id", "order_id", "day", "product_id", "product", "category", "quantity", "amount", "returned")


def order_line(known: Known) -> Table | None:
    """Return a row a line: COLUMNS, by customer and day; `returned` marks what came back or was undone.

    What is not bought is not dropped but flagged: a return has a negative amount, and an order that its status undoes
    an amount of 0.
    """
    rows = known.rows("order_line", "ordered_at")
    if rows is None:
        return None
    told = rows.mutate(day=known.day(rows.ordered_at)).select(*COLUMNS)
    return told.order_by("customer_id", "day", "order_id", "product_id", "amount")
