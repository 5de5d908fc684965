"""Names: each cluster is called by what sets it apart from the rest, in both languages, no two alike.

What sets it apart is the difference of its mean from that of all other customers, in standard deviations; up to three
of at least half a standard deviation (Cohen 1988: a medium effect) make the name, the largest first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.segment.clusters.measures import MEASURES, Trait

type Matrix = NDArray[np.float64]

APART, MOST = 0.5, 3
MIDDLING = Trait("middling", Text("middling", "各项居中"))
TRAITS: Mapping[str, Text] = {
    trait.id: trait.label for trait in (MIDDLING, *(end for one in MEASURES.values() for end in (one.high, one.low)))
}
BETWEEN = "+"
"""What stands between the traits of an id, such as frequent+high_spend; a number behind tells apart what is alike."""


def differences(points: Matrix, labels: NDArray[np.int64], k: int) -> Matrix:
    """Return by how many standard deviations the mean of each cluster differs from that of the rest, (k, columns)."""
    counts = np.bincount(labels, minlength=k).astype(float)
    sums = np.array([np.bincount(labels, column, minlength=k) for column in points.T]).T
    rest = len(points) - counts
    inside = sums / np.maximum(counts, 1)[:, None]
    outside = (sums.sum(axis=0) - sums) / np.maximum(rest, 1)[:, None]
    deviation = points.std(axis=0)
    found: Matrix = (inside - outside) / np.where(deviation > 0, deviation, 1.0)
    return np.where((rest > 0)[:, None], found, 0.0)


def ids(apart: Matrix, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the id of each cluster, made of its traits; columns that are no measures are called by themselves.

    Where two would be called the same, further differences are named; where none is left, a number tells them apart.
    """
    ways = ((APART, MOST), (APART / 2, len(columns)), (0.0, len(columns)))
    found = [_traits(row, columns, *ways[0]) for row in apart]
    for least, most in ways[1:]:
        alike = {name for name, times in Counter(found).items() if times > 1}
        found = [
            _traits(row, columns, least, most) if name in alike else name
            for row, name in zip(apart, found, strict=True)
        ]
    return tuple(_numbered(found))


def _traits(row: NDArray[np.float64], columns: Sequence[str], least: float, most: int) -> str:
    order = sorted(range(len(columns)), key=lambda at: (-round(abs(float(row[at])), 9), at))
    told = [_end(columns[at], high=row[at] > 0).id for at in order if abs(row[at]) >= max(least, 1e-9)]
    return BETWEEN.join(told[:most]) or MIDDLING.id


def _end(column: str, *, high: bool) -> Trait:
    if column in MEASURES:
        return MEASURES[column].high if high else MEASURES[column].low
    word = "high" if high else "low"
    return Trait(f"{word}_{column}", Text("", ""))


def _numbered(names: Sequence[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield f"{name}-{seen[name]}" if seen[name] > 1 else name


def name_of(id_: str) -> Text:
    """Return what a cluster is called, from its id."""
    traits, _, number = id_.partition("-")
    told = [TRAITS.get(one, Text(one, one)) for one in traits.split(BETWEEN)]
    name = Text(", ".join(one.en for one in told), "、".join(one.zh for one in told))
    name = Text(name.en[:1].upper() + name.en[1:], name.zh)
    return Text(f"{name.en} ({number})", f"{name.zh}（{number}）") if number else name


def short_names(ids_: Sequence[str]) -> dict[str, Text]:
    """Return names for narrow places, by id: as few traits as tell the clusters apart."""
    found = {id_: name_of(id_) for id_ in ids_}
    for id_ in ids_:
        traits = id_.partition("-")[0].split(BETWEEN)
        for many in range(1, len(traits)):
            start = traits[:many]
            if not any(other != id_ and other.partition("-")[0].split(BETWEEN)[:many] == start for other in ids_):
                found[id_] = name_of(BETWEEN.join(start))
                break
    return found
