"""A company that ran a campaign: orders, tickets and treatments as files, and the true effect on each customer.

Fates follow `liuke.simulate.experiment`, from what the files themselves show of a customer: how long silent, how often
a coupon was used, tickets in the last 90 days. Who stays buys again within the outcome window, who leaves does not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from liuke.simulate.experiment import DRAWS, Covariates, Experiment, chances, draw, fates, lottery, stream, treatments
from liuke.simulate.tables import decimals, numbered, repeated

type Vector = NDArray[np.float64]
type Whole = NDArray[np.int64]
type Marks = NDArray[np.bool_]

HISTORY, AFTER = 4, 5
"""Purposes of random streams, beside those of the experiment."""
RECENT, YEAR, DAY = 90, 365, 86_400
LONGEST = 1_400.0
"""No customer is older than so many days."""
OTHERS, AGAIN = 6.0, 1.0
"""Purchases between the first and the last before the campaign, and after the first one in its window, on average."""


@dataclass(frozen=True, slots=True)
class CampaignCompany:
    """Where the files are: orders, tickets and treatments in canonical columns, and the truth, a row a customer.

    truth: without, met, effect, worth and profit as in the experiment, and the same as `today_…` of the day after
    `as_of`, the last day of the outcome window.
    """

    orders: Path
    tickets: Path
    treatments: Path
    truth: Path
    as_of: date


@dataclass(frozen=True, slots=True)
class _Bought:
    """Purchases: whose, days after the assignment (before it: below 0), amount, and whether a coupon was used."""

    owner: Whole
    at: Vector
    amount: Vector
    coupon: Marks

    def joined(self, other: "_Bought") -> "_Bought":
        """Return both together."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("owner", "at", "amount", "coupon"))
        return _Bought(*(np.concatenate(pair) for pair in pairs))


def simulate_campaign(experiment: Experiment, folder: Path, days: int = 60) -> CampaignCompany:
    """Write the company into `folder`; the same experiment always gives the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    size, drawn = experiment.customers, draw(stream(experiment, DRAWS), experiment.customers)
    before, asked_at = _history(experiment, drawn)
    known, worth = _seen(before, asked_at, drawn, 0.0, size, experiment)
    without, met = chances(experiment.effect, known)
    chosen = lottery(experiment)
    left = fates(experiment) < np.where(chosen, met, without)
    bought = before.joined(_after(experiment, drawn, ~left, days))
    now, worth_now = _seen(bought, asked_at, drawn, float(days), size, experiment)
    ids = numbered("C", 8, np.arange(1, size + 1))
    truth = {"customer_id": ids, **_truth("", without, met, worth, experiment.cost)}
    truth |= _truth("today_", *chances(experiment.effect, now), worth_now, experiment.cost)
    owners, at = asked_at
    tables = {
        "orders": _orders(experiment, ids, bought),
        "tickets": pa.table(
            {
                "feedback_id": numbered("F", 8, np.arange(1, len(owners) + 1)),
                "customer_id": ids.take(pa.array(owners)),
                "received_at": _moments(experiment, at),
                "channel": repeated("phone", len(owners)),
                "status": repeated("closed", len(owners)),
            }
        ),
        "treatments": treatments(experiment, ids, chosen),
        "truth": pa.table(truth),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, table in tables.items():
        pq.write_table(table, paths[name], store_decimal_as_integer=True)
    return CampaignCompany(**paths, as_of=experiment.assigned_at.date() + timedelta(days=days - 1))


def _history(experiment: Experiment, drawn: Covariates) -> tuple[_Bought, tuple[Whole, Vector]]:
    """Return the purchases and the tickets before the assignment."""
    random, size = stream(experiment, HISTORY), experiment.customers
    last = np.clip(np.floor(drawn.silent), 0, 300) + random.random(size)
    first = last + 1 + np.clip(drawn.tenure * 30, 0, LONGEST - 302)
    between = random.poisson(OTHERS, size)
    everybody = np.arange(size)
    owner = np.concatenate([everybody, everybody, np.repeat(everybody, between)])
    rest = np.repeat(last, between) + random.random(between.sum()) * np.repeat(first - last, between)
    bought = _paid(random, drawn, owner, -np.concatenate([last, first, rest]))
    complained = np.repeat(everybody, drawn.tickets.astype(np.int64))
    return bought, (complained, -random.random(len(complained)) * RECENT)


def _after(experiment: Experiment, drawn: Covariates, stays: Marks, days: int) -> _Bought:
    """Return the purchases of those who stay, each of whom has one at least; the first of all is on the last day."""
    random = stream(experiment, AFTER)
    who = np.flatnonzero(stays)
    owner = np.concatenate([who, np.repeat(who, random.poisson(AGAIN, len(who)))])
    at = random.random(len(owner)) * days
    at[0] = days - 0.5
    return _paid(random, drawn, owner, at)


def _paid(random: np.random.Generator, drawn: Covariates, owner: Whole, at: Vector) -> _Bought:
    amount = np.maximum(np.round(drawn.spend[owner] / 4 * random.lognormal(-0.08, 0.4, len(owner)), 2), 1.0)
    return _Bought(owner, at, amount, random.random(len(owner)) < drawn.discount[owner])


def _seen(
    bought: _Bought, tickets: tuple[Whole, Vector], drawn: Covariates, now: float, size: int, experiment: Experiment
) -> tuple[Covariates, Vector]:
    """Return what the files show of every customer at midnight, `now` days after the assignment, and their worth."""
    age = now - bought.at
    owners, at = tickets
    last = np.full(size, np.inf)
    np.minimum.at(last, bought.owner, age)
    bought_in_all = np.bincount(bought.owner, minlength=size)
    spent = np.bincount(bought.owner, np.where(age <= YEAR, bought.amount, 0.0), minlength=size)
    seen = Covariates(
        tenure=drawn.tenure + now / 30,
        silent=np.ceil(last),
        orders=np.bincount(bought.owner, age <= RECENT, minlength=size),
        spend=spent,
        discount=np.bincount(bought.owner, bought.coupon, minlength=size) / bought_in_all,
        tickets=np.bincount(owners, now - at <= RECENT, minlength=size),
        app=np.zeros(size),
        region=drawn.region,
    )
    return seen, experiment.margin * spent


def _truth(name: str, without: Vector, met: Vector, worth: Vector, cost: float) -> dict[str, Vector]:
    effect = without - met
    told = {"without": without, "met": met, "effect": effect, "worth": worth, "profit": effect * worth - cost}
    return {f"{name}{column}": values for column, values in told.items()}


def _orders(experiment: Experiment, ids: pa.Array, bought: _Bought) -> pa.Table:
    order = np.lexsort((bought.owner, bought.at))
    size, cents = len(order), np.round(bought.amount[order] * 100).astype(np.int64)
    return pa.table(
        {
            "order_id": numbered("O", 8, np.arange(1, size + 1)),
            "customer_id": ids.take(pa.array(bought.owner[order])),
            "ordered_at": _moments(experiment, bought.at[order]),
            "amount": decimals(cents),
            "cost": decimals(np.round(cents * (1 - experiment.margin)).astype(np.int64)),
            "currency": repeated("CNY", size),
            "coupon": pa.array(["SAVE10", None]).take(pa.array((~bought.coupon[order]).astype(np.int8))),
            "status": repeated("completed", size),
        }
    )


def _moments(experiment: Experiment, at: Vector) -> pa.Array:
    start = np.datetime64(experiment.assigned_at, "s")
    return pa.array((start + np.floor(at * DAY).astype("timedelta64[s]")).astype("datetime64[us]"))
