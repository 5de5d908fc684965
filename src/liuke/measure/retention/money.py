"""Money in the cells of a retention matrix: net and gross revenue retention.

A customer's base is what they brought in bucket 0, returned goods taken off. *Net* retention of a bucket is what the
customers brought in it over their bases, so those who buy more make up for those who buy less or are gone. *Gross*
retention counts of each customer at most their own base, and never less than nothing, so it stays between 0 and 1; a
customer without a positive base has nothing to retain. Subscription businesses report both on recurring revenue
(ChartMogul, “Cohort: Net MRR Retention”, help.chartmogul.com/hc/en-us/articles/203359411; GP Bullhound, “The CFO
handbook”: gross retention leaves expansion out); here they are of the revenue of any period. Who paused counts again.
"""

import ibis
from ibis.expr.types import DecimalColumn, Scalar, Table

from liuke.measure.activity import MONEY
from liuke.measure.retention.actions import Actions, Counts, beyond, spread, whole
from liuke.measure.retention.customers import join


def counted(actions: Actions) -> Counts:
    """Add up the money of every cell."""
    engine, shape = actions.engine, actions.shape
    entries = engine.hold(actions.entries(), "entry")
    amounts = engine.hold(_amounts(actions, entries), "amount")
    first = amounts.filter(amounts.k == 0)
    bases = first.select("customer_id", "cohort", base=_base(actions, first.amount))
    entered = engine.rows(_entered(_with_base(entries, bases)))
    cells = engine.rows(_cells(actions, _with_base(amounts, bases)))
    engine.drop(amounts)
    engine.drop(entries)
    grids = {name: spread(cells, name, "k", shape) for name in ("so_far", "numerator", "yy", "xy")}
    return Counts(
        sizes=whole(spread(entered, "n", "elapsed", (shape[0], 1))[:, 0]),
        mature=whole(beyond(entered, "n", "elapsed", shape)),
        so_far=grids["so_far"],
        numerator=grids["numerator"],
        denominator=beyond(entered, "base", "elapsed", shape),
        squares={"yy": grids["yy"], "xx": beyond(entered, "xx", "elapsed", shape), "xy": grids["xy"]},
    )


def _amounts(actions: Actions, entries: Table) -> Table:
    """Return what each entry brought in each bucket."""
    hits = join(actions, actions.returns, entries)
    return hits.group_by("customer_id", "cohort", "elapsed", "k").agg(amount=hits.amount.sum().cast(MONEY))


def _positive(amount: DecimalColumn) -> DecimalColumn:
    return ibis.ifelse(amount > 0, amount, ibis.literal(0, MONEY))


def _base(actions: Actions, amount: DecimalColumn) -> DecimalColumn:
    return _positive(amount) if actions.timing.question.of == "gross" else amount


def _with_base(table: Table, bases: Table) -> Table:
    joined = table.left_join(bases, ["customer_id", "cohort"])
    return joined.select(*[joined[name] for name in table.columns], base=joined.base.fill_null(0).cast(MONEY))


def _money(total: Scalar) -> Scalar:
    """Return an exact sum as a float."""
    return total.cast(MONEY).cast("float64")


def _entered(entries: Table) -> Table:
    """Return the bases of the customers of a cohort for whom the same number of buckets is over."""
    base = entries.base.cast("float64")
    return entries.group_by("cohort", "elapsed").agg(
        n=entries.count(), base=_money(entries.base.sum()), xx=(base * base).sum()
    )


def _cells(actions: Actions, amounts: Table) -> Table:
    """Return what counts of each bucket's money, and the sums of squares and products."""
    capped = ibis.ifelse(amounts.amount > amounts.base, amounts.base, _positive(amounts.amount))
    rows = amounts.mutate(kept=capped if actions.timing.question.of == "gross" else amounts.amount)
    over, kept, base = rows.k < rows.elapsed, rows.kept.cast("float64"), rows.base.cast("float64")
    return rows.group_by("cohort", "k").agg(
        so_far=_money(rows.kept.sum()),
        numerator=_money(rows.kept.sum(where=over)),
        yy=(kept * kept).sum(where=over),
        xy=(kept * base).sum(where=over),
    )
