"""Effects that are judged by customers they were not learnt from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.learners import LEARNERS
from liuke.predict.uplift.learners.doubly_robust import pseudo_outcome
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Fold, Trial, spread


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What models said of customers they had not seen, one entry a customer.

    `fold` of each customer; `without` and `met`: the outcome expected without and with the treatment; `psi`: the
    doubly-robust pseudo-outcome; `effects`: each learner's.
    """

    fold: Fold
    without: Vector
    met: Vector
    psi: Vector
    effects: Mapping[str, Vector]


def out_of_fold(trial: Trial, learners: tuple[str, ...], kind: str, folds: int, seed: int) -> OutOfFold:
    """Return each customer's expected outcomes and effects by models learnt from the other folds."""
    fold = spread(trial, folds, seed)
    without, met = np.empty(len(trial)), np.empty(len(trial))
    effects = {name: np.empty(len(trial)) for name in learners}
    for one in range(folds):
        here = np.flatnonzero(fold == one)
        rows, others, base = trial.features[here], trial.take(np.flatnonzero(fold != one)), Base(kind, seed)
        for into, outcome in zip((without, met), base.arms(others), strict=True):
            into[here] = outcome(rows)
        for name, into in effects.items():
            into[here] = LEARNERS[name].learn(others, base)(rows)
    return OutOfFold(fold, without, met, pseudo_outcome(trial, without, met), effects)


def sequential(trial: Trial, learner: str, kind: str, seed: int, fold: Fold) -> Vector:
    """Return each customer's effect by a model learnt from the folds before theirs; NaN in the first fold."""
    found = np.full(len(trial), np.nan)
    for one in range(1, int(fold.max()) + 1):
        here, before = np.flatnonzero(fold == one), np.flatnonzero(fold < one)
        found[here] = LEARNERS[learner].learn(trial.take(before), Base(kind, seed))(trial.features[here])
    return found


def ranks(effect: Vector, fold: Fold, seed: int) -> Vector:
    """Return each customer's place within the own fold, highest effect first, as a share from 0 to 1.

    Effects of different folds come from different models and are not compared: a model whose training customers had,
    by chance, a larger effect is judged on customers with a smaller one, and would be punished for it. Equal effects
    are put in a random order, so that the order of the file tells nothing.
    """
    chance = np.random.default_rng([seed, 7]).permutation(len(effect))
    found = np.empty(len(effect))
    for one in np.unique(fold):
        here = np.flatnonzero(fold == one)
        order = here[np.lexsort((chance[here], -effect[here]))]
        found[order] = (np.arange(len(order)) + 0.5) / len(order)
    return found
