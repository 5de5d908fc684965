"""Whether a definition still fits: how far its sizes have moved, and how many customers are far off.

Sizes are compared by the population stability index, Σ (a − e) ln(a / e) over the shares then e and now a (Siddiqi
2006: from 0.25 a major move). One customer in a hundred was farther from the own centre than `far` when the
definition was made; where it is one in twenty, customers have become others than those whom it was made of.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.segment.clusters.definition import Definition

type Vector = NDArray[np.float64]

MAJOR, MANY_FAR = 0.25, 0.05
LEAST = 0.0005
"""The share that an empty cluster counts as, so that the index stays finite."""
SIZES = Text(
    "The sizes of the clusters have moved since {day} (stability index {psi}, from 0.25 a major move).",
    "自 {day} 以来各群规模已明显变化（稳定性指数 {psi}，达到 0.25 为显著）。",
)
DISTANCES = Text(
    "{share} of customers are far from every cluster; it was 1% on {day}.",
    "{share} 的客户远离所有聚类；{day} 时为 1%。",
)
REFIT = Text("Make a new version with `liuke segments fit`.", "建议用 `liuke segments fit` 生成新版本。")
FITS = Text("The definition still fits.", "当前定义仍然适用。")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a definition fits the customers of a day: the index of the sizes, and the share of those far off."""

    psi: float
    far: float
    refit: bool
    why: Text

    def record(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"psi": self.psi, "far": self.far, "refit": self.refit, "why": self.why.record()}


def fits(definition: Definition, counts: Vector, distance: Vector) -> Fit:
    """Return how well a definition fits customers: how many are in each cluster, and their distances."""
    then = np.array([one.customers for one in definition.clusters], dtype=float)
    before, now = (np.maximum(sizes / max(sizes.sum(), 1), LEAST) for sizes in (then, counts.astype(float)))
    psi = float(((now - before) * np.log(now / before)).sum())
    far = float((distance > definition.far).mean()) if len(distance) else 0.0
    day = definition.as_of or ""
    said = []
    if psi >= MAJOR:
        said.append(SIZES.fill(day=day, psi=f"{psi:.2f}"))
    if far >= MANY_FAR:
        said.append(DISTANCES.fill(day=day, share=f"{far:.1%}"))
    if not said:
        return Fit(psi, far, False, FITS)
    every = [*said, REFIT]
    return Fit(psi, far, True, Text(" ".join(one.en for one in every), "".join(one.zh for one in every)))
