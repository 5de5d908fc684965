"""Visits to a web shop, click by click, with a step of the checkout that may be broken for some from a day on.

Every visit goes through the steps in order, and on each there is a chance to go on. Where the shop is broken, a part of
those who would have gone on from one step to the next cannot, and who meets that is more likely never to come back.
Pages that are no steps lie in between, so that a step is not simply the next click.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from liuke.simulate.tables import numbered

type Vector = NDArray[np.float64]
type Whole = NDArray[np.int64]
type Truths = NDArray[np.bool_]

STEPS: Mapping[str, float] = MappingProxyType(
    {"home": 1.0, "catalog": 0.8, "cart": 0.5, "delivery": 0.7, "payment": 0.75, "paid": 0.8}
)
"""The steps, and the chance to get to each from the one before where nothing is broken."""
ASIDE = ("search", "product", "reviews", "help")
"""Pages between the steps; they lead nowhere."""
ERROR = "error"
"""What a visitor sees who cannot go on: rarely by chance, often where the shop is broken."""
DEVICES, CHANNELS = ("phone", "desktop", "tablet"), ("search", "referral", "advert")
DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class Clicks:
    """A shop and its visitors over `days` from `first` on.

    `broken` is the step that a part (`damage`) of those who were about to reach it cannot reach, from day `since` on;
    empty where nothing is wrong. `only` says for whom: a device or a channel, or empty for everybody. `pace` is the
    mean of the days between two visits, `leaving` the chance that a visit is the last one, `anger` that chance after
    a visit that the broken step ended.
    """

    customers: int = 2_000
    days: int = 56
    first: date = date(2026, 1, 5)
    broken: str = ""
    only: str = ""
    since: int = 28
    damage: float = 0.5
    pace: float = 9.0
    leaving: float = 0.04
    anger: float = 0.35
    seed: int = 0
    steps: Mapping[str, float] = STEPS


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a simulated shop wrote down, and what is true of it.

    events: event_id, customer_id, occurred_at (UTC), name, session_id, properties (JSON with the device of the visit);
    customers: customer_id, signed_up_at, acquisition_channel; truth: a row a customer with channel, device, visits,
    broken (visits that the broken step ended), left (whether they will never come back) and left_at (their last click).
    """

    events: pa.Table
    customers: pa.Table
    truth: pa.Table


@dataclass(frozen=True, slots=True)
class _Visits:
    """Visits by customer and time; `reached` is the number of steps done, `stopped` whether the fault ended it."""

    who: Whole
    at: Whole
    reached: Whole
    stopped: Truths
    device: Whole
    last: Truths


def simulate_clicks(shop: Clicks) -> Clicked:
    """Return the clicks of a shop: the same for the same declaration."""
    chance = np.random.default_rng([shop.seed, 31])
    channel = chance.integers(0, len(CHANNELS), shop.customers)
    device = chance.choice(len(DEVICES), shop.customers, p=(0.55, 0.35, 0.10))
    visits = _until_left(shop, chance, _visits(shop, chance, channel, device))
    ids = numbered("V", 7, np.arange(1, shop.customers + 1))
    return Clicked(
        _events(shop, chance, visits, ids),
        pa.table(
            {
                "customer_id": ids,
                "signed_up_at": pa.array([_start(shop)] * shop.customers, pa.timestamp("us")),
                "acquisition_channel": pa.array(CHANNELS).take(pa.array(channel)),
            }
        ),
        _truth(shop, visits, ids, channel, device),
    )


def _start(shop: Clicks) -> datetime:
    return datetime.combine(shop.first, time())


def _visits(shop: Clicks, chance: np.random.Generator, channel: Whole, device: Whole) -> _Visits:
    """Return all visits there would be if nobody left for good."""
    rate = chance.gamma(2.0, 1 / (2.0 * shop.pace), shop.customers)
    count = chance.poisson(rate * shop.days)
    who = np.repeat(np.arange(shop.customers), count)
    at = chance.integers(0, shop.days * DAY - DAY // 12, len(who))
    order = np.lexsort((at, who))
    who, at = who[order], at[order]
    with_which = np.where(chance.random(len(who)) < 0.9, device[who], chance.integers(0, len(DEVICES), len(who)))
    odds = np.array(list(shop.steps.values()))
    reached = (chance.random((len(who), len(odds))) < odds).cumprod(axis=1).sum(axis=1)
    stopped = np.zeros(len(who), dtype=bool)
    if shop.broken:
        place = list(shop.steps).index(shop.broken)
        stopped = _met(shop, channel[who], with_which, at) & (reached > place)
        stopped &= chance.random(len(who)) < shop.damage
        reached = np.where(stopped, place, reached)
    return _Visits(who, at, reached, stopped, with_which, np.zeros(len(who), dtype=bool))


def _met(shop: Clicks, channel: Whole, device: Whole, at: Whole) -> Truths:
    """Return which visits are where and when the shop is broken."""
    whom = (np.array(DEVICES)[device] == shop.only) | (np.array(CHANNELS)[channel] == shop.only) | (not shop.only)
    met: Truths = whom & (at >= shop.since * DAY)
    return met


def _until_left(shop: Clicks, chance: np.random.Generator, visits: _Visits) -> _Visits:
    """Return the visits up to the one that is a customer's last."""
    leaves = chance.random(len(visits.who)) < np.where(visits.stopped, shop.anger, shop.leaving)
    before = np.cumsum(leaves) - leaves
    begins = np.searchsorted(visits.who, visits.who)
    kept = before == before[begins]
    parts = (visits.who, visits.at, visits.reached, visits.stopped, visits.device, leaves)
    return _Visits(*(part[kept] for part in parts))


def _events(shop: Clicks, chance: np.random.Generator, visits: _Visits, ids: pa.Array) -> pa.Table:
    """Return a row a click: the steps of each visit with pages aside between them, and errors where it could not go on.

    Clicks of a visit are some seconds apart: a place in the visit, two for each step, times a pace of the visit's own.
    """
    names = np.array([*shop.steps, *ASIDE, ERROR])
    visit = np.repeat(np.arange(len(visits.who)), visits.reached)
    begins = np.cumsum(visits.reached) - visits.reached
    step = np.arange(len(visit)) - begins[visit]
    wander = chance.random(len(visit)) < 0.5
    aside = len(shop.steps) + chance.integers(0, len(ASIDE), int(wander.sum()))
    failed = chance.random(len(visits.who)) < np.where(visits.stopped, 0.6, 0.03)
    where = np.concatenate([visit, visit[wander], np.flatnonzero(failed)])
    place = np.concatenate([2 * step, 2 * step[wander] + 1, 2 * visits.reached[failed]])
    name = np.concatenate([step, aside, np.full(int(failed.sum()), len(names) - 1)])
    pause = chance.integers(5_000_000, 60_000_000, len(visits.who))
    at = visits.at[where] + place * pause[where] + chance.integers(0, 3_000_000, len(where))
    order = np.lexsort((name, at))
    where, name, at = where[order], name[order], at[order]
    base = np.datetime64(_start(shop), "us").astype(np.int64)
    told = pa.array([json.dumps({"device": device}) for device in DEVICES])
    return pa.table(
        {
            "event_id": numbered("E", 9, np.arange(1, len(at) + 1)),
            "customer_id": ids.take(pa.array(visits.who[where])),
            "occurred_at": pa.array(at + base).cast(pa.timestamp("us")),
            "name": pa.array(names.tolist()).take(pa.array(name)),
            "session_id": numbered("S", 8, where + 1),
            "properties": told.take(pa.array(visits.device[where])),
        }
    )


def _truth(shop: Clicks, visits: _Visits, ids: pa.Array, channel: Whole, device: Whole) -> pa.Table:
    count = np.bincount(visits.who, minlength=shop.customers)
    stopped = np.bincount(visits.who, weights=visits.stopped, minlength=shop.customers).astype(np.int64)
    left = np.bincount(visits.who, weights=visits.last, minlength=shop.customers) > 0
    final = np.zeros(shop.customers, dtype=np.int64)
    np.maximum.at(final, visits.who, visits.at)
    base = np.datetime64(_start(shop), "us").astype(np.int64)
    return pa.table(
        {
            "customer_id": ids,
            "channel": pa.array(CHANNELS).take(pa.array(channel)),
            "device": pa.array(DEVICES).take(pa.array(device)),
            "visits": count,
            "broken": stopped,
            "left": left,
            "left_at": pa.array(final + base, mask=~left).cast(pa.timestamp("us")),
        }
    )
