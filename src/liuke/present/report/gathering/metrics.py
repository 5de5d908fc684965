"""What the registry of metrics says of a run: rows by month, and the definitions of all that is shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuke.clock import start_of
from liuke.measure import METRICS, Inputs, ask
from liuke.present.report.findings import Definition

MONTHS = 24
SHOWN = (
    "opening_customers",
    "churn_rate",
    "retention_rate",
    "net_shrinkage",
    "active_customers",
    "revenue",
    "repeat_rate",
    "top_fifth_share",
    "predicted_value",
    "value_at_risk",
)
BRIDGE = ("opening_customers", "new_customers", "returned_customers", "lost_customers", "closing_customers")


def first_month(as_of: date) -> date:
    """Return the first of the months shown."""
    back = as_of.year * 12 + as_of.month - 1 - MONTHS
    return date(back // 12, back % 12 + 1, 1)


def by_month(inputs: Inputs, name: str) -> list[dict[str, Any]]:
    """Return a metric's rows by month, the last `MONTHS` complete ones and the running one."""
    began = inputs.engine.rows(inputs.activity.aggregate(first=inputs.activity.day.min()))[0]["first"]
    if began is None or began > inputs.as_of:
        return []
    since = max(first_month(inputs.as_of), start_of(began, "month"))
    return ask(inputs, name, "month", since=since).rows


def bridge(inputs: Inputs) -> dict[str, float]:
    """Return the last complete month's customers: opening + new + returned − lost = closing; empty before the first."""
    found = {}
    for name in (*BRIDGE, "churn_rate", "net_shrinkage"):
        rows = [row for row in by_month(inputs, name) if not row["partial"] and row["value"] is not None]
        if not rows:
            return {}
        found[name] = rows[-1]["value"]
        found["month"] = rows[-1]["period"]
    return found


def risks(inputs: Inputs) -> dict[str, dict[str, float]]:
    """Return customers, worth and at_risk for each band of risk, of customers who are not lost yet."""
    if "probability" not in inputs.customer.columns:
        return {}
    worth = _living(ask(inputs, "predicted_value", ("risk", "stage")).rows)
    danger = _living(ask(inputs, "value_at_risk", ("risk", "stage")).rows)
    return {
        risk: {
            "customers": sum(row["denominator"] for row in worth if row["split"]["risk"] == risk),
            "worth": float(sum(row["numerator"] for row in worth if row["split"]["risk"] == risk)),
            "at_risk": float(sum(row["numerator"] for row in danger if row["split"]["risk"] == risk)),
        }
        for risk in ("high", "medium", "low")
        if any(row["split"]["risk"] == risk for row in worth)
    }


def _living(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["split"]["stage"] != "lost"]


def definitions() -> tuple[Definition, ...]:
    """Return what the registry declares of every metric in the report."""
    return tuple(
        Definition(
            one.id, one.label, one.sentence, one.formula, one.numerator, one.denominator, one.source
        )
        for one in (METRICS[name] for name in SHOWN)
    )  # fmt: skip
