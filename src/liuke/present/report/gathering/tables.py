"""Chart rows from the tables of a run, counted on its engine; a table that a run does not have gives no rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.clock import start_of
from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.present.charts.silence import binned
from liuke.segment import SEGMENTS
from liuke.workspace import Run

type Rows = list[dict[str, Any]]

POINTS = 100


def read_rows(run: Run, engine: Engine, name: str, count: Callable[..., Rows], *more: object) -> Rows:
    """Return what `count` makes of a table of the run; no rows where the run has no such table."""
    return count(run.table(engine, name), engine, *more) if run.has(name) else []


def silences(gap: Table, engine: Engine, window: int) -> Rows:
    """Return the bins of the gaps between purchases."""
    return binned(engine.rows(gap.filter(gap.closed > 0).select("days", "closed")), window)


def rfm_map(customer: Table, engine: Engine) -> Rows:
    """Return customers and what they spent, by recency and frequency score."""
    scored = customer.filter(customer.rfm_recency.notnull() & customer.rfm_frequency.notnull())
    counted = scored.group_by(recency="rfm_recency", frequency="rfm_frequency").aggregate(
        customers=scored.count(), amount=scored.amount.sum().cast("float64")
    )
    return engine.rows(counted.order_by("recency", "frequency"))


def concentration(customer: Table, engine: Engine) -> Rows:
    """Return the share of revenue that the best customers bring, at each hundredth of the customers."""
    ranked = customer.mutate(
        place=ibis.row_number().over(ibis.window(order_by=[ibis.desc("amount"), ibis.asc("customer_id")])),
        everybody=customer.count(),
    )
    hundredth = (ranked.place * POINTS / ranked.everybody).floor().cast("int32")
    counted = ranked.group_by(hundredth=hundredth).aggregate(
        customers=ranked.count(), amount=ranked.amount.sum().cast("float64")
    )
    return _cumulated(engine.rows(counted.order_by("hundredth")))


def _cumulated(rows: Rows) -> Rows:
    customers, amount = sum(row["customers"] for row in rows), sum(row["amount"] for row in rows)
    if not customers or amount <= 0:
        return []
    points, so_far, money = [{"customers": 0.0, "revenue": 0.0}], 0, 0.0
    for row in rows:
        so_far, money = so_far + row["customers"], money + row["amount"]
        points.append({"customers": so_far / customers, "revenue": money / amount})
    return points


def elapsed(flow: Table, as_of: date) -> Table:
    """Leave out the month that has not fully elapsed."""
    running = start_of(date.fromordinal(as_of.toordinal() + 1), "month")
    return flow.filter(flow.month < ibis.literal(running))


def stages(flow: Table, engine: Engine, as_of: date, months: int = 24) -> Rows:
    """Return customers by stage at the end of each elapsed month, the last `months` of them."""
    flow = elapsed(flow, as_of)
    counted = flow.group_by("month", stage="to_stage").aggregate(customers=flow.customers.sum().cast("int64"))
    rows = engine.rows(counted.order_by("month", "stage"))
    kept = sorted({row["month"] for row in rows})[-months:]
    return [row | {"month": row["month"].isoformat()} for row in rows if row["month"] in kept]


def last_flow(flow: Table, engine: Engine, as_of: date) -> Rows:
    """Return the moves of the last elapsed month; those who were lost and stayed so are left out."""
    flow = elapsed(flow, as_of)
    last = flow.filter(flow.month == flow.month.max())
    moved = last.filter(~((last.from_stage == "lost") & (last.to_stage == "lost")).fill_null(False))
    return engine.rows(moved.order_by("from_stage", "to_stage"))


def segments(inputs: Inputs) -> Rows:
    """Return label, meaning, customers, share, amount and mean probability of each segment, largest amount first."""
    customer = inputs.customer
    scored = "probability" in customer.columns
    counted = customer.group_by("segment").aggregate(
        customers=customer.count(),
        amount=customer.amount.sum().cast("float64"),
        probability=customer.probability.mean() if scored else ibis.literal(None, "float64"),
    )
    rows = inputs.engine.rows(counted.order_by(ibis.desc("amount"), "segment"))
    everybody, named = sum(row["customers"] for row in rows) or 1, {one.id: one for one in SEGMENTS}
    return [
        row
        | {
            "label": named[row["segment"]].label,
            "meaning": named[row["segment"]].meaning,
            "share": row["customers"] / everybody,
        }
        for row in rows
        if row["segment"] in named
    ]
