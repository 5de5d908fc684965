"""Customers with a known truth, and tables made by hand."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from liuke.predict.value import Counts
from liuke.predict.value.holdout import Vector

START = date(2024, 1, 1)
ACTIVITY = {
    "customer_id": pl.String,
    "day": pl.Date,
    "orders": pl.Int32,
    "returns": pl.Int32,
    "amount": pl.Decimal(18, 4),
    "cost": pl.Decimal(18, 4),
    "costed": pl.Decimal(18, 4),
    "items": pl.Decimal(18, 3),
}


def activity(*rows: tuple[str, int, int, str] | tuple[str, int, int, str, str]) -> pl.DataFrame:
    """Return rows of `activity` from (customer, day since the start, purchases, net amount, cost)."""
    return pl.DataFrame(
        [
            {
                "customer_id": customer,
                "day": START + timedelta(days=day),
                "orders": orders,
                "returns": int(orders == 0),
                "amount": Decimal(amount),
                "cost": Decimal(cost[0]) if cost else None,
                "costed": Decimal(amount) if cost else None,
                "items": None,
            }
            for customer, day, orders, amount, *cost in rows
        ],
        schema=ACTIVITY,
    )


def shop(
    customers: int, days: int, seed: int = 1, *, stays: float = 4.0, comes_at_once: bool = False, each: float = 30.0
) -> pl.DataFrame:
    """Return the activity of customers who buy at gamma rates, spend lognormal amounts, and drop out by chance."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(0.8, 1 / 3.0, customers) / 7
    leaves = chance.beta(1.0, stays, customers)
    first = np.zeros(customers, dtype=int) if comes_at_once else chance.integers(0, max(1, days * 2 // 3), customers)
    rows = []
    for number in range(customers):
        day, typical = float(first[number]), each * chance.lognormal(0, 0.4)
        while day < days:
            rows.append((f"C{number:05d}", int(day), 1, f"{typical * chance.lognormal(0, 0.3):.2f}"))
            if chance.random() < leaves[number]:
                break
            day += 1 + chance.exponential(1 / max(rate[number], 1e-6))
    return activity(*rows)


def counts_of(*rows: tuple[float, float, float]) -> Counts:
    """Return the counts of customers given as (x, t_x, T)."""
    return Counts.grouped(*np.array(rows, dtype=float).T)


def one(*values: float) -> tuple[Vector, ...]:
    """Return each value as an array of one customer."""
    return tuple(np.array([value], dtype=float) for value in values)


def drawn(customers: int, seed: int = 5) -> Counts:
    """Return counts of customers who buy at gamma rates and end at gamma hazards, seen for 100 to 500 days."""
    chance = np.random.default_rng(seed)
    seen = chance.integers(100, 500, customers)
    rate, hazard = chance.gamma(0.8, 1 / 60, customers), chance.gamma(0.9, 1 / 150, customers)
    lived = np.minimum(seen, chance.exponential(1 / hazard))
    x = np.minimum(chance.poisson(rate * lived), lived.astype(int))
    last = np.where(x > 0, np.clip(np.ceil(lived * chance.beta(np.maximum(x, 1), 1.0)), 1, seen), 0)
    return Counts.grouped(x, last / 7, seen / 7)
