"""Everything a block of customers buys and sends back, drawn at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from liuke.simulate.population import People, Vector, Whole
from liuke.simulate.scenario import Cause, Scenario

type Mask = NDArray[np.bool_]

TRACE_DAYS = 60.0
"""For so long before they leave, customers show why."""
SENT_BACK = (1.0, 9.0)
"""What is sent back comes so many days later."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of one block in the order of time: whose (its place in the block), when, for how much.

    A negative amount is a return; `coupon` says whether one was used, `items` how many pieces.
    """

    owner: Whole
    at: Vector
    amount: Vector
    items: Whole
    coupon: Mask


@dataclass(frozen=True, slots=True)
class _Basket:
    """Purchases with what their owner's coming departure does to them."""

    owner: Whole
    at: Vector
    fading: Mask
    cause: Whole


def draw_orders(scenario: Scenario, people: People, random: np.random.Generator) -> Orders:
    """Return the orders of a block of customers.

    The first purchase is on joining. More follow as a Poisson process while the customer is there, thinned by season,
    weekday and, in the last weeks before leaving, by the cause.
    """
    bought = _purchases(scenario, people, random)
    size = len(bought.at)
    price = np.where(bought.at >= scenario.rise_at * scenario.days, 1 + scenario.price_rise, 1.0)
    often = np.array([one.coupon for one in scenario.channels])[people.channel[bought.owner]]
    coupon = random.random(size) < often
    paid = people.spend[bought.owner] * price * np.where(coupon, 1 - scenario.coupon_off, 1.0)
    paid *= _trace(scenario, bought, lambda cause: cause.basket, 1.0) * random.lognormal(-0.08, 0.4, size)
    amount = np.maximum(np.round(paid, 2), 1.0)
    orders = Orders(bought.owner, bought.at, amount, 1 + random.poisson(1.1, size), coupon)
    chance = scenario.returns + _trace(scenario, bought, lambda cause: cause.returns, 0.0)
    return _with_returns(scenario, random, orders, chance)


def _purchases(scenario: Scenario, people: People, random: np.random.Generator) -> _Basket:
    end, everybody = float(scenario.days), np.arange(len(people.number))
    most = max(scenario.season) * max(1.0, scenario.weekend)
    owners, times = [everybody], [people.joined]
    for start, stop in ((people.joined, people.left), (people.back, people.left_again)):
        begin = np.minimum(start, end)
        length = np.maximum(np.minimum(stop, end) - begin, 0)
        owner = np.repeat(everybody, random.poisson(people.rate * most * length))
        owners.append(owner)
        times.append(begin[owner] + random.random(len(owner)) * length[owner])
    made = _basket(people, np.concatenate(owners), np.concatenate(times))
    chance = _season(scenario)[np.floor(made.at).astype(np.int64)] * _trace(scenario, made, lambda one: one.pace, 1.0)
    kept = random.random(len(made.at)) < chance / most
    kept[: len(everybody)] = True
    return _Basket(made.owner[kept], made.at[kept], made.fading[kept], made.cause[kept])


def _basket(people: People, owner: Whole, at: Vector) -> _Basket:
    first = at <= people.left[owner]
    leaves = np.where(first, people.left[owner], people.left_again[owner])
    cause = np.where(first, people.cause[owner], people.cause_again[owner])
    return _Basket(owner, at, leaves - at < TRACE_DAYS, cause)


def _trace(scenario: Scenario, made: _Basket, of: Callable[[Cause], float], plain: float) -> Vector:
    """Return what the cause of the coming departure does to each purchase, and `plain` where none is near."""
    each = np.array([of(cause) for cause in scenario.causes])
    found: Vector = np.where(made.fading, each[made.cause], plain)
    return found


@cache
def _season(scenario: Scenario) -> Vector:
    """Return the factor of each day."""
    days = [scenario.first + timedelta(days=n) for n in range(scenario.days + 1)]
    return np.array([scenario.season[day.month - 1] * (scenario.weekend if day.weekday() > 4 else 1) for day in days])


def _with_returns(scenario: Scenario, random: np.random.Generator, orders: Orders, chance: Vector) -> Orders:
    """Return the orders with some of them sent back some days later, if the scenario lasts so long."""
    later = orders.at + random.uniform(*SENT_BACK, len(orders.at))
    back = (random.random(len(orders.at)) < chance) & (later < scenario.days)
    owner = np.concatenate([orders.owner, orders.owner[back]])
    at = np.concatenate([orders.at, later[back]])
    order = np.lexsort((owner, at))
    return Orders(
        owner[order],
        at[order],
        np.concatenate([orders.amount, -orders.amount[back]])[order],
        np.concatenate([orders.items, orders.items[back]])[order],
        np.concatenate([orders.coupon, orders.coupon[back]])[order],
    )
