"""A made-up labelled table in which leaving follows a known rule."""

import numpy as np
import polars as pl


def members(rows: int = 800, seed: int = 0) -> pl.DataFrame:
    """Return a row a member: who pays month by month, is new and pays much leaves; the town says nothing."""
    random = np.random.default_rng(seed)
    contract = random.choice(["monthly", "yearly", "two years"], rows, p=[0.55, 0.25, 0.2])
    tenure = random.integers(0, 72, rows).astype(float)
    price = random.normal(60, 20, rows).round(2)
    odds = -1.2 + 1.6 * (contract == "monthly") - 0.04 * tenure + 0.02 * (price - 60)
    left = random.random(rows) < 1 / (1 + np.exp(-odds))
    return pl.DataFrame(
        {
            "customer_id": [f"M{number:05d}" for number in range(rows)],
            "contract": contract,
            "tenure": tenure,
            "price": price,
            "town": random.choice(["Amiens", "Brno", "Cork"], rows),
            "churn": np.where(left, "Yes", "No"),
        }
    )


QUICK = ("boosted", "logistic")
