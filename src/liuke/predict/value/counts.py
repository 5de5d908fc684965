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
        """Count the distinct (x, t_x, T) of a frame with a row a customer, and `weight` customers in it if it says."""
        many = pl.col("weight").sum() if "weight" in frame.columns else pl.len().alias("weight")
        counted = frame.group_by(NAMES).agg(many).sort(NAMES)
        return cls(*(counted[name].cast(pl.Float64).to_numpy() for name in (*NAMES, "weight")))

    @classmethod
    def grouped(cls, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Count the distinct (x, t_x, T) of arrays with an entry a customer; x in purchases, times in weeks."""
        columns = {name: np.asarray(column, dtype=float) for name, column in zip(NAMES, (x, t_x, T), strict=True)}
        given = {} if weight is None else {"weight": np.asarray(weight, dtype=float)}
        return cls.of(pl.DataFrame(columns | given))

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
