"""A club that is left for one known reason, or for none: what its customers agreed to, asked for, and who went.

Contracts are by the calendar month and renewed on its first day. Nobody's leaving depends on anything but the planted
reason: a price rise for one plan, or a support queue whose customers wait ten times as long as others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

type Reason = Literal["none", "price", "queue"]
type Places = NDArray[np.int64]
type Names = NDArray[np.str_]

MONTHS = 16
"""Contracts begin in the first 14 of so many months; in the last but one all of them are there."""
RISE = 12
"""The month from which the plan with the price rise costs more."""
FIRST = date(2025, 2, 1)
SNAPSHOT, LAST = date(2026, 5, 2), date(2026, 6, 30)
"""The day on which customers are looked at, and the last day known: who has not renewed in June is lost by then."""
PLANS = {"basic": 20.0, "plus": 30.0, "team": 60.0}
RISEN = 36.0
REGIONS, CHANNELS = ("North", "South", "East", "West"), ("search", "shop", "friends")
EARLY, SHARE, EFFECT = 0.03, 0.15, 1.8
"""The chance not to renew before the last month and in it, and what the reason adds to the log-odds of the latter."""
TICKETS, SLOW, HOURS, LONGER = 0.15, 0.4, 4.0, 10.0
"""Tickets a month, the share of them in the queue that may be slow, hours to an answer, and how many times as long."""


@dataclass(frozen=True, slots=True)
class Departures:
    """What is simulated: `customers` who join, and the reason for which they leave; `name` begins every id."""

    customers: int
    reason: Reason = "none"
    seed: int = 0
    name: str = "C"


@dataclass(frozen=True, slots=True)
class Club:
    """The canonical rows of a club: customers, subscriptions (a row a month) and feedback."""

    customers: pl.DataFrame
    subscriptions: pl.DataFrame
    feedback: pl.DataFrame


def run_club(asked: Departures) -> Club:
    """Return the club; the same for the same declaration."""
    random, size = np.random.default_rng([asked.seed, asked.customers]), asked.customers
    ids: Names = np.array([f"{asked.name}{number:05d}" for number in range(size)])
    plan: Names = random.choice(np.array(list(PLANS)), size, p=[0.4, 0.35, 0.25])
    start = random.integers(0, MONTHS - 2, size)
    tickets = _tickets(random, asked, start)
    reached = {"none": np.zeros(size, dtype=bool), "price": (plan == "plus") & (start < RISE)}
    reached["queue"] = np.isin(np.arange(size), tickets["place"][tickets["slow"]])
    end = _ends(random, start, reached[asked.reason])
    customers = pl.DataFrame(
        {
            "customer_id": ids,
            "region": random.choice(REGIONS, size),
            "acquisition_channel": random.choice(CHANNELS, size),
            "signed_up_at": [_first(month) for month in start],
        }
    )
    return Club(customers, _subscriptions(asked, ids, plan, start, end), _feedback(ids, tickets, end))


def _ends(random: np.random.Generator, start: Places, reached: NDArray[np.bool_]) -> Places:
    """Return the first month that nobody renewed, of each customer; `MONTHS` where it is beyond the last."""
    size = len(start)
    early = start + random.geometric(EARLY, size)
    odds = np.log(SHARE / (1 - SHARE)) + EFFECT * reached
    goes = random.random(size) < 1 / (1 + np.exp(-odds))
    return np.where(early < MONTHS, np.minimum(early, MONTHS), np.where(goes, MONTHS, MONTHS + 1))


def _tickets(
    random: np.random.Generator, asked: Departures, start: NDArray[np.int64]
) -> dict[str, NDArray[np.generic]]:
    """Return place of the customer, month, day, hours to an answer, and whether the ticket was in the slow queue."""
    counts = random.poisson(TICKETS, (len(start), MONTHS - 1))
    place, month = np.nonzero(counts)
    there = month >= start[place]
    place, month = place[there], month[there]
    slow = random.random(len(place)) < SLOW
    hours = HOURS * random.lognormal(0, 0.5, len(place))
    waits = np.where(slow & (asked.reason == "queue"), LONGER * hours, hours)
    return {"place": place, "month": month, "day": random.integers(1, 25, len(place)), "hours": waits, "slow": slow}


def _subscriptions(asked: Departures, ids: Names, plan: Names, start: Places, end: Places) -> pl.DataFrame:
    months = np.arange(MONTHS + 1)
    place, month = np.nonzero((months >= start[:, None]) & (months < end[:, None]))
    risen = (asked.reason == "price") & (plan[place] == "plus") & (month >= RISE)
    price = np.where(risen, RISEN, np.array([PLANS[one] for one in plan])[place])
    return pl.DataFrame(
        {
            "subscription_id": ids[place],
            "customer_id": ids[place],
            "plan": plan[place],
            "started_at": [_first(one) for one in month],
            "expires_at": [_first(one + 1) for one in month],
            "price": pl.Series(price).cast(pl.Decimal(18, 4)),
            "period": "month",
        }
    )


def _feedback(ids: Names, tickets: dict[str, NDArray[np.generic]], end: Places) -> pl.DataFrame:
    frame = pl.DataFrame({**tickets, "until": end[tickets["place"]], "customer_id": ids[tickets["place"]]})
    frame = frame.filter(pl.col("month") < pl.col("until"))
    received = pl.Series("received", [_first(month) for month in frame["month"]], dtype=pl.Datetime("us"))
    at = pl.col("received") + pl.duration(days="day")
    return frame.with_columns(received).select(
        "customer_id",
        feedback_id=pl.col("customer_id") + "-" + pl.int_range(pl.len()).cast(pl.String),
        received_at=at,
        category=pl.when("slow").then(pl.lit("billing")).otherwise(pl.lit("technical")),
        first_response_at=at + pl.duration(minutes=(pl.col("hours") * 60).cast(pl.Int64)),
        resolved_at=at + pl.duration(minutes=(pl.col("hours") * 60).cast(pl.Int64) + 60),
    )


def _first(month: int | np.int64) -> datetime:
    """Return the first moment of a month, counted from the first one."""
    years, rest = divmod(FIRST.month - 1 + int(month), 12)
    return datetime(FIRST.year + years, rest + 1, 1)  # noqa: DTZ001 - canonical times are naive UTC
