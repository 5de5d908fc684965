"""A change made up from two values."""

from dataclasses import replace
from typing import Any

from liuke.measure import METRICS
from liuke.measure.change import Change


def made_up_change(now: float, before: float, **more: Any) -> Change:
    """Return a change of the churn rate from February to March 2024, or with what else is given."""
    row = {"period": "2024-03-01", "value": now, "numerator": 0, "denominator": 0, "low": None, "high": None}
    made = Change(
        METRICS["churn_rate"],
        "month",
        row,
        row | {"period": "2024-02-01", "value": before},
        None,
        (None, None),
        None,
        {},
    )
    return replace(made, **more)
