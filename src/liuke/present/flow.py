"""Where customers went between two days, from stage to stage or cluster to cluster, laid out for a drawing.

Heights are in pixels; across, 0 is the left bar and 100 the right one, so that the drawing stretches and words do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuke.present.theme import STAGES

ROOM, SPACE = 250.0, 10.0
OUTSIDE = "outside"
LEFT = (OUTSIDE, *STAGES)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage on one side."""

    stage: str
    top: float
    height: float
    customers: int

    @property
    def middle(self) -> float:
        """Where the words beside the bar go."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Customers who went from one stage to another: where the ribbon begins on each side, and how high it is."""

    start: str
    end: str
    customers: int
    left: float
    right: float
    height: float

    @property
    def path(self) -> str:
        """The drawing's outline."""
        a, b, height = self.left, self.right, self.height
        return (
            f"M0 {a:.2f}C50 {a:.2f} 50 {b:.2f} 100 {b:.2f}V{b + height:.2f}"
            f"C50 {b + height:.2f} 50 {a + height:.2f} 0 {a + height:.2f}Z"
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole drawing."""

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


def lay_out(
    rows: Sequence[Mapping[str, Any]],
    stages: Sequence[str] = STAGES,
    names: tuple[str, str] = ("from_stage", "to_stage"),
) -> Flow | None:
    """Lay out rows of `from_stage` (None: not yet a customer), `to_stage`, `customers`; None where there are none.

    `stages` are those that there are, in order; `names` what the two columns are called.
    """
    before, after = names
    links = [(row[before] or OUTSIDE, row[after], int(row["customers"])) for row in rows if row["customers"]]
    total = sum(count for _, _, count in links)
    if not total:
        return None
    scale = ROOM / total
    left = _bars([(stage, sum(n for start, _, n in links if start == stage)) for stage in (OUTSIDE, *stages)], scale)
    right = _bars([(stage, sum(n for _, end, n in links if end == stage)) for stage in stages], scale)
    height = max(bars[-1].top + max(bars[-1].height, 14.0) for bars in (left, right))
    return Flow(left, right, _ribbons(links, left, right, scale, (OUTSIDE, *stages)), height + 2)


def _bars(counts: list[tuple[str, int]], scale: float) -> tuple[Bar, ...]:
    top, bars = 2.0, []
    for stage, count in counts:
        if count:
            height = max(1.5, count * scale)
            bars.append(Bar(stage, round(top, 2), round(height, 2), count))
            top += max(height, 18.0) + SPACE
    return tuple(bars)


def _ribbons(
    links: list[tuple[str, str, int]],
    left: tuple[Bar, ...],
    right: tuple[Bar, ...],
    scale: float,
    order: Sequence[str],
) -> tuple[Ribbon, ...]:
    out = {bar.stage: bar.top for bar in left}
    into = {bar.stage: bar.top for bar in right}
    ribbons = []
    for start, end, count in sorted(links, key=lambda link: (order.index(link[0]), order.index(link[1]))):
        height = count * scale
        a, b = out[start], into[end]
        out[start], into[end] = a + height, b + height
        ribbons.append(Ribbon(start, end, count, a, b, height))
    return tuple(ribbons)
