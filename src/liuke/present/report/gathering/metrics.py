"""What the registry of metrics says of a run: rows by month, and the definitions of all that is shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from liuke.clock import start_of
from liuke.measure import METRICS, Answer, Inputs, Metric, ask, ask_all
from liuke.present.report.findings import Definition

type Months = list[dict[str, Any]]
"""Rows of a metric by month, as the contract states them."""

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
CHURN = ("churn_rate", "retention_rate", "net_shrinkage")


def there(inputs: Inputs, metric: Metric) -> bool:
    """Say whether a run has the tables that a metric needs."""
    return all(inputs.has(name) for name in metric.inputs)


def first_month(inputs: Inputs, metrics: Iterable[Metric]) -> date:
    """Return the first of the months shown: the first with data of any metric, or `MONTHS` before the running one."""
    back = inputs.as_of.year * 12 + inputs.as_of.month - 1 - MONTHS
    began = min(inputs.first_day(one.inputs[0]) for one in metrics)
    return max(date(back // 12, back % 12 + 1, 1), start_of(began, "month"))


def by_month(inputs: Inputs, names: Iterable[str]) -> dict[str, Months]:
    """Return the rows of metrics by month, the last `MONTHS` complete ones and the running one; asked in one go.

    Metrics that the run has no data for have no rows. Months in which a metric can show nothing yet are left out: no
    loss is known before the first window has passed.
    """
    wanted = [METRICS[name] for name in dict.fromkeys(names)]
    known = [one for one in wanted if there(inputs, one)]
    answers = ask_all(inputs, known, "month", since=first_month(inputs, known)) if known else {}
    return {one.id: telling(answers[one.id]) if one.id in answers else [] for one in wanted}


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
    if not inputs.has("score"):
        return {}
    worth = _living(ask(inputs, "predicted_value", ("risk", "stage")).rows)
    danger = ask(inputs, "value_at_risk", "risk").rows
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


def definitions(inputs: Inputs, more: Iterable[str]) -> tuple[Definition, ...]:
    """Return what the registry declares of every metric in the report: of `SHOWN` as far as it can be, and `more`."""
    names = dict.fromkeys([*(name for name in SHOWN if there(inputs, METRICS[name])), *more])
    return tuple(
        Definition(one.id, one.label, one.sentence, one.formula, one.numerator, one.denominator, one.source)
        for one in (METRICS[name] for name in names)
    )
