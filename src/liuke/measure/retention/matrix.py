"""The retention matrix: a row a cohort, a cell a bucket, and their weighted average."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from liuke.clock import next_start
from liuke.language import Text
from liuke.measure.intervals import Interval, ratio, wilson
from liuke.measure.retention.actions import Counts
from liuke.measure.retention.timing import Timing

type Row = dict[str, Any]

AGAIN = Text(
    "a recurring customer is in several cohorts, so what they do is not independent",
    "周期性进入的客户属于多个群组，彼此并不独立",
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What came of a question. Cohorts go from the first with a customer to the one of the last known day.

    A *cell* has k, so_far (customers, or money, that have come in bucket k until now), numerator and denominator (the
    same of those for whom the bucket has fully elapsed), value, low and high (95 %: Wilson for customers, the delta
    method for money), and partial. A bucket elapses for each customer at their own moment; as long as it has not for
    all of a cohort, or the cohort's own period is not over, the cell is partial and has no value. Mixpanel marks such
    buckets and leaves them out of its average; Amplitude, and we, average over every customer who has got that far.
    """

    timing: Timing
    counts: Counts

    @property
    def average(self) -> list[Row]:
        """Return the cells of all cohorts together, from everybody for whom the bucket has fully elapsed.

        Numerators over denominators, which is the mean of the cohorts' rates weighted by their size (Amplitude,
        “Retention Analysis FAQ”). Mixpanel's own example weighs by size twice and comes to 56 % where this is 60 %.
        There is no interval with recurring entry: see `AGAIN`.
        """
        sums = {name: grid.sum(axis=0) for name, grid in self._grids().items()}
        buckets = [k for k, mature in enumerate(sums["mature"]) if mature]
        again = self.timing.question.entry == "recurring"
        return [self._cell(k, {name: of[k] for name, of in sums.items()}, interval=not again) for k in buckets]

    def record(self) -> Row:
        """Return the matrix as the `--json` contract states it."""
        asked = asdict(self.timing.question)
        return asked | {"as_of": self.timing.last.isoformat(), "average": self.average, "rows": self.rows()}

    def rows(self) -> list[Row]:
        """Return a row a cohort: cohort (ISO date of its first day), size (customers), cells."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        sizes, grids = self.counts.sizes, self._grids()
        entered = np.flatnonzero(sizes)
        for place, start in enumerate(self.timing.starts()):
            if not len(entered) or place < entered[0]:
                continue
            over, cells = self._over(place, start), []
            for k in range(self.timing.begun(start)):
                found = {name: grid[place, k] for name, grid in grids.items()}
                cells.append(self._cell(k, found, partial=k >= over))
            yield {"cohort": start.isoformat(), "size": int(sizes[place]), "cells": cells}

    def _over(self, place: int, start: date) -> int:
        """Return how many buckets are over for everybody who is or may yet come into a cohort."""
        closed = self.timing.closed()
        if place >= closed or not self.timing.question.rolling:
            return closed - place
        if size := self.counts.sizes[place]:
            return int((self.counts.mature[place] == size).sum())
        last = self.timing.tick_of(next_start(start, self.timing.question.by))
        return (self.timing.horizon - last) // self.timing.width

    def _grids(self) -> dict[str, Any]:
        found = self.counts
        plain = {name: getattr(found, name) for name in ("so_far", "numerator", "denominator", "mature")}
        return plain | dict(found.squares)

    def _cell(self, k: int, found: Row, *, partial: bool = False, interval: bool = True) -> Row:
        above, below = (found[name].item() for name in ("numerator", "denominator"))
        known = below > 0 and not partial
        low, high = self._interval(found) if known and interval else (None, None)
        return {
            "k": k,
            "so_far": found["so_far"].item(),
            "numerator": above,
            "denominator": below,
            "value": above / below if known else None,
            "low": low,
            "high": high,
            "partial": partial,
        }

    def _interval(self, found: Row) -> Interval:
        above, below = found["numerator"].item(), found["denominator"].item()
        if not self.timing.question.money:
            return wilson(above, below)
        squares = (found["yy"].item(), found["xx"].item(), found["xy"].item())
        return ratio(above, below, squares, found["mature"].item())
