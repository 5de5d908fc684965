"""What the watch over a made-up shop's model found: rows of its charts."""

from datetime import date
from typing import Any

from liuke.language import Text
from liuke.measure.intervals import wilson

INPUTS = (
    ("amount_90", Text("Spent in the last 90 days", "近 90 天消费金额"), 0.412, "drifted", 403.0, 633.0),
    ("tenure_days", Text("Days since the first purchase", "距首购天数"), 0.152, "moved", 210.0, 246.0),
    ("score", Text("The scores", "评分"), 0.061, "steady", 0.31, 0.33),
    ("recency_days", Text("Days since the last purchase", "距上次购买天数"), 0.018, "steady", 17.0, 18.0),
    ("return_share", Text("Share of orders returned", "退货占比"), 0.004, "steady", 0.0, 0.0),
)
BANDS = ((0.06, 0.05, 90), (0.15, 0.17, 81), (0.34, 0.33, 70), (0.56, 0.52, 61), (0.74, 0.77, 48), (0.93, 0.90, 30))


def drift() -> list[dict[str, Any]]:
    return [
        {
            "input": input_,
            "name": name,
            "psi": psi,
            "verdict": verdict,
            "median_then": then,
            "median_now": now,
            "missing_now": 0.0,
            "since": None if verdict == "steady" else date(2026, 4, 30),
        }
        for input_, name, psi, verdict, then, now in INPUTS
    ]


def ledger() -> list[dict[str, Any]]:
    rows = _of(None, None, 2, 0.0)
    return (
        rows
        + _of("20260201T080000000000Z", "2026-01-31", 1, 0.03)
        + _of("20260405T080000000000Z", "2026-04-04", 1, -0.03)
    )


def _of(run: str | None, as_of: str | None, times: int, shift: float) -> list[dict[str, Any]]:
    rows = []
    for predicted, observed, n in BANDS:
        left, customers = round(min(1.0, max(0.0, observed + shift)) * n * times), n * times
        low, high = wilson(left, customers)
        row = {"predicted": predicted, "observed": left / customers, "low": low, "high": high, "customers": customers}
        rows.append({"run": run, "as_of": as_of, **row})
    return rows
