"""The geometry of a flow of steps: bars stacked in each place, and ribbons between them.

Across, −1 is the last step; up and down, shares of the group, from the top.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liuke.present.charts.frame import Row, Rows

HALF, POINTS = 0.09, 9
"""Half a bar's width in steps, and the points along a ribbon."""
LEAST = 0.004
"""Ribbons below this share of a group are left out of the drawing, not of the table."""
NAMED = 5
"""Steps told by name beside the one that sets the groups apart; the rest are told together."""


@dataclass(frozen=True, slots=True)
class Link:
    """Customers of a group who went from one step to another (None: after the last), as a share of the group."""

    left: bool
    back: int
    name: str
    following: str | None
    customers: int
    share: float


def links(rows: Rows) -> list[Link]:
    """Return the rows with the rarer steps put together under ""."""
    named = names(rows)
    counts: Counter[tuple[bool, int, str, str | None]] = Counter()
    totals = {row["left"]: row["total"] for row in rows}
    for row in rows:
        name, following = _among(row["name"], named), row["following"] and _among(row["following"], named)
        counts[row["left"], row["back"], name, following] += row["customers"]
    return [Link(*key[:4], count, count / totals[key[0]]) for key, count in counts.items()]


def _among(name: str, named: Sequence[str]) -> str:
    return name if name in named else ""


def apart(rows: Rows) -> str:
    """Return the step that sets the groups apart most, "" where none does or nobody here had it."""
    name = str(rows[0]["apart"])
    return name if any(row["name"] == name for row in rows) else ""


def names(rows: Rows) -> list[str]:
    """Return the steps that are told by name: the one that sets the groups apart, then the most frequent."""
    first, counts = apart(rows), Counter[str]()
    for row in rows:
        counts[row["name"]] += row["customers"] / row["total"]
    frequent = sorted((name for name in counts if name not in {"", first}), key=lambda name: (-counts[name], name))
    return [*([first] if first else []), *frequent[:NAMED]]


type Slices = dict[tuple[int, str], tuple[float, float]]


def bars_of(found: Sequence[Link], order: Sequence[str], base: float) -> Slices:
    """Return from where to where each step's bar goes in each place, stacked from the base in the order of steps."""
    bars: Slices = {}
    for back in sorted({link.back for link in found}):
        top = base
        for name in order:
            height = sum(link.share for link in found if link.back == back and link.name == name)
            if height:
                bars[back, name] = top, top + height
                top += height
    return bars


def ribbons_of(found: Sequence[Link], order: Sequence[str], bars: Slices) -> Iterator[tuple[Link, float, float]]:
    """Yield each link that is drawn, with where it leaves the bar before and where it comes to the next."""
    out = {key: start for key, (start, _) in bars.items()}
    into = dict(out)
    place = {name: at for at, name in enumerate(order)}
    between = [link for link in found if link.following is not None]
    for link in sorted(between, key=lambda link: (-link.back, place[link.name], place[link.following or ""])):
        start, end = (link.back, link.name), (link.back - 1, link.following or "")
        if link.share >= LEAST:
            yield link, out[start], into[end]
        out[start] += link.share
        into[end] += link.share


def curve(link: Link, start: float, end: float, told: Row) -> list[Row]:
    """Return the points of a ribbon, which leaves and arrives level (a smooth step, 3t² − 2t³)."""
    points = []
    for at in range(POINTS):
        share = at / (POINTS - 1)
        y = start + (end - start) * share**2 * (3 - 2 * share)
        x = -link.back + HALF + share * (1 - 2 * HALF)
        points.append(told | {"x": round(x, 4), "y": round(y, 5), "y2": round(y + link.share, 5)})
    return points
