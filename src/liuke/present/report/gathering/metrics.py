"""What the registry of metrics says of a run: rows by month, and the definitions of all that is shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from liuke.clock import start_of
from liuke.measure import METRICS, Answer, Inputs, ask
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


def first_month(inputs: Inputs) -> date | None:
    """Return the first of the months shown: the shop's first, or `MONTHS` before the running one; None without data."""
    began = inputs.first_day("activity")
    back = inputs.as_of.year * 12 + inputs.as_of.month - 1 - MONTHS
    return max(date(back // 12, back % 12 + 1, 1), start_of(began, "month"))


def by_month(inputs: Inputs, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of metrics by month, the last `MONTHS` complete ones and the running one.

    Months in which a metric can show nothing yet are left out: no loss is known before the first window has passed.
    """
    since = first_month(inputs)
    return {name: telling(ask(inputs, name, "month", since=since)) if since else [] for name in names}


def telling(answer: Answer) -> list[dict[str, Any]]:
    """Return the rows by period that say something: the whole ones, and after the first of them the running one."""
    whole = {row["period"] for row in answer.whole}
    first = min(whole, default=answer.known_from.isoformat())
    return [row for row in answer.rows if row["period"] in whole or (row["partial"] and row["period"] >= first)]


def bridge(months: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the last complete month's customers: opening + new + returned − lost = closing; empty before the first."""
    found: dict[str, Any] = {}
    for name in (*BRIDGE, "churn_rate", "net_shrinkage"):
        done = [row for row in months[name] if not row["partial"]]
        if not done or done[-1]["value"] is None:
            return {}
        found |= {name: done[-1]["value"], "month": done[-1]["period"]}
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
