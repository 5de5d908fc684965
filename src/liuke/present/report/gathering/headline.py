"""The headline figures: each metric's last complete month, beside the month before it."""

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.language import LANGUAGES, Text
from liuke.measure import Metric, find_metric
from liuke.present.reader import Reader
from liuke.present.report.findings import Headline

type Row = Mapping[str, Any]

MONTHLY = ("active_customers", "churn_rate", "revenue", "repeat_rate")
HEADLINES = (
    "mrr",
    "churn_rate",
    "active_users",
    "nps",
    "resolution_time",
    "conversion_rate",
    "net_revenue_retention",
    "csat",
    "win_rate",
    "first_response_time",
    "stickiness",
    "leads",
    "tickets",
    "billed_amount",
    "sign_ups",
    "csi",
    "ces",
    "contacts",
    "delivery_rate",
)
"""What a run without orders shows first, as far as it has it, best first."""
FIGURES = 5
KINDS = {
    "share": "percent",
    "money": "money",
    "points": "score",
    "hours": "hours",
    "days": "days",
    "months": "months",
    "times": "decimal",
    "items": "decimal",
    "purchases": "decimal",
}
_BETTER = {"up": 1, "down": -1, "none": 0}
_PARTS = (("high", "bad"), ("medium", "stage-dormant"), ("low", "line-strong"))


def _month(period: str) -> Text:
    return Text(*(Reader(language).month(period) for language in LANGUAGES))


def _note(last: Row, before: Row | None) -> Text:
    if before is None:
        return _month(last["period"])
    said = Text("{month}, against {before}", "{month}，对比{before}")
    return said.fill(month=_month(last["period"]), before=_month(before["period"]))


def monthly(metric: Metric, rows: Sequence[Row]) -> Headline:
    """Return the figure of a metric from its rows by month; the running month is left out."""
    kind, better = KINDS.get(metric.unit, "number"), _BETTER[metric.direction]
    done = [row for row in rows if row["value"] is not None and not row["partial"]]
    if not done:
        return Headline(metric.id, metric.label, kind, None, Text("no complete month yet", "尚无完整的月份"))
    last, before = done[-1], done[-2] if len(done) > 1 else None
    return Headline(
        metric.id,
        metric.label,
        kind,
        float(last["value"]),
        _note(last, before),
        float(before["value"]) if before else None,
        better,
        last["low"],
        last["high"],
        tuple(float(row["value"]) for row in done),
        beyond=last.get("beyond"),
    )


def of_orders(months: Mapping[str, Sequence[Row]], risks: Mapping[str, Mapping[str, float]]) -> tuple[Headline, ...]:
    """Return the figures of a run with orders."""
    return (*(monthly(find_metric(name), months[name]) for name in MONTHLY), at_risk(risks))


def chosen(months: Mapping[str, Sequence[Row]]) -> tuple[Headline, ...]:
    """Return the first figures that a run without orders has a complete month of."""
    found = [monthly(find_metric(name), months[name]) for name in HEADLINES]
    return tuple(one for one in found if one.value is not None)[:FIGURES]


def at_risk(risks: Mapping[str, Mapping[str, float]]) -> Headline:
    """Return the value at risk of customers not lost yet, and how it falls on the bands of risk."""
    metric = find_metric("value_at_risk")
    if not risks:
        return Headline(metric.id, metric.label, "money", None, Text("no scores in this run", "本次运行没有评分"))
    whole = sum(group["at_risk"] for group in risks.values())
    high = f"{risks.get('high', {}).get('customers', 0):,.0f}"
    return Headline(
        metric.id,
        metric.label,
        "money",
        whole,
        Text("with customers not lost yet; {n} of them at high risk", "未流失客户合计，其中 {n} 位高风险").fill(n=high),
        parts=tuple((role, risks[risk]["at_risk"] / whole) for risk, role in _PARTS if risk in risks and whole > 0),
    )
