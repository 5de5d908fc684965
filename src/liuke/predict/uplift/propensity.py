"""The probability with which a customer was to be treated, where no lottery decided."""

import numpy as np
from scipy.special import expit

from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Task
from liuke.predict.learning.sample import Sample, Vector
from liuke.predict.uplift.trial import Trial, spread

KIND = "logistic"
EDGE = 0.01
"""Nobody counts for more than a hundred customers."""


def estimated(trial: Trial, folds: int, seed: int) -> Vector:
    """Return each customer's probability by a model learnt from the other folds (Rosenbaum & Rubin 1983)."""
    fold = spread(trial, folds, seed + 2)
    arm = Sample(trial.features, trial.treated.astype(np.int8), np.ones(len(trial)))
    found = np.empty(len(trial))
    for one in range(folds):
        here = np.flatnonzero(fold == one)
        model = KINDS[KIND].fit(Task(trial.inputs, arm.take(np.flatnonzero(fold != one)), None, seed))
        found[here] = expit(model.margin(trial.features[here]))
    return found.clip(EDGE, 1 - EDGE)
