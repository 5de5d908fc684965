"""A block of customers, drawn at once: when they join, leave and come back, and why they leave.

Customers are drawn in blocks of fixed size, each from a random stream of its own, so a company is the same however many
blocks are made at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.simulate.scenario import Cause, Scenario

type Vector = NDArray[np.float64]
type Whole = NDArray[np.int64]

BLOCK = 5_000
AWAY = (150.0, 300.0)
"""Those who come back do so after so many days."""


@dataclass(frozen=True, slots=True)
class People:
    """Customers of one block; times in days since the scenario's first day, infinite for what never happens.

    `left` is when a customer leaves, for `cause`; `back` when they start anew, and `left_again`, for `cause_again`,
    when they leave once more. Of what lies beyond the scenario's last day only traces can be seen. `hazard` is that of
    all causes together, a day, before any surge.
    """

    number: Whole
    joined: Vector
    left: Vector
    cause: Whole
    back: Vector
    left_again: Vector
    cause_again: Whole
    rate: Vector
    hazard: Vector
    channel: Whole
    spend: Vector
    contract: NDArray[np.bool_]

    def died(self, days: float) -> Vector:
        """Return when each leaves for the last time, as it stands after `days` days."""
        return np.where(self.back < days, self.left_again, self.left)


def stream(scenario: Scenario, block: int, purpose: int = 0) -> np.random.Generator:
    """Return the random stream of one block and purpose."""
    return np.random.default_rng([scenario.seed, purpose, block])


def draw_people(scenario: Scenario, random: np.random.Generator, block: int) -> People:
    """Return the customers of a block."""
    size = min(BLOCK, scenario.customers - block * BLOCK)
    joined = _joining(scenario, random.random(size))
    channel = random.choice(len(scenario.channels), size, p=_shares(one.share for one in scenario.channels))
    quality = np.array([one.hazard for one in scenario.channels])[channel]
    hazard = random.gamma(scenario.hazard_shape, scenario.hazard / scenario.hazard_shape, size) * quality
    left, cause = _leaving(scenario, random, hazard, joined)
    returning = (random.random(size) < scenario.come_back) & (left < scenario.days)
    back = left + random.uniform(*AWAY, size)
    left_again, cause_again = _leaving(scenario, random, hazard, np.where(returning, back, 0))
    return People(
        number=np.arange(block * BLOCK, block * BLOCK + size),
        joined=joined,
        left=left,
        cause=cause,
        back=np.where(returning, back, np.inf),
        left_again=np.where(returning, left_again, np.inf),
        cause_again=cause_again,
        rate=random.gamma(scenario.rate_shape, scenario.rate_mean / scenario.rate_shape, size),
        hazard=hazard,
        channel=channel,
        spend=scenario.amount * random.lognormal(-0.125, 0.5, size),
        contract=random.random(size) < scenario.contracts,
    )


def _joining(scenario: Scenario, drawn: Vector) -> Vector:
    """Return days of joining, whose density grows in a straight line."""
    grown = scenario.growth - 1
    share = (np.sqrt(1 + drawn * (scenario.growth**2 - 1)) - 1) / grown if grown else drawn
    return share * scenario.days


def _shares(shares: Iterable[float]) -> Vector:
    found = np.array(list(shares))
    return np.asarray(found / found.sum(), dtype=np.float64)


def _leaving(scenario: Scenario, random: np.random.Generator, hazard: Vector, start: Vector) -> tuple[Vector, Whole]:
    """Return when customers leave who live from `start` on, and which cause was first of all (competing risks)."""
    shares = _shares(one.share for one in scenario.causes)
    when = np.column_stack(
        [
            _first(cause, cause.since * scenario.days, hazard * share, start, random.exponential(1, len(start)))
            for cause, share in zip(scenario.causes, shares, strict=True)
        ]
    )
    return when.min(axis=1), when.argmin(axis=1)


def _first(cause: Cause, since: float, hazard: Vector, start: Vector, wait: Vector) -> Vector:
    """Return when the cumulative hazard reaches `wait`: it grows by `hazard` a day, and by surge times that after."""
    calm = np.maximum(since - start, 0)
    safe = np.maximum(hazard, 1e-12)
    early = safe * calm
    return start + np.where(wait <= early, wait / safe, calm + (wait - early) / (safe * cause.surge))
