"""Scaling: columns made comparable, and proof against the few who are far from everybody.

A skewed column becomes log(1 + x). Each is then cut off at its 1st and 99th percentile (winsorised: Tukey 1962), and
what remains is centred and divided by its standard deviation, so that no unit and no outlier decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from liuke.errors import DataError
from liuke.language import Text

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

CUT = 0.01
SAME = 1e-9
"""A column whose spread is less than this share of its size is one value and the rounding of it."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """How raw columns become standardised ones; arrays have an entry a column.

    A column that is the same for everybody has `scale` 0, and is left out of what is compared.
    """

    columns: tuple[str, ...]
    skewed: tuple[bool, ...]
    low: Vector
    high: Vector
    middle: Vector
    scale: Vector

    @classmethod
    def learn(cls, raw: Matrix, columns: Sequence[str], skewed: Sequence[bool]) -> Self:
        """Return the scaling of raw columns, (customers, columns); raises `DataError` where none tells any apart."""
        bare = _logged(checked(raw, columns), skewed)
        low, high = np.quantile(bare, [CUT, 1 - CUT], axis=0)
        flat = high - low <= SAME * np.maximum(1.0, np.abs(high))
        low, high = np.where(flat, bare.min(axis=0), low), np.where(flat, bare.max(axis=0), high)
        kept = np.clip(bare, low, high)
        middle, scale = kept.mean(axis=0), kept.std(axis=0)
        scale = np.where(scale <= SAME * np.maximum(1.0, np.abs(middle)), 0.0, scale)
        if not scale.any():
            raise DataError(
                "cluster.alike",
                Text("All customers are alike in {names}.", "所有客户在 {names} 上都相同。").fill(
                    names=", ".join(columns)
                ),
                Text(
                    "There is nothing to tell groups apart by: name other measures, or wait for more data.",
                    "没有可用于区分的信息：请换用其他度量，或等待更多数据。",
                ),
            )
        return cls(tuple(columns), tuple(skewed), low, high, middle, scale)

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that tell customers apart."""
        return tuple(name for name, scale in zip(self.columns, self.scale, strict=True) if scale > 0)

    def apply(self, raw: Matrix) -> Matrix:
        """Return the standardised columns that are used; raises `DataError` for values that are no numbers."""
        kept = np.clip(_logged(checked(raw, self.columns), self.skewed), self.low, self.high)
        used = self.scale > 0
        found: Matrix = (kept[:, used] - self.middle[used]) / self.scale[used]
        return found

    def record(self) -> dict[str, Any]:
        """Return the scaling for JSON."""
        arrays = {name: getattr(self, name).tolist() for name in ("low", "high", "middle", "scale")}
        return {"columns": list(self.columns), "skewed": list(self.skewed), **arrays}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the scaling that `record` wrote."""
        arrays = (np.array(record[name], dtype=float) for name in ("low", "high", "middle", "scale"))
        return cls(tuple(record["columns"]), tuple(record["skewed"]), *arrays)


def plain(raw: Matrix, columns: Sequence[str]) -> Scaling:
    """Return the scaling that leaves everything as it is."""
    ends = np.full(raw.shape[1], np.inf)
    return Scaling(tuple(columns), (False,) * len(columns), -ends, ends, np.zeros(len(columns)), np.ones(len(columns)))


def checked(raw: Matrix, columns: Sequence[str]) -> Matrix:
    """Return the columns as floats; raises `DataError` that names those with a missing or infinite value."""
    found = np.asarray(raw, dtype=float).reshape(-1, len(columns))
    if bad := [name for name, column in zip(columns, found.T, strict=True) if not np.isfinite(column).all()]:
        raise DataError(
            "cluster.not_finite",
            Text("Values are missing or infinite in: {names}.", "以下列有缺失或无穷值：{names}。").fill(
                names=", ".join(bad)
            ),
            Text("Fill them in, or leave these customers or columns out.", "请补全，或去掉这些客户或列。"),
            column=bad[0],
        )
    return found


def _logged(raw: Matrix, skewed: Sequence[bool]) -> Matrix:
    logged = np.log1p(np.maximum(raw, 0.0))
    return np.where(np.array(skewed, dtype=bool), logged, raw)
