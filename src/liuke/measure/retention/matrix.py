"""The retention matrix: a row a cohort, a cell a bucket, and their weighted average."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from liuke.clock import next_start
from liuke.measure.intervals import Interval, ratio, wilson
from liuke.measure.retention.actions import Counts, Grid
from liuke.measure.retention.timing import Timing

type Row = dict[str, Any]


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
        There is no interval with recurring entry: a customer is in several cohorts, so cohorts are not independent.
        """
        sums = {name: grid.sum(axis=0) for name, grid in self._grids().items()}
        reached = int((sums["mature"] > 0).sum())
        return self._cells(sums, reached, reached, interval=self.timing.question.entry == "first")

    def record(self) -> Row:
        """Return the matrix as the `--json` contract states it."""
        asked = asdict(self.timing.question)
        return asked | {"as_of": self.timing.last.isoformat(), "average": self.average, "rows": self.rows()}

    def rows(self) -> list[Row]:
        """Return a row a cohort: cohort (ISO date of its first day), size (customers), cells."""
        return list(self._rows())

    def curve(self) -> list[Row]:
        """Return what a chart draws: the average as a row without a cohort, and the rows; each says `by` and `of`."""
        asked, rows = self.timing.question, self.rows()
        if not rows:
            return []
        whole = {"cohort": None, "size": sum(row["size"] for row in rows), "cells": self.average}
        return [row | {"by": asked.by, "of": asked.of} for row in (whole, *rows)]

    def _rows(self) -> Iterator[Row]:
        sizes, grids = self.counts.sizes, self._grids()
        entered = np.flatnonzero(sizes)
        for place, start in enumerate(self.timing.starts()):
            if not len(entered) or place < entered[0]:
                continue
            line = {name: grid[place] for name, grid in grids.items()}
            cells = self._cells(line, self.timing.begun(start), self._over(place, start))
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

    def _grids(self) -> dict[str, Grid]:
        found = self.counts
        plain = {name: getattr(found, name) for name in ("so_far", "numerator", "denominator", "mature")}
        return plain | dict(found.squares)

    def _cells(self, line: Mapping[str, Grid], count: int, over: int, *, interval: bool = True) -> list[Row]:
        """Return the first `count` cells of a line; those from `over` on are partial."""
        columns = zip(*(grid[:count].tolist() for grid in line.values()), strict=True)
        found = (dict(zip(line, values, strict=True)) for values in columns)
        return [self._cell(k, values, partial=k >= over, interval=interval) for k, values in enumerate(found)]

    def _cell(self, k: int, found: Row, *, partial: bool, interval: bool) -> Row:
        known = found["denominator"] > 0 and not partial
        low, high = self._interval(found) if known and interval else (None, None)
        return {
            "k": k,
            "so_far": found["so_far"],
            "numerator": found["numerator"],
            "denominator": found["denominator"],
            "value": found["numerator"] / found["denominator"] if known else None,
            "low": low,
            "high": high,
            "partial": partial,
        }

    def _interval(self, found: Row) -> Interval:
        above, below = found["numerator"], found["denominator"]
        if not self.timing.question.money:
            return wilson(above, below)
        return ratio(above, below, (found["yy"], found["xx"], found["xy"]), found["mature"])
