"""The Qini curve: what a ranking by predicted effect would have gained, fraction by fraction contacted.

Radcliffe (2007), “Using Control Groups to Target on Predicted Lift”, Direct Marketing Analytics Journal 1, 14–21. With
N_t(φ), N_c(φ) customers of either arm in the best-ranked share φ, and R_t(φ), R_c(φ) the sums of their outcomes,

    g(φ) = (R_t(φ) − R_c(φ) · N_t(φ) / N_c(φ)) / N_t

in outcomes a customer of the whole: at φ = 1 it is the average effect. The **Qini coefficient** is the area between the
curve and the straight line to its end, which is what contacting at random gains, in the same unit: it is not divided by
the area of a best possible curve, which no model could reach and which money has none of. **AUUC** is the whole area.
Where the probability of treatment differs, customers count by its inverse.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.trial import Trial

BLOCKS = 100

type Sums = NDArray[np.float64]


def cells(rank: Vector, trial: Trial) -> NDArray[np.intp]:
    """Return each customer's cell: 2 · (hundredth of the ranking) + arm."""
    block = np.minimum((rank * BLOCKS).astype(np.intp), BLOCKS - 1)
    found: NDArray[np.intp] = 2 * block + trial.treated
    return found


def weights(trial: Trial) -> Vector:
    """Return how many customers each stands for: the inverse of the probability of the arm it is in."""
    return 1 / np.where(trial.treated, trial.chance, 1 - trial.chance)


@dataclass(frozen=True, slots=True)
class Curve:
    """Qini curves: shares contacted (points), gains (draws, points), and of each draw the two areas."""

    share: Vector
    gain: Sums
    qini: Vector
    auuc: Vector


def curve(sizes: Sums, outcomes: Sums) -> Curve:
    """Return the curves of sums by cell, shape (draws, 2 · blocks): of weights, and of weights times outcomes."""
    control, treated = sizes[:, 0::2].cumsum(axis=1), sizes[:, 1::2].cumsum(axis=1)
    of_control, of_treated = outcomes[:, 0::2].cumsum(axis=1), outcomes[:, 1::2].cumsum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(control > 0, of_control / control, 0.0)
    gain = (of_treated - mean * treated) / treated[:, -1:]
    gain = np.hstack([np.zeros((len(gain), 1)), gain])
    share = np.linspace(0, 1, gain.shape[1])
    auuc = (gain[:, 1:] + gain[:, :-1]).sum(axis=1) / (2 * (gain.shape[1] - 1))
    return Curve(share, gain, auuc - gain[:, -1] / 2, auuc)
