"""Whom to contact, three ways side by side: by risk, by value at risk, and by uplift.

What a list would have earned is read from the experiment: with ψ the doubly-robust pseudo-outcome of customers whom the
models had not seen, contacting a set S earns Σ over S of ψ · worth − cost, without bias (Athey & Wager 2021).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.bootstrap import Summed, interval, sums
from liuke.predict.uplift.crossfit import ranks
from liuke.predict.uplift.qini import BLOCKS
from liuke.predict.uplift.trial import Fold, Marks

NAMES = ("uplift", "risk", "value_at_risk")
COMPARED = 0.1
"""The share that the lists by risk contact where contact pays for nobody and no capacity is given."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What contacting means in money: one entry a customer, and the limits.

    `worth` is the money of one unit of the outcome, `cost` that of a contact; `capacity` the most customers to contact
    and `budget` the most money to spend, None for no limit.
    """

    worth: Vector
    cost: Vector
    capacity: int | None = None
    budget: float | None = None

    def within(self, order: Vector, wanted: Marks) -> Marks:
        """Return the first of those wanted, highest `order` first, whom capacity and budget are enough for."""
        places = np.argsort(-order, kind="stable")
        places = places[wanted[places]]
        if self.capacity is not None:
            places = places[: self.capacity]
        if self.budget is not None:
            places = places[np.cumsum(self.cost[places]) <= self.budget * (1 + 1e-12)]
        found = np.zeros(len(order), dtype=bool)
        found[places] = True
        return found


@dataclass(frozen=True, slots=True)
class Ranking:
    """What each policy goes by, one entry a customer; `usable` says that effects are known to differ."""

    uplift: Vector
    risk: Vector
    value: Vector
    usable: bool

    def orders(self, terms: Terms) -> dict[str, Vector]:
        """Return the order of each policy: the highest first."""
        profit = self.uplift * terms.worth - terms.cost
        if terms.budget is not None and (terms.cost > 0).all():
            profit = np.where(profit > 0, profit / terms.cost, profit)
        return {"uplift": profit, "risk": self.risk, "value_at_risk": self.risk * self.value}


def lists(ranking: Ranking, terms: Terms, everybody: bool) -> dict[str, Marks]:
    """Return whom each policy contacts.

    By uplift: those whose expected profit is above 0; where effects are not known to differ, all or none, as
    `everybody` says. By risk: as many as there is capacity for; where none is given, as many as by uplift.
    """
    orders = ranking.orders(terms)
    size = len(ranking.risk)
    wanted = orders["uplift"] > 0 if ranking.usable else np.full(size, everybody)
    found = {"uplift": terms.within(orders["uplift"], wanted)}
    as_many = terms.capacity
    if as_many is None:
        as_many = int(found["uplift"].sum()) or max(1, round(COMPARED * size))
    limited = Terms(terms.worth, terms.cost, as_many, terms.budget)
    every = np.ones(size, dtype=bool)
    return found | {name: limited.within(orders[name], every) for name in ("risk", "value_at_risk")}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the lists would have brought: rows a policy, and profit by share contacted for the chart."""

    rows: list[dict[str, Any]]
    points: list[dict[str, Any]]


def judge(
    chosen: Mapping[str, Marks],
    orders: Mapping[str, Vector],
    psi: Vector,
    terms: Terms,
    fold: Fold,
    treated: Marks,
    draws: int,
    seed: int,
) -> Outcomes:
    """Return what each list would have brought among these customers, with the intervals of one bootstrap."""
    profit = psi * terms.worth - terms.cost
    whole = np.zeros(len(psi), dtype=np.intp)
    parts: list[Summed] = [(whole, mark * value) for mark in chosen.values() for value in (psi, profit)]
    for order in orders.values():
        block = np.minimum((ranks(order, fold, seed) * BLOCKS).astype(np.intp), BLOCKS - 1)
        parts.append((block, profit))
    drawn = sums(parts, treated, draws, seed + 3)
    gains, profits = ([one[:, 0] for one in drawn[start : 2 * len(chosen) : 2]] for start in (0, 1))
    rows = [
        {
            "policy": name,
            "customers": int(mark.sum()),
            "share": float(mark.mean()),
            "cost": float(terms.cost[mark].sum()),
            **_figures("gain", gains[place]),
            **_figures("profit", profits[place]),
            **_figures("behind", profits[0] - profits[place]),
            "also_by_uplift": float((mark & chosen["uplift"]).sum()) / max(1, int(mark.sum())),
        }
        for place, (name, mark) in enumerate(chosen.items())
    ]
    curves = zip(orders, drawn[2 * len(chosen) :], strict=True)
    return Outcomes(rows, [point for name, one in curves for point in _points(name, one)])


def _figures(name: str, drawn: Vector) -> dict[str, float]:
    low, high = interval(drawn[1:])
    return {name: float(drawn[0]), f"{name}_low": low, f"{name}_high": high}


def _points(name: str, blocks: np.ndarray) -> list[dict[str, Any]]:
    total = np.hstack([np.zeros((len(blocks), 1)), blocks.cumsum(axis=1)])
    low, high = np.quantile(total[1:], [0.025, 0.975], axis=0)
    shares = np.linspace(0, 1, total.shape[1])
    return [
        {"policy": name, "share": float(share), "profit": float(value), "low": float(down), "high": float(up)}
        for share, value, down, up in zip(shares, total[0], low, high, strict=True)
    ]
