"""A block of customers and everything they do, drawn at once.

Customers are drawn in blocks of fixed size, each from a random stream of its own, so a company is the same however many
blocks are made at a time.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from liuke.simulate.scenario import Scenario

type Vector = NDArray[np.float64]
type Whole = NDArray[np.int64]

BLOCK = 2_000
TRACE_DAYS = 60.0
AWAY = (150.0, 300.0)


@dataclass(frozen=True, slots=True)
class People:
    """Customers of one block; times in days since the scenario's first day, infinite for what never happens.

    `died` is when a customer left for the last time; `left` when they left first (the same unless they came `back`).
    """

    number: Whole
    joined: Vector
    left: Vector
    back: Vector
    died: Vector
    rate: Vector
    channel: Whole
    cause: Whole
    spend: Vector
    contract: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of one block: whose (its place in the block), when, for how much; a negative amount is a return."""

    owner: Whole
    at: Vector
    amount: Vector


def draw(scenario: Scenario, block: int) -> tuple[People, Orders]:
    """Return the customers of a block and their orders."""
    random = np.random.default_rng([scenario.seed, block])
    people = _people(scenario, random, block)
    return people, _orders(scenario, people, random)


def _people(scenario: Scenario, random: np.random.Generator, block: int) -> People:
    size = min(BLOCK, scenario.customers - block * BLOCK)
    grown = scenario.growth - 1
    drawn = random.random(size)
    share = (np.sqrt(1 + drawn * (scenario.growth**2 - 1)) - 1) / grown if grown else drawn
    joined = share * scenario.days
    channel = random.choice(len(scenario.channels), size, p=[one.share for one in scenario.channels])
    quality = np.array([one.hazard for one in scenario.channels])[channel]
    hazard = random.gamma(scenario.hazard_shape, scenario.hazard / scenario.hazard_shape, size) * quality
    left = joined + random.exponential(1, size) / np.maximum(hazard, 1e-9)
    returning = (random.random(size) < scenario.come_back) & (left < scenario.days)
    back = np.where(returning, left + random.uniform(*AWAY, size), np.inf)
    again = back + random.exponential(1, size) / np.maximum(hazard, 1e-9)
    return People(
        number=np.arange(block * BLOCK, block * BLOCK + size),
        joined=joined,
        left=left,
        back=back,
        died=np.where(back < scenario.days, again, left),
        rate=random.gamma(scenario.rate_shape, scenario.rate_mean / scenario.rate_shape, size),
        channel=channel,
        cause=random.choice(len(scenario.causes), size, p=[one.share for one in scenario.causes]),
        spend=scenario.amount * random.lognormal(-0.125, 0.5, size),
        contract=random.random(size) < scenario.contracts,
    )


def _orders(scenario: Scenario, people: People, random: np.random.Generator) -> Orders:
    """Return first purchases and a Poisson process between joining and leaving, thinned by season and cause."""
    end = float(scenario.days)
    most = max(scenario.season) * max(1.0, scenario.weekend)
    spans = [
        (people.joined, np.minimum(people.left, end)),
        (np.minimum(people.back, end), np.minimum(people.died, end)),
    ]
    owners, times = [np.arange(len(people.number))], [people.joined]
    for start, stop in spans:
        length = np.maximum(stop - start, 0)
        owner = np.repeat(np.arange(len(length)), random.poisson(people.rate * most * length))
        owners.append(owner)
        times.append(start[owner] + random.random(len(owner)) * length[owner])
    owner, at = np.concatenate(owners), np.concatenate(times)
    fading = _fading(people, owner, at)
    pace = np.where(fading, np.array([one.pace for one in scenario.causes])[people.cause[owner]], 1.0)
    kept = random.random(len(owner)) < _season(scenario, at) * pace / most
    kept[: len(people.number)] = True
    owner, at, fading = owner[kept], at[kept], fading[kept]
    basket = np.where(fading, np.array([one.basket for one in scenario.causes])[people.cause[owner]], 1.0)
    amount = np.maximum(np.round(people.spend[owner] * basket * random.lognormal(-0.08, 0.4, len(owner)), 2), 1.0)
    return _with_returns(scenario, people, random, Orders(owner, at, amount), fading)


def _fading(people: People, owner: Whole, at: Vector) -> NDArray[np.bool_]:
    """Say which moments lie in the weeks before a customer leaves."""
    ahead = np.where(at <= people.left[owner], people.left[owner], people.died[owner])
    return ahead - at < TRACE_DAYS


def _season(scenario: Scenario, at: Vector) -> Vector:
    days = [scenario.first + timedelta(days=n) for n in range(scenario.days + 1)]
    factor = np.array(
        [scenario.season[day.month - 1] * (scenario.weekend if day.weekday() > 4 else 1.0) for day in days]
    )
    found: Vector = factor[np.floor(at).astype(np.int64)]
    return found


def _with_returns(
    scenario: Scenario, people: People, random: np.random.Generator, orders: Orders, fading: NDArray[np.bool_]
) -> Orders:
    """Return the orders with some of them sent back some days later, in the order of time."""
    more = np.array([one.returns for one in scenario.causes])[people.cause[orders.owner]]
    back = random.random(len(orders.at)) < scenario.returns + np.where(fading, more, 0.0)
    later = orders.at + random.uniform(1, 9, len(orders.at))
    back &= later < scenario.days
    owner = np.concatenate([orders.owner, orders.owner[back]])
    at = np.concatenate([orders.at, later[back]])
    amount = np.concatenate([orders.amount, -orders.amount[back]])
    order = np.lexsort((owner, at))
    return Orders(owner[order], at[order], amount[order])
