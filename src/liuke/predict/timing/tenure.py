"""How a hazard may vary with tenure: a step for each period, or a smooth line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Shape = Literal["steps", "smooth"]

FEWEST = 10
"""Who must have left in a period for it to be a step of its own."""
KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
"""The quantiles of the tenures at which customers left where a smooth line may bend: Harrell's for five knots."""


class Tenure(Protocol):
    """The part of the linear predictor that tenure has."""

    def columns(self, tenure: Vector) -> Matrix:
        """Return its columns, shape (rows, columns); they contain a constant."""

    def record(self) -> dict[str, Any]:
        """Return it for JSON."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A level for each step; `last[i]` is the last period of step i, and the last step goes on for ever."""

    last: Vector

    @classmethod
    def learn(cls, tenure: Vector, ended: Vector) -> Self:
        """Return steps of one period, or of as many as it takes for `FEWEST` to have left in each."""
        longest = int(tenure.max())
        left = np.bincount(tenure.astype(np.int64), ended, longest + 1)[1:]
        edges, so_far = [], 0.0
        for period, many in enumerate(left, 1):
            so_far += many
            if so_far >= FEWEST:
                edges.append(float(period))
                so_far = 0.0
        return cls(np.array([*edges[:-1], float(longest)]))

    def columns(self, tenure: Vector) -> Matrix:
        """Return a column for each step, 1 where it is the row's."""
        place = np.searchsorted(self.last, tenure).clip(max=len(self.last) - 1)
        found: Matrix = np.eye(len(self.last))[place]
        return found

    def record(self) -> dict[str, Any]:
        """Return the steps for JSON."""
        return {"shape": "steps", "last": self.last.tolist()}


@dataclass(frozen=True, slots=True)
class Smooth:
    """A restricted cubic spline of ln tenure, straight beyond its outer knots; flat beyond the longest tenure seen.

    Harrell (2001), Regression Modeling Strategies, section 2.4.4.
    """

    knots: Vector
    longest: float

    @classmethod
    def learn(cls, tenure: Vector, ended: Vector) -> Self:
        """Return the spline with knots at quantiles of the tenures at which customers left."""
        order = np.argsort(tenure, kind="stable")
        share = np.cumsum(ended[order]) / ended.sum()
        at = tenure[order][np.searchsorted(share, KNOTS).clip(max=len(share) - 1)]
        return cls(np.unique(np.log(at)), float(tenure.max()))

    def columns(self, tenure: Vector) -> Matrix:
        """Return a constant, ln tenure, and the bends."""
        x = np.log(np.clip(tenure, 1.0, self.longest))
        columns = [np.ones_like(x), x] if len(self.knots) > 1 else [np.ones_like(x)]
        if len(self.knots) > 2:
            *inner, before, end = self.knots
            wide = (end - self.knots[0]) ** 2
            for knot in inner:
                bend = _cube(x - knot) - _cube(x - before) * (end - knot) / (end - before)
                columns.append((bend + _cube(x - end) * (before - knot) / (end - before)) / wide)
        return np.column_stack(columns)

    def record(self) -> dict[str, Any]:
        """Return the spline for JSON."""
        return {"shape": "smooth", "knots": self.knots.tolist(), "longest": self.longest}


def _cube(x: Vector) -> Vector:
    found: Vector = np.maximum(x, 0.0) ** 3
    return found


def learn_tenure(shape: Shape, tenure: Vector, ended: Vector) -> Tenure:
    """Return the part of a shape, learnt from person-periods."""
    return Steps.learn(tenure, ended) if shape == "steps" else Smooth.learn(tenure, ended)


def read_tenure(record: Mapping[str, Any]) -> Tenure:
    """Return the part that `record` wrote."""
    if record["shape"] == "steps":
        return Steps(np.array(record["last"], dtype=float))
    return Smooth(np.array(record["knots"], dtype=float), float(record["longest"]))
