"""The learners side by side: Qini, with the intervals of one bootstrap, and which of them scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.bootstrap import Summed, interval, sums
from liuke.predict.uplift.crossfit import OutOfFold, ranks
from liuke.predict.uplift.qini import Curve, cells, curve, weights
from liuke.predict.uplift.trial import Trial


@dataclass(frozen=True, slots=True)
class Compared:
    """Qini curves of each learner; the first row of each is of the customers as they are, the others are drawn again.

    The draws are the same for all learners.
    """

    curves: Mapping[str, Curve]

    def champion(self) -> str:
        """Return the first learner, unless another's Qini is higher by more than a standard error of the difference."""
        first, *others = self.curves
        best, lead = first, 0.0
        for name in others:
            more = self.curves[name].qini - self.curves[first].qini
            if more[0] > max(float(more[1:].std()), lead):
                best, lead = name, float(more[0])
        return best

    def qini(self, name: str) -> tuple[float, float, float]:
        """Return a learner's Qini coefficient and its interval."""
        drawn = self.curves[name].qini
        return float(drawn[0]), *interval(drawn[1:])

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a learner: its figures and their intervals."""
        return [
            {"learner": name, **_figures("qini", one.qini), **_figures("auuc", one.auuc)}
            for name, one in self.curves.items()
        ]

    def points(self) -> list[dict[str, Any]]:
        """Return the curves as rows, the band of each share contacted beside its gain: what the chart draws."""
        found = []
        for name, one in self.curves.items():
            low, high = np.quantile(one.gain[1:], [0.025, 0.975], axis=0)
            found += [
                {"learner": name, "share": float(share), "gain": float(gain), "low": float(down), "high": float(up)}
                for share, gain, down, up in zip(one.share, one.gain[0], low, high, strict=True)
            ]
        return found


def _figures(name: str, drawn: Vector) -> dict[str, float]:
    low, high = interval(drawn[1:])
    return {name: float(drawn[0]), f"{name}_low": low, f"{name}_high": high}


def compare(trial: Trial, found: OutOfFold, draws: int, seed: int) -> Compared:
    """Return the Qini curves of every learner's out-of-fold effects."""
    weight = weights(trial)
    parts: list[Summed] = []
    for effect in found.effects.values():
        cell = cells(ranks(effect, found.fold, seed), trial)
        parts += [(cell, weight), (cell, weight * trial.outcome)]
    drawn = sums(parts, trial.treated, draws, seed)
    pairs = zip(found.effects, drawn[::2], drawn[1::2], strict=True)
    return Compared({name: curve(sizes, outcomes) for name, sizes, outcomes in pairs})
