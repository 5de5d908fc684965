"""A made-up table of customers in which leaving follows a known rule, or none."""

import numpy as np
import polars as pl

from liuke.explain.drivers import Column, Settled
from liuke.language import Text


def settled(frame: pl.DataFrame, **more: object) -> Settled:
    """Return a frame with `left` as settled fates; a label is the name in capitals, 中 and the name."""
    columns = tuple(
        Column(name, Text(name.capitalize(), f"中{name}"), "number" if frame[name].dtype.is_numeric() else "word")
        for name in frame.columns
        if name != "left"
    )
    return Settled(frame, columns, **more)  # type: ignore[arg-type]


def people(rows: int = 3_000, seed: int = 0, *, price: float = 0.0, base: float = -1.2, noise: int = 6) -> pl.DataFrame:
    """Return customers with a plan, days under contract, and `noise` columns that say nothing.

    Who has the plan “basic” has `price` more log-odds to leave.
    """
    random = np.random.default_rng([seed, rows])
    plan = random.choice(["basic", "plus", "team"], rows, p=[0.5, 0.3, 0.2])
    left = random.random(rows) < 1 / (1 + np.exp(-(base + price * (plan == "basic"))))
    columns = {f"noise{at}": random.normal(size=rows) for at in range(noise)}
    return pl.DataFrame(
        {
            "left": left.astype(np.int8),
            "plan": plan,
            "days": random.integers(1, 900, rows).astype(float),
            "region": random.choice(["North", "South", "East", "West"], rows),
            **columns,
        }
    )
