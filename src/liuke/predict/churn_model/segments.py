"""What customers are told apart by at the test snapshot, as it was known then: a segment of today knows the outcome."""

from collections.abc import Mapping
from datetime import date, timedelta

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure import summary, until
from liuke.segment import rfm


def segments_at(engine: Engine, tables: Mapping[str, Table], snapshot: date) -> dict[str, dict[str, str]]:
    """Return, for each attribute that there is, the value of each customer known before `snapshot`."""
    found = {}
    last = snapshot - timedelta(days=1)
    if "activity" in tables:
        found["segment"] = _values(engine, rfm(summary(until(tables["activity"], last), last)), "segment")
    if "contract" in tables:
        rows = tables["contract"].filter(lambda t: (t.starts_on < snapshot) & t.plan.notnull())
        latest = rows.group_by("customer_id").agg(plan=rows.plan.argmax(rows.number))
        found["plan"] = _values(engine, latest, "plan")
    if "first_channel" in tables:
        found["acquisition_channel"] = _values(engine, tables["first_channel"], "acquisition_channel")
    return {name: values for name, values in found.items() if len(set(values.values())) > 1}


def _values(engine: Engine, rows: Table, column: str) -> dict[str, str]:
    found = engine.polars(rows.select("customer_id", column).drop_null(column))
    return dict(zip(found["customer_id"].to_list(), found[column].to_list(), strict=True))
