"""Made-up activity in which leaving can be foreseen: customers buy at a rhythm until, one day, they stop."""

from datetime import date, timedelta

import numpy as np
import polars as pl

FIRST, AS_OF = date(2024, 1, 1), date(2025, 12, 31)


def shop(customers: int = 900, seed: int = 3, days: int = 731) -> pl.DataFrame:
    """Return customer × day in the columns of table `activity`."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        day, gap = random.uniform(0, days * 0.9), random.gamma(3, 6) + 3
        death = day + random.exponential(260)
        while day < min(death, days):
            rows.append((f"C{number:05d}", FIRST + timedelta(days=int(day)), round(float(random.lognormal(4, 0.4)), 2)))
            day += 1 + random.exponential(gap)
    frame = pl.DataFrame(rows, schema=["customer_id", "day", "amount"], orient="row").unique(["customer_id", "day"])
    return frame.sort("customer_id", "day").with_columns(
        orders=pl.lit(1, pl.Int32),
        returns=pl.lit(0, pl.Int32),
        amount=pl.col("amount").cast(pl.Decimal(18, 4)),
        cost=pl.lit(None, pl.Decimal(18, 4)),
        costed=pl.lit(None, pl.Decimal(18, 4)),
        items=pl.lit(None, pl.Decimal(18, 3)),
    )
