"""What models learn from: a matrix of inputs, who left, and how much each row counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Matrix = NDArray[np.float64]
type Vector = NDArray[np.float64]
type Labels = NDArray[np.int8]
type Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Input:
    """One column of the matrix: `source` is the feature or attribute it is made from, which reasons are told of.

    `risky` is +1 where more of it can only speak for leaving, −1 where less can, 0 where either may.
    """

    id: str
    source: str
    risky: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows to learn from or to be judged on.

    `features` has shape (rows, inputs), NaN where a value is not known; `left` is 1 for who left and 0 for who stayed;
    `weight` is how much a row counts (a customer in many snapshots has one say, not many).
    """

    features: Matrix
    left: Labels
    weight: Vector

    def __len__(self) -> int:
        return len(self.left)

    def take(self, places: Places) -> "Sample":
        """Return the rows at `places`."""
        return Sample(self.features[places], self.left[places], self.weight[places])


def balanced(sample: Sample) -> Sample:
    """Return the sample with weights by which those who left count together as much as those who stayed.

    All rows together count as before; King & Zeng (2001) on rare events. Nothing is drawn, repeated or left out.
    """
    left = sample.left == 1
    ours, theirs = float(sample.weight[left].sum()), float(sample.weight[~left].sum())
    if not ours or not theirs:
        return sample
    half = (ours + theirs) / 2
    return Sample(sample.features, sample.left, sample.weight * np.where(left, half / ours, half / theirs))


def held_out(sample: Sample, seed: int, share: float = 0.2) -> tuple[Sample, Sample]:
    """Return the sample in two, `share` of those who left and of those who stayed in the second."""
    random = np.random.default_rng(seed)
    second = np.zeros(len(sample), dtype=bool)
    for label in (0, 1):
        places = np.flatnonzero(sample.left == label)
        second[random.permutation(places)[: max(1, round(share * len(places)))]] = True
    return sample.take(np.flatnonzero(~second)), sample.take(np.flatnonzero(second))
