"""The two actions of a retention matrix, in whole numbers: who started when, and who came back when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ibis.expr.types import IntegerValue, Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.measure.retention.timing import Timing

type Grid = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Actions:
    """Starts and returns as `customer_id`, `moment`, `tick` and `period` (and `amount` where money is counted).

    `tick` measures windows and may be rounded down, `moment` puts starts and returns in order and never is; without
    rounding there is only `tick`. `same` says that a return is a start once more. A return counts from the moment of
    the start on: that moment itself is one, so that whoever starts and returns by the same action is there in bucket 0.
    """

    engine: Engine
    timing: Timing
    starts: Table
    returns: Table
    same: bool

    @property
    def shape(self) -> tuple[int, int]:
        """How many cohorts and buckets there are."""
        starts = self.timing.starts()
        return len(starts), self.timing.begun(starts[0])

    def entries(self) -> Table:
        """Return who enters which cohort: customer_id, cohort, start (a tick), since (its moment), elapsed buckets."""
        timing, keys = self.timing, ["customer_id"]
        starts = self.starts.rename(cohort="period")
        first = {"start": starts.tick.min()}
        if "moment" in starts.columns:
            first["since"] = starts.moment.min()
        if timing.question.entry == "recurring":
            entered = starts.group_by([*keys, "cohort"]).agg(**first)
        else:
            entered = starts.group_by(keys).agg(cohort=starts.cohort.min(), **first)
        if timing.question.rolling:
            return entered.mutate(elapsed=(timing.horizon - entered.start) // timing.width)
        return entered.mutate(elapsed=timing.closed() - entered.cohort)

    def from_the_start(self, hits: Table) -> Table:
        """Return the returns, joined to entries, that come from the start on."""
        if "moment" in hits.columns:
            return hits.filter(hits.moment >= hits.since)
        return hits.filter(hits.tick >= hits.start)

    def bucket(self, hits: Table) -> IntegerValue:
        """Return the bucket of returns that are joined to entries."""
        if self.timing.question.rolling:
            return (hits.tick - hits.start) // self.timing.width
        return hits.period - hits.cohort


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of each cohort in each bucket, cohort × bucket; `sizes` are the customers of the cohorts.

    `so_far` is what has come until now, `numerator` what came from those in `denominator`: the customers (or their
    money) for whom the bucket has fully elapsed. `mature` counts these customers, and `squares` has what the delta
    method needs of them: Σy², Σx² and Σxy.
    """

    sizes: NDArray[np.int64]
    mature: NDArray[np.int64]
    so_far: Grid
    numerator: Grid
    denominator: Grid
    squares: Mapping[str, Grid] = field(default_factory=dict)


def spread(rows: Sequence[Mapping[str, Any]], value: str, column: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return rows of cohort, `column` and `value` as a grid; what lies beyond its last column is added to that."""
    grid = np.zeros(shape)
    for row in rows:
        grid[row["cohort"], min(row[column], shape[1] - 1)] += float(row[value] or 0)
    return grid


def beyond(rows: Sequence[Mapping[str, Any]], value: str, column: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return, for every k, the sum of `value` over the rows whose `column` is greater than k."""
    grid = spread(rows, value, column, (shape[0], shape[1] + 1))
    return grid[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]


def whole(grid: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a grid of counts as whole numbers."""
    return np.rint(grid).astype(np.int64)
