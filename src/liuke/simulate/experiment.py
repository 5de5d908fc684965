"""A treatment experiment whose effect on each customer is known.

Customers are drawn with what a shop knows of them. Without contact a customer leaves with a probability that grows with
silence and complaints; contact moves the log-odds of leaving by −`response`, which differs between customers: buyers on
discount listen most, and long silent customers whom nothing troubles are reminded to leave (do not disturb).
A lottery, not their risk, decides who is treated.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit

from liuke.simulate.tables import decimals, numbered, repeated

type Vector = NDArray[np.float64]
type Effect = Literal["different", "same", "none"]

REGIONS = ("East", "North", "South", "West")
DRAWS, LOTTERY, FATES = 1, 2, 3
"""Purposes of random streams: each is its own, so that another share treated leaves the customers as they are."""
SAME = 0.04
"""By how much contact lowers everybody's probability of leaving where its effect is the same for all."""
QUIET_DAYS = 75.0


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is tried on whom: `treated` is the share of customers whom the lottery gives the treatment.

    `effect`: "different" between customers, the "same" for all, or "none". `cost` is of one contact, `margin`
    the share of a year's revenue that a customer who stays is worth.
    """

    customers: int
    effect: Effect = "different"
    treated: float = 0.5
    seed: int = 0
    cost: float = 2.0
    margin: float = 0.3
    playbook: str = "win-back"
    assigned_at: datetime = datetime(2026, 3, 1)  # noqa: DTZ001 - canonical times are naive UTC


@dataclass(frozen=True, slots=True)
class Trial:
    """A simulated experiment, a row a customer in each table.

    customers: what was known before; treatments: canonical rows of `treatment`, the control group's too; outcomes: left
    (1 or 0) and margin earned; truth: probability of leaving without and with contact, effect (by how much contact
    lowers it), profit of contacting, and kind: what both of the customer's fates make of them.
    """

    customers: pa.Table
    treatments: pa.Table
    outcomes: pa.Table
    truth: pa.Table


@dataclass(frozen=True, slots=True)
class Covariates:
    """What fates follow from, one entry a customer: months, days, counts, money and shares."""

    tenure: Vector
    silent: Vector
    orders: Vector
    spend: Vector
    discount: Vector
    tickets: Vector
    app: Vector
    region: NDArray[np.int64]


def run_experiment(experiment: Experiment) -> Trial:
    """Return the experiment carried out: the same for the same declaration."""
    known = draw(stream(experiment, DRAWS), experiment.customers)
    without, met = chances(experiment.effect, known)
    size, chosen, fate = experiment.customers, lottery(experiment), fates(experiment)
    left = fate < np.where(chosen, met, without)
    worth = experiment.margin * known.spend
    ids = numbered("C", 8, np.arange(1, size + 1))
    return Trial(
        _customers(ids, known, worth),
        treatments(experiment, ids, chosen),
        pa.table({"customer_id": ids, "left": left.astype(np.int8), "earned": np.where(left, 0.0, worth)}),
        pa.table(
            {
                "customer_id": ids,
                "without": without,
                "met": met,
                "effect": without - met,
                "profit": (without - met) * worth - experiment.cost,
                "kind": _kinds(fate < without, fate < met),
            }
        ),
    )


def stream(experiment: Experiment, purpose: int) -> np.random.Generator:
    """Return the random stream of a purpose."""
    return np.random.default_rng([experiment.seed, purpose])


def lottery(experiment: Experiment) -> NDArray[np.bool_]:
    """Return who is treated."""
    chosen = np.zeros(experiment.customers, dtype=bool)
    lot = stream(experiment, LOTTERY).permutation(experiment.customers)
    chosen[lot[: round(experiment.treated * experiment.customers)]] = True
    return chosen


def fates(experiment: Experiment) -> Vector:
    """Return a number from 0 to 1 for each customer: who leaves has one below the probability of leaving."""
    return stream(experiment, FATES).random(experiment.customers)


def draw(random: np.random.Generator, size: int) -> Covariates:
    """Return what is known of `size` customers."""
    return Covariates(
        tenure=random.gamma(2.0, 14.0, size),
        silent=random.exponential(55.0, size),
        orders=random.poisson(random.gamma(1.5, 1.6, size)).astype(np.float64),
        spend=random.lognormal(5.4, 0.6, size),
        discount=random.beta(1.2, 2.2, size),
        tickets=random.poisson(0.5, size).astype(np.float64),
        app=(random.random(size) < 0.55).astype(np.float64),
        region=random.integers(0, len(REGIONS), size),
    )


def _odds(known: Covariates) -> Vector:
    """Return the log-odds of leaving without contact."""
    silence = np.log1p(known.silent / 30)
    return -1.6 + 1.1 * silence - 0.22 * known.orders + 0.45 * known.tickets - 0.012 * known.tenure - 0.3 * known.app


def chances(effect: Effect, known: Covariates) -> tuple[Vector, Vector]:
    """Return the probability of leaving without and with contact.

    The same effect for all is one in probability: the same in log-odds would be larger for those who waver.
    """
    odds = _odds(known)
    without: Vector = expit(odds)
    if effect == "none":
        return without, without
    if effect == "same":
        return SAME + (1 - SAME) * without, (1 - SAME) * without
    return without, expit(odds - _response(known))


def _response(known: Covariates) -> Vector:
    """Return by how much contact lowers the log-odds of leaving; negative where it drives customers away."""
    listens = 1.8 * known.discount + 0.3 * known.app - 0.25 * np.minimum(known.tickets, 3)
    forgotten = (known.silent > QUIET_DAYS) & (known.tickets == 0)
    return np.where(forgotten, listens - 1.3, listens)


def _kinds(left_without: NDArray[np.bool_], left_met: NDArray[np.bool_]) -> pa.Array:
    """Return each customer's kind, by what both fates would be (Radcliffe & Surry 1999)."""
    words = pa.array(["sure thing", "do not disturb", "persuadable", "lost cause"])
    return words.take(pa.array(2 * left_without.astype(np.int8) + left_met.astype(np.int8)))


def _customers(ids: pa.Array, known: Covariates, worth: Vector) -> pa.Table:
    return pa.table(
        {
            "customer_id": ids,
            "tenure_months": np.round(known.tenure, 1),
            "days_since_last": np.round(known.silent, 1),
            "orders_90_days": known.orders,
            "spend_12_months": np.round(known.spend, 2),
            "discount_share": np.round(known.discount, 3),
            "tickets": known.tickets,
            "app_user": known.app,
            "region": pa.array(REGIONS).take(pa.array(known.region)),
            "worth": np.round(worth, 2),
        }
    )


def treatments(experiment: Experiment, ids: pa.Array, chosen: NDArray[np.bool_]) -> pa.Table:
    """Return the canonical rows of the treatments, the control group's too."""
    size = experiment.customers
    sent = pa.array([experiment.assigned_at + timedelta(hours=2)], pa.timestamp("us"))
    cents = np.where(chosen, round(experiment.cost * 100), 0).astype(np.int64)
    return pa.table(
        {
            "treatment_id": numbered("T", 8, np.arange(1, size + 1)),
            "customer_id": ids,
            "playbook_id": repeated(experiment.playbook, size),
            "arm": pa.array(["treatment", "control"]).take(pa.array((~chosen).astype(np.int8))),
            "assigned_at": pa.array([experiment.assigned_at], pa.timestamp("us")).take(
                pa.array(np.zeros(size, dtype=np.int8))
            ),
            "delivered_at": sent.take(pa.array(np.zeros(size, dtype=np.int8), mask=~chosen)),
            "cost": decimals(cents),
        }
    )
