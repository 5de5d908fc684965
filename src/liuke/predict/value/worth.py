"""Lifetime value: expected purchases of the horizon, discounted, times what a purchase day is worth, times the margin.

    CLV = margin · E[amount] · ∫ e^(−δt) dY(t), t from 0 to the horizon H, δ = ln(1 + d) a year
        = margin · E[amount] · [ e^(−δH) Y(H) + δ ∫ e^(−δt) Y(t) dt ]

Y(t) is the expected purchase days in the next t. The second form needs no derivative, and five nodes, evenly in the
root of t since Y rises fast at first, give it to one part in ten thousand.
"""

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.predict.value.counts import DAYS_A_WEEK, NAMES
from liuke.predict.value.holdout import triple
from liuke.predict.value.models import BuyTillYouDie
from liuke.predict.value.remaining import remaining_days
from liuke.predict.value.spend import Spend
from liuke.settings import PredictSettings

type Vector = NDArray[np.float64]

WEEKS_A_YEAR = 365.25 / 7
NODES, WEIGHTS = np.polynomial.legendre.leggauss(5)
COVERED = 0.5
"""The margin is taken from the orders' own costs where at least this share of the revenue carries them."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What lifetime value is stated in: horizon (days), discount a year, share of revenue left, and whence that is."""

    horizon_days: int
    discount_rate: float
    margin: float
    margin_from: str

    @property
    def weeks(self) -> float:
        """The horizon in weeks."""
        return self.horizon_days / DAYS_A_WEEK


def terms(engine: Engine, activity: Table, as_of: date, settings: PredictSettings) -> Terms:
    """Return the terms; the margin from costs where enough orders carry them, otherwise from the settings."""
    known = activity.filter(activity.day <= ibis.literal(as_of))
    sums = engine.rows(
        known.aggregate(
            revenue=known.amount.sum().cast("float64"),
            covered=known.costed.sum().cast("float64"),
            cost=known.cost.sum().cast("float64"),
        )
    )[0]
    revenue, covered, cost = (sums[name] or 0.0 for name in ("revenue", "covered", "cost"))
    measured = 1 - cost / covered if covered > 0 else 0.0
    if revenue > 0 and covered >= COVERED * revenue and 0 < measured < 1:
        return Terms(settings.clv_days, settings.discount_rate, measured, "costs")
    return Terms(settings.clv_days, settings.discount_rate, settings.margin, "settings")


def score(frame: pl.DataFrame, model: BuyTillYouDie, spend: Spend, to: Terms) -> pl.DataFrame:
    """Return a row a customer; the purchase model is asked once for each distinct (x, t_x, T)."""
    distinct = frame.select(NAMES).unique()
    counts = triple(distinct)
    alive = model.p_alive(*counts)
    expected, discounted = discount(model, counts, alive, to)
    asked = distinct.with_columns(p_alive=alive, expected_orders=expected, discounted=discounted)
    joined = frame.join(asked, on=NAMES, how="left", maintain_order="left")
    amount = np.maximum(spend.amount(joined), 0)
    stays = remaining_days(model, to.weeks, joined)
    return joined.select(
        "customer_id",
        *NAMES,
        "p_alive",
        "expected_orders",
        remaining_days=stays,
        expected_amount=amount,
        clv=joined["discounted"].to_numpy() * amount * to.margin,
    )


def discount(
    model: BuyTillYouDie, counts: tuple[Vector, Vector, Vector], alive: Vector, to: Terms
) -> tuple[Vector, Vector]:
    """Return expected purchases within the horizon, and the same discounted to its beginning."""
    x, _, seen = counts
    force = np.log1p(to.discount_rate) / WEEKS_A_YEAR
    total = model.expected_if_alive(to.weeks, x, seen) * alive
    discounted = np.exp(-force * to.weeks) * total
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        root = (1 + node) / 2
        t = to.weeks * root**2
        so_far = model.expected_if_alive(t, x, seen) * alive
        discounted += weight * root * to.weeks * force * np.exp(-force * t) * so_far
    return total, discounted
