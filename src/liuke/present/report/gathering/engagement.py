"""Engagement: who is active by day and by month, how often they come, and what they use."""

from datetime import timedelta
from typing import Any

from liuke.clock import start_of
from liuke.measure import METRICS, Inputs, ask
from liuke.present.report.findings import Rows
from liuke.present.report.gathering.metrics import there
from liuke.present.report.gathering.section import Asked, Section, month_of

DAYS = 91
"""The last days that are drawn one by one."""


def _days(inputs: Inputs) -> Rows:
    """Return active users of each of the last days; none where the data are younger than a week.

    The last day known is `open`: data may end in the middle of it, and nothing tells.
    """
    if not there(inputs, METRICS["active_users"]):
        return []
    rows = ask(inputs, "active_users", "day", since=inputs.as_of - timedelta(days=DAYS - 1)).rows
    rows = [row | {"open": row["period"] == inputs.as_of.isoformat()} for row in rows]
    return rows if len(rows) > 7 else []


def _features(inputs: Inputs) -> Rows:
    """Return the use of each feature in the last complete month, the most used first; none of a single one."""
    running = start_of(inputs.as_of + timedelta(days=1), "month")
    first, last = month_of(start_of(running - timedelta(days=1), "month").isoformat())
    if not there(inputs, METRICS["feature_use_rate"]) or inputs.first_day("event_day") > last:
        return []
    answer = ask(inputs, "feature_use_rate", "name", first, last)
    found: list[dict[str, Any]] = [
        row | {"name": row["split"]["name"], "period": first.isoformat()} for row in answer.rows if row["value"]
    ]
    found.sort(key=lambda row: (-row["value"], row["name"]))
    return found if len(found) > 1 else []


ENGAGEMENT = Section(
    "engagement",
    ("active_users", "stickiness", "active_days", "events_per_user"),
    {
        "active_by_month": "active_users",
        "active_by_day": Asked(_days),
        "stickiness_over_time": "stickiness",
        "features": Asked(_features, ("feature_use_rate",)),
    },
)
