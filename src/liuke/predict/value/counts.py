"""What buy-till-you-die models need to know of a customer: x, t_x and T, in weeks.

x repeat purchase days, the last of them t_x weeks after the first purchase, seen for T weeks in all. Customers with
equal (x, t_x, T) are one row with a weight, since the likelihood cannot tell them apart.
"""

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

type Vector = NDArray[np.float64]

DAYS_A_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Counts:
    """Distinct (x, t_x, T) with the number of customers who share them; all arrays have one length."""

    x: Vector
    t_x: Vector
    T: Vector
    weight: Vector

    @property
    def customers(self) -> float:
        """The number of customers."""
        return float(self.weight.sum())

    def thinned(self, size: int) -> "Counts":
        """Return about `size` of the distinct counts, evenly chosen: enough to start a search from."""
        step = max(1, len(self.x) // size)
        return Counts(self.x[::step], self.t_x[::step], self.T[::step], self.weight[::step])

    @staticmethod
    def of(frame: pl.DataFrame) -> "Counts":
        """Count the distinct (x, t_x, T) of a frame with a row a customer."""
        counted = frame.group_by("x", "t_x", "T").len().sort("x", "t_x", "T")
        return Counts(*(counted[name].cast(pl.Float64).to_numpy() for name in ("x", "t_x", "T", "len")))


def summarize(activity: Table, until: date) -> Table:
    """Return customer_id, x, t_x, T, monetary for customers who purchased by the end of `until`, from one pass.

    `monetary` is the mean net amount of the repeat purchase days; NULL where there is none.
    """
    known = activity.filter(activity.day <= ibis.literal(until))
    bought = known.filter(known.orders > 0)
    totals = bought.group_by("customer_id").agg(
        days=bought.count(),
        first_on=bought.day.min(),
        last_on=bought.day.max(),
        total=bought.amount.sum().cast("float64"),
        opening=bought.amount.argmin(bought.day).cast("float64"),
    )
    x = (totals.days - 1).cast("float64")
    mean = (totals.total - totals.opening) / (totals.days - 1)
    return totals.select(
        "customer_id",
        "first_on",
        x=x,
        t_x=totals.last_on.delta(totals.first_on, unit="day") / DAYS_A_WEEK,
        T=ibis.literal(until).delta(totals.first_on, unit="day") / DAYS_A_WEEK,
        monetary=ibis.ifelse(totals.days > 1, mean, ibis.literal(None, "float64")),
    )
