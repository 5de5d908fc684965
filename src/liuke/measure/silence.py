"""Silence: how long customers pause between purchases, and the window after which a pause is a loss.

The survival S of silence is estimated by the product-limit method (Kaplan & Meier 1958): a gap that a purchase closed
is an event, one still open is censored. The window proposed is the smallest N, in whole weeks, with
P(buy within N more days | silent for N days) = 1 − S(2N) / S(N) ≤ 0.20 that is no shorter than four in five of the gaps
customers did close: where people buy seldom, few buy within any short time, and that says nothing of leaving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import Table

from liuke.language import Text

SHORTEST, LONGEST, STEP = 14, 365, 7
STILL_RETURNING, MOST_GAPS = 0.20, 0.80


@dataclass(frozen=True, slots=True)
class Window:
    """The inactivity window in days, which rule decided it, and the share that returns after it all the same."""

    days: int
    rule: str
    why: Text
    returning: float | None
    median_gap: float | None


RULES = {
    "set": Text("set in liuke.toml", "由 liuke.toml 设定"),
    "returning": Text(
        "the shortest silence after which at most one in five buys again within as long a time",
        "静默达到该天数后，在同样长的时间内再次购买者不超过五分之一的最短天数",
    ),
    "longest": Text(
        "a third of the history, the longest that is proposed; even after it more than one in five buy again",
        "历史长度的三分之一，即可建议的最长天数；即便超过该天数，仍有超过五分之一的客户再次购买",
    ),
    "quantile": Text(
        "nine in ten pauses between purchases are no longer than this; the history is too short for more",
        "九成购买间隔不超过该天数；历史数据较短，无法进一步判断",
    ),
    "default": Text(
        "nobody has bought twice yet, so the longest window the history allows",
        "尚无客户重复购买，取历史数据允许的最长天数",
    ),
}


def visits(activity: Table) -> Table:
    """Return purchase days with those before and after: customer_id, day, previous, following, place (from 0)."""
    bought = activity.filter(activity.orders > 0).select("customer_id", "day", previous="previous_on")
    order = ibis.window(group_by="customer_id", order_by="day")
    return bought.mutate(following=bought.day.lead().over(order), place=ibis.row_number().over(order).cast("int32"))


def gap_histogram(visit: Table, as_of: date) -> Table:
    """Return days, closed, open: how many silences ended by a purchase, and how many still last at `as_of`."""
    end = visit.following.fill_null(ibis.literal(as_of))
    lengths = visit.select(days=end.delta(visit.day, unit="day").cast("int32"), is_open=visit.following.isnull())
    return lengths.group_by("days").agg(
        closed=lengths.count(where=~lengths.is_open), open=lengths.count(where=lengths.is_open)
    )


def silence_survival(rows: Sequence[dict[str, Any]]) -> np.ndarray:
    """Return S(0), S(1), …: the share of silences longer than so many days, by the product-limit method.

    Ends with the longest silence seen; `rows` are those of the gap histogram.
    """
    length = max((row["days"] for row in rows), default=0) + 1
    closed, still = np.zeros(length), np.zeros(length)
    for row in rows:
        closed[row["days"]] += row["closed"]
        still[row["days"]] += row["open"]
    at_risk = (closed + still)[::-1].cumsum()[::-1]
    return np.cumprod(1 - np.divide(closed, at_risk, out=np.zeros(length), where=at_risk > 0))


def propose_window(rows: Sequence[dict[str, Any]], history_days: int, chosen: int = 0) -> Window:
    """Return the inactivity window for a gap histogram; `chosen` days, if any, win over the proposal.

    `history_days` is the length of the data: a window longer than a third of it is not proposed.
    """
    survival = silence_survival(rows)
    median = _quantile(rows, 0.5)
    if chosen:
        return Window(chosen, "set", RULES["set"], returning_after(survival, chosen), median)
    longest = max(SHORTEST, min(LONGEST, history_days // 3))
    most, wide = _quantile(rows, MOST_GAPS), _quantile(rows, 0.9)
    for days in range(_weeks(most or LONGEST), longest + 1, STEP):
        share = returning_after(survival, days)
        if share is not None and share <= STILL_RETURNING:
            return Window(days, "returning", RULES["returning"], share, median)
    if returning_after(survival, longest) is not None:
        rule, days = "longest", longest
    else:
        rule, days = ("default", longest) if wide is None else ("quantile", min(_weeks(wide), longest))
    return Window(days, rule, RULES[rule], returning_after(survival, days), median)


def _weeks(days: float) -> int:
    """Return whole weeks that hold so many days, in days."""
    return max(SHORTEST, -(-int(days) // STEP) * STEP)


def returning_after(survival: np.ndarray, days: int) -> float | None:
    """Return P(buy within `days` more | silent for `days`), or None where the data do not reach that far."""
    if 2 * days >= len(survival) or survival[days] == 0:
        return None
    return float(1 - survival[2 * days] / survival[days])


def _quantile(rows: Sequence[dict[str, Any]], share: float) -> float | None:
    closed = sorted((row["days"], row["closed"]) for row in rows if row["closed"])
    total = sum(count for _, count in closed)
    seen = 0
    for days, count in closed:
        seen += count
        if seen >= share * total:
            return float(days)
    return None
