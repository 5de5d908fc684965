"""What buy-till-you-die models need to know of a customer: x, t_x and T, in weeks.

x repeat purchase days, the last of them t_x weeks after the first purchase, seen for T weeks in all. Customers with
equal (x, t_x, T) are one row with a weight, since the likelihood cannot tell them apart.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from liuke.errors import DataError
from liuke.language import Text

type Vector = NDArray[np.float64]

NAMES = ("x", "t_x", "T")
DAYS_A_WEEK = 7.0
BITS = 21
"""Room for each of three whole numbers in one of 63 bits: 5 700 years of days."""


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

    @property
    def triple(self) -> tuple[Vector, Vector, Vector]:
        """x, t_x and T, as the models' functions take them."""
        return self.x, self.t_x, self.T

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Self:
        """Count the distinct (x, t_x, T) of a frame with a row a customer."""
        return cls.grouped(*(frame[name].cast(pl.Float64).to_numpy() for name in NAMES))

    @classmethod
    def grouped(cls, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Count the distinct (x, t_x, T) of arrays with an entry a customer, or with `weight` customers in each.

        x in purchases, times in weeks.
        """
        columns = [np.asarray(column, dtype=float) for column in (x, t_x, T)]
        if weight is None and (packed := _packed(*columns)) is not None:
            return cls._of_packed(packed)
        many = np.ones(len(columns[0])) if weight is None else np.asarray(weight, dtype=float)
        frame = pl.DataFrame(dict(zip((*NAMES, "weight"), (*columns, many), strict=True)))
        counted = frame.group_by(NAMES).agg(pl.col("weight").sum()).sort(NAMES)
        return cls(*(counted[name].to_numpy() for name in (*NAMES, "weight")))

    @classmethod
    def _of_packed(cls, keys: NDArray[np.int64]) -> Self:
        keys.sort()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        weight = np.diff(starts, append=len(keys)).astype(float)
        rows, days = keys[starts], (1 << BITS) - 1
        x, t_x, seen = (rows >> 2 * BITS), (rows >> BITS) & days, rows & days
        return cls(x.astype(float), t_x / DAYS_A_WEEK, seen / DAYS_A_WEEK, weight)

    def thinned(self, size: int) -> Self:
        """Return about `size` of the distinct counts, evenly chosen: enough to start a search from."""
        step = max(1, len(self.x) // size)
        return type(self)(self.x[::step], self.t_x[::step], self.T[::step], self.weight[::step])

    def check(self, model: str) -> None:
        """Raise `DataError` where the counts are impossible, or too alike to tell a model's parameters."""
        whole = (self.x >= 0) & (self.x == np.floor(self.x))
        timed = (self.t_x >= 0) & (self.t_x <= self.T) & ((self.t_x > 0) == (self.x > 0))
        usable = whole & timed & (self.weight > 0) & np.isfinite(self.T)
        if not usable.all():
            raise DataError(
                "value.impossible",
                Text(
                    "{model}: {count} of the customer counts are impossible, the first being x = {x}, t_x = {t_x}, "
                    "T = {T}.",
                    "{model}：有 {count} 条客户计数不可能成立，首条为 x = {x}、t_x = {t_x}、T = {T}。",
                ).fill(model=model, count=int((~usable).sum()), **self._first(~usable)),
                Text(
                    "x must be a whole number, and 0 ≤ t_x ≤ T with t_x = 0 exactly where x = 0.",
                    "x 应为非负整数，且 0 ≤ t_x ≤ T；仅当 x = 0 时 t_x 为 0。",
                ),
            )
        if len(self.x) < 2 or not (self.x > 0).any():
            raise DataError(
                "value.too_alike",
                Text(
                    "{model} cannot be fitted: these {count} customers are all alike, or none bought a second time.",
                    "无法拟合 {model}：这 {count} 位客户的记录完全相同，或无人再次购买。",
                ).fill(model=model, count=round(self.customers)),
                Text(
                    "Customers with a second purchase day, and with different histories, are needed.",
                    "需要有复购、且购买历史各不相同的客户。",
                ),
            )

    def _first(self, chosen: NDArray[np.bool_]) -> dict[str, float]:
        at = int(np.argmax(chosen))
        return {name: float(column[at]) for name, column in zip(NAMES, self.triple, strict=True)}


def _packed(x: Vector, t_x: Vector, T: Vector) -> NDArray[np.int64] | None:  # noqa: N803
    """Return x, t_x and T as one whole number each, which sorts five times faster; None where they are not whole."""
    days = [np.rint(x), np.rint(t_x * DAYS_A_WEEK), np.rint(T * DAYS_A_WEEK)]
    exact = zip(days, (1, DAYS_A_WEEK, DAYS_A_WEEK), (x, t_x, T), strict=True)
    if not all(((whole / per == given) & (whole >= 0) & (whole < 1 << BITS)).all() for whole, per, given in exact):
        return None
    first, last, seen = (whole.astype(np.int64) for whole in days)
    return (first << 2 * BITS) | (last << BITS) | seen
