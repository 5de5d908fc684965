"""Which step of a funnel changed: two funnels, or groups of one, step by step, with control for looking many times.

For every step the share who go on to it from the step before is compared. Two shares are told apart by the “N − 1”
χ² test (Campbell 2007, Statistics in Medicine 26), or Fisher's exact test where one would expect fewer than five in a
cell; the interval of the difference is Newcombe's. Of all comparisons together Holm (1979) keeps the chance of a single
false alarm below one in twenty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liuke.explain.funnel.result import Funnel
from liuke.measure.intervals import difference, wilson

type Row = dict[str, Any]

SURE = 0.05
FEW = 5.0


@dataclass(frozen=True, slots=True)
class Shift:
    """How many went on to a step, of those who reached the one before: now (or in a group) and before (or elsewhere).

    `adjusted` is the p-value after Holm; `fewer` how many more would have gone on at the other share.
    """

    group: Any
    place: int
    step: str
    previous: str
    now: tuple[int, int]
    other: tuple[int, int]
    p_value: float
    adjusted: float = 1.0

    @property
    def sure(self) -> bool:
        """Whether the shares differ by more than chance would explain."""
        return self.adjusted < SURE

    @property
    def gap(self) -> float:
        """The difference of the shares, now less before."""
        return self.now[0] / self.now[1] - self.other[0] / self.other[1]

    @property
    def fewer(self) -> float:
        """How many customers fewer went on than at the other share; negative where there were more."""
        return -self.gap * self.now[1]

    def record(self) -> Row:
        """Return the comparison for JSON."""
        low, high = difference(*((done / of, wilson(done, of)) for done, of in (self.now, self.other)))
        return {
            "group": self.group,
            "place": self.place,
            "step": self.step,
            "previous": self.previous,
            "share": self.now[0] / self.now[1],
            "numerator": self.now[0],
            "denominator": self.now[1],
            "other_share": self.other[0] / self.other[1],
            "other_numerator": self.other[0],
            "other_denominator": self.other[1],
            "difference": self.gap,
            "difference_low": low,
            "difference_high": high,
            "p_value": self.p_value,
            "p_adjusted": self.adjusted,
            "sure": self.sure,
            "fewer": self.fewer,
        }


def against_before(now: Funnel, before: Funnel) -> list[Shift]:
    """Return how every step went beside the period before, group by group where the funnels are split, surest first."""
    if not now.rows.split:
        return _holm(_shifts(None, now.steps, before.steps))
    found = [
        shift for group, rows in now.groups.items() if group in before.groups
        for shift in _shifts(group, rows, before.groups[group])
    ]  # fmt: skip
    return _holm(found)


def against_others(found: Funnel) -> list[Shift]:
    """Return how every step went in each group beside all other groups together, surest first."""
    shifts = []
    for group, rows in found.groups.items():
        rest = [
            whole | {"customers": whole["customers"] - own["customers"]}
            for whole, own in zip(found.steps, rows, strict=True)
        ]
        shifts += _shifts(group, rows, rest)
    return _holm(shifts)


def _shifts(group: object, now: Sequence[Row], other: Sequence[Row]) -> list[Shift]:
    """Return the comparisons of all steps that somebody could go on to on both sides."""
    found = []
    for place in range(1, len(now)):
        here, there = ((rows[place]["customers"], rows[place - 1]["customers"]) for rows in (now, other))
        if here[1] and there[1]:
            step, previous = now[place]["step"], now[place - 1]["step"]
            found.append(Shift(group, place + 1, step, previous, here, there, p_value(here, there)))
    return found


def p_value(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the two-sided p-value that two shares (so many, of so many) are the same."""
    done, whole = one[0] + other[0], one[1] + other[1]
    if done in (0, whole):
        return 1.0
    expected = min(share * of / whole for share in (done, whole - done) for of in (one[1], other[1]))
    if expected < FEW:
        from scipy.stats import fisher_exact  # noqa: PLC0415 - slow to load

        return float(fisher_exact([[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]).pvalue)
    cross = one[0] * (other[1] - other[0]) - other[0] * (one[1] - one[0])
    square = (whole - 1) * cross**2 / (one[1] * other[1] * done * (whole - done))
    return math.erfc(math.sqrt(square / 2))


def _holm(found: Sequence[Shift]) -> list[Shift]:
    """Return the comparisons with p-values adjusted for their number (Holm 1979), the surest first."""
    ranked = sorted(found, key=lambda one: (one.p_value, -abs(one.fewer), one.place, str(one.group)))
    adjusted, so_far = [], 0.0
    for rank, one in enumerate(ranked):
        so_far = max(so_far, min(1.0, (len(ranked) - rank) * one.p_value))
        adjusted.append(Shift(one.group, one.place, one.step, one.previous, one.now, one.other, one.p_value, so_far))
    return adjusted
