"""Customers who buy over months, with something planted: order lines made from a seed."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from tests.explain.baskets.made_up import FIRST, line, lines

DAYS = 160
LAST = FIRST + timedelta(days=DAYS - 1)


def rows(seed: int, customers: int = 80, *, together: float = 0.8, spread: int = 40) -> list[dict[str, Any]]:
    """Return lines of customers who take up five even-numbered things of `spread`, one after the other.

    Who has taken up a thing that four divides takes the next one with it some weeks later, with probability `together`.
    """
    chance, found = np.random.default_rng(seed), []
    for customer in range(customers):
        own = {
            int(2 * thing): int(start)
            for thing, start in zip(
                chance.choice(spread // 2, 5, replace=False), chance.integers(0, DAYS - 20, 5), strict=True
            )
        }
        after = {thing: start + int(chance.integers(0, 60)) for thing, start in own.items()}
        for visit in range(DAYS // 10):
            since = int(10 * visit + chance.integers(0, 10))
            at = FIRST + timedelta(days=since)
            things = {thing for thing, start in own.items() if start <= since and chance.random() < 0.6}
            ready = [thing for thing in sorted(things) if thing % 4 == 0 and after[thing] <= since]
            things |= {thing + 1 for thing in ready if chance.random() < together}
            found += [
                line(f"{customer}-{visit}", f"i{thing:02d}", customer_id=f"C{customer:03d}", day=at)
                for thing in sorted(things)
            ]
    return found


def shop(seed: int, customers: int = 80) -> pl.DataFrame:
    return lines(rows(seed, customers))
