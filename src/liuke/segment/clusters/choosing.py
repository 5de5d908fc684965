"""How many clusters: the number that is proposed, by what rule, and where none is.

Of the numbers from 2 to 8, those count whose silhouette is beyond that of data without groups, and of data with one
group fewer (`structure`). The largest of them is proposed whose every cluster comes back for sure when customers are
drawn again (mean Jaccard coefficient from 0.85: “highly stable”, Hennig 2007; the largest number that is still sure, as
with the prediction strength of Tibshirani & Walther 2005). Where there is none, that with the highest silhouette is
whose every cluster is stable (from 0.75).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liuke.errors import DataError
from liuke.language import Text
from liuke.segment.clusters.partition import Matrix, Method, one_thread
from liuke.segment.clusters.stability import Stability, stabilities
from liuke.segment.clusters.structure import Structure, structures

NUMBERS = range(2, 9)
STABLE, SURE = 0.75, 0.85
FEWEST = 50
"""Customers below whom clusters cannot be told from chance."""
ROWS, COMPARED = 1_000, 500
"""Customers at most that are drawn again, and that are held against made-up ones: a random sample of all."""
RULE = Text(
    "The largest number that sets customers apart more than data without groups, or with one group fewer, would, and "
    "whose every cluster comes back for sure when customers are drawn again (Jaccard 0.85 or more); where there is "
    "none, that of the highest silhouette with 0.75 or more.",
    "在分离程度超过“无群体”及“少一群”的模拟数据的群数中，"
    "取每一群都能在重复抽样中可靠再现（Jaccard 不低于 0.85）的最大群数；"
    "若没有，则在不低于 0.75 者中取轮廓系数最高的。",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """How one number of clusters did."""

    k: int
    stability: Stability
    structure: Structure | None

    @property
    def counts(self) -> bool:
        """Whether it may be proposed."""
        return self.stability.weakest >= STABLE and self.structure is not None and self.structure.beyond

    def record(self) -> dict[str, Any]:
        """Return it for JSON."""
        structure = self.structure
        return {
            "k": self.k,
            "rand": self.stability.rand,
            "jaccard": list(self.stability.jaccard),
            "weakest": self.stability.weakest,
            "stable": self.stability.weakest >= STABLE,
            "silhouette": structure and structure.silhouette,
            "without_groups": structure and structure.without,
            "beyond": None if structure is None else structure.beyond,
        }


def tried(points: Matrix, method: Method, seed: int, ks: Sequence[int] = NUMBERS) -> tuple[Tried, ...]:
    """Return how each number of clusters does on standardised points, sampled where there are many.

    Where nothing is stable, nothing is held against data without groups: it would not be proposed either way.
    """
    random = np.random.default_rng(seed)
    drawn = sampled(points, ROWS, random)
    fewer = [k for k in ks if k <= len(np.unique(drawn, axis=0)) // 2]
    if not fewer:
        return ()
    with one_thread():
        stable = stabilities(drawn, fewer, method, seed)
        found: dict[int, Structure] = {}
        if any(one.weakest >= STABLE for one in stable.values()):
            found = dict(structures(sampled(drawn, COMPARED, random), fewer, method, seed))
    return tuple(Tried(k, stable[k], found.get(k)) for k in fewer)


def sampled(points: Matrix, rows: int, random: np.random.Generator) -> Matrix:
    """Return so many points at most, drawn without replacement."""
    if len(points) <= rows:
        return points
    return points[np.sort(random.choice(len(points), size=rows, replace=False))]


def proposed(found: Sequence[Tried]) -> int:
    """Return the number to take; raises `DataError` where none counts, and says why."""
    able = {one.k: one.structure.silhouette for one in found if one.counts and one.structure}
    if sure := [one.k for one in found if one.k in able and one.stability.weakest >= SURE]:
        return max(sure)
    if able:
        return max(able, key=lambda k: (able[k], -k))
    stable = [one.k for one in found if one.stability.weakest >= STABLE]
    why = Text(
        "No number of clusters comes back when customers are drawn again: they shade into each other.",
        "在重复抽样中，没有任何群数能稳定再现：客户之间是渐变的，没有明显的群。",
    )
    if stable:
        why = Text(
            "Customers are not set apart more than data without groups would be: a parting into {ks} would cut through "
            "what is one crowd.",
            "客户的分离程度并不超过无群体的数据：分成 {ks} 群只是把一个整体切开。",
        ).fill(ks=", ".join(map(str, stable)))
    raise DataError(
        "cluster.none",
        why,
        Text(
            "Use RFM segments or rules; `liuke segments fit --k N` parts them all the same.",
            "可使用 RFM 分群或规则分群；如仍要划分，请用 `liuke segments fit --k 群数`。",
        ),
    )
