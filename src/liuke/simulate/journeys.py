"""Visits to a service, step by step, with a support queue that may be slow, and then drives customers away.

A visit is a walk over the pages of the service, of a random length. Who comes to support now and then has to wait: the
step `support_wait`. Where the queue is slow, a visit with such a wait is more often than others the last one of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from liuke.simulate.tables import numbered

type Whole = NDArray[np.int64]
type Truths = NDArray[np.bool_]

PAGES: Mapping[str, float] = MappingProxyType(
    {"home": 0.25, "search": 0.2, "article": 0.2, "basket": 0.1, "settings": 0.1, "support": 0.15}
)
"""The pages, and the share of steps that each has."""
WAIT = "support_wait"
DAY, MINUTE = 86_400_000_000, 60_000_000
"""Microseconds."""
LONGEST = 9


@dataclass(frozen=True, slots=True)
class Journeys:
    """A service and its customers over `days` from `first` on.

    `pace` is the mean of the days between two visits, `leaving` the chance that a visit is the last one, `waiting` the
    chance that a step to support is followed by a wait, and `anger` how much likelier than others a visit with a wait
    is the last one (0: the queue harms nobody).
    """

    customers: int = 600
    days: int = 180
    first: date = date(2026, 1, 5)
    pace: float = 6.0
    leaving: float = 0.04
    waiting: float = 0.25
    anger: float = 0.35
    seed: int = 0


def simulate_journeys(service: Journeys) -> pa.Table:
    """Return the events of a service, the same for the same declaration: event_id, customer_id, occurred_at, name."""
    chance = np.random.default_rng([service.seed, 41])
    who, at = _visits(service, chance)
    steps = chance.integers(1, LONGEST + 1, len(who))
    visit = np.repeat(np.arange(len(who)), steps)
    page = chance.choice(len(PAGES), len(visit), p=list(PAGES.values()))
    waits = (page == list(PAGES).index("support")) & (chance.random(len(visit)) < service.waiting)
    kept = _until_left(service, chance, who, np.bincount(visit, waits, len(who)) > 0)
    return _events(service, chance, visit, page, waits, kept, who, at)


def _visits(service: Journeys, chance: np.random.Generator) -> tuple[Whole, Whole]:
    """Return who visits when, by customer and time, if nobody left."""
    rate = chance.gamma(4.0, 1 / (4.0 * service.pace), service.customers)
    begins = chance.integers(0, service.days // 2, service.customers)
    count = chance.poisson(rate * (service.days - begins))
    who = np.repeat(np.arange(service.customers), count)
    at = begins[who] * DAY + (chance.random(len(who)) * (service.days - begins[who] - 0.1) * DAY).astype(np.int64)
    order = np.lexsort((at, who))
    return who[order], at[order]


def _until_left(service: Journeys, chance: np.random.Generator, who: Whole, waited: Truths) -> Truths:
    """Return which visits happen: those up to a customer's last."""
    leaves = chance.random(len(who)) < service.leaving + service.anger * waited
    before = np.cumsum(leaves) - leaves
    happens: Truths = before == before[np.searchsorted(who, who)]
    return happens


def _events(
    service: Journeys, chance: np.random.Generator, visit: Whole, page: Whole, waits: Truths, kept: Truths,
    who: Whole, at: Whole,
) -> pa.Table:  # fmt: skip
    """Return a row a step, and one for each wait, half a minute or so apart."""
    place = np.arange(len(visit)) - np.searchsorted(visit, visit)
    visit, place = np.concatenate([visit, visit[waits]]), np.concatenate([2 * place, 2 * place[waits] + 1])
    name = np.concatenate([page, np.full(int(waits.sum()), len(PAGES))])
    happens = kept[visit]
    visit, place, name = visit[happens], place[happens], name[happens]
    moment = at[visit] + place * MINUTE // 2 + chance.integers(0, MINUTE // 4, len(visit))
    order = np.lexsort((moment, who[visit]))
    ids = numbered("C", 6, np.arange(1, service.customers + 1))
    base = np.datetime64(datetime.combine(service.first, time()), "us").astype(np.int64)
    return pa.table(
        {
            "event_id": numbered("E", 9, np.arange(1, len(order) + 1)),
            "customer_id": ids.take(pa.array(who[visit][order])),
            "occurred_at": pa.array(moment[order] + base).cast(pa.timestamp("us")),
            "name": pa.array([*PAGES, WAIT]).take(pa.array(name[order])),
        }
    )
