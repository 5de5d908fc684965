"""How much a series usually varies, by a process behaviour chart, with the season taken out where the data allow it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

FEWEST = 6
"""Fewer values than these say nothing about what is usual."""
YEAR = 12
"""Months of a year; of longer and shorter periods, too, as many are looked at where no season is known."""
_SPREAD = 2.66
"""Three standard deviations, estimated from the mean moving range of two (Wheeler 1993, Understanding Variation)."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The natural limits of a value, from the periods before it; `seasonal` where they are of changes on a year ago.

    `step` is how far a value usually is from the one before, up or down: the mean moving range.
    """

    low: float
    high: float
    seasonal: bool
    periods: int
    step: float = 0.0

    def holds(self, value: float) -> bool:
        """Say whether a value is within the limits."""
        return self.low <= value <= self.high

    def within(self, lowest: float, highest: float) -> "Usual":
        """Return the limits as far as they are between the least and the most that a value can be."""
        low, high = (min(max(limit, lowest), highest) for limit in (self.low, self.high))
        return replace(self, low=low, high=high)


def usual(values: Sequence[float | None], season: int = YEAR) -> Usual | None:
    """Return the natural limits of the last of some values, from those before it; None where they are too few.

    `season` is how many values make a year, 0 where none is looked for. With two years and more, limits are of the
    change on the same period of the year before, and what is judged is that change, so that a season is no surprise.
    With less, a season cannot be told from a change, and the limits are of the values themselves, of a year at most.
    """
    *before, _ = values
    recent = [value for value in before[-max(season, YEAR) :] if value is not None]
    step = _moving_range(recent) if len(recent) > 1 else 0.0
    base = values[-1 - season] if season and len(values) > 2 * season else None
    if base is not None:
        yearly = [
            now - then
            for then, now in zip(before, before[season:], strict=False)
            if now is not None and then is not None
        ]
        if len(yearly) >= FEWEST:
            low, high = _limits(yearly)
            return Usual(base + low, base + high, True, len(yearly), step)
    if len(recent) < FEWEST:
        return None
    return Usual(*_limits(recent), False, len(recent), step)


def _limits(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    spread = _SPREAD * _moving_range(values)
    return mean - spread, mean + spread


def _moving_range(values: Sequence[float]) -> float:
    ranges = [abs(now - then) for then, now in pairwise(values)]
    return sum(ranges) / len(ranges)
