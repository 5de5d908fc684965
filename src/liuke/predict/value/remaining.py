"""The expected remaining life of customers who give no notice, to a stated horizon H, by a buy-till-you-die model.

    E[min(τ, H) | x, t_x, T] = P(alive | x, t_x, T) · ∫ P(τ > t | x, T, alive) dt, t from 0 to H

τ is the time from T to the unseen end: the restricted mean of Irwin (1949), Journal of Hygiene 47. Without a horizon
the mean is that of the few who may stay for ever, and infinite for many parameters. The integrand falls from 1, most at
first: ten nodes, evenly in the root of t.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.predict.value.counts import DAYS_A_WEEK
from liuke.predict.value.models import BuyTillYouDie

type Vector = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(10)


def lived_if_alive(model: BuyTillYouDie, weeks: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
    """Return the weeks that customers alive at T are expected to stay of the next `weeks`."""
    total = np.zeros(len(x))
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        root = (1 + node) / 2
        total += weight * root * weeks * model.survival_if_alive(weeks * root**2, x, T)
    return np.minimum(total, weeks)


def remaining_days(model: BuyTillYouDie, weeks: float, customers: pl.DataFrame) -> pl.Series:
    """Return the days that each customer is expected to stay of the next `weeks`; the frame has x, T and p_alive."""
    alike = customers.select("x", "T").unique()
    x, seen = (alike[name].cast(pl.Float64).to_numpy() for name in ("x", "T"))
    lived = alike.with_columns(lived=lived_if_alive(model, weeks, x, seen) * DAYS_A_WEEK)
    joined = customers.join(lived, on=["x", "T"], how="left", maintain_order="left")
    return joined["lived"] * joined["p_alive"]
