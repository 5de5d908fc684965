"""The S-learner: one model of the outcome that knows of the treatment (Künzel, Sekhon, Bickel & Yu 2019, § 2).

The base models are additive, and a bare mark of the treatment would give all customers one effect. So each input stands
there twice: as it is, and once more for the treated alone, not known for the others.
"""

import numpy as np

from liuke.language import Text
from liuke.predict.learning.sample import Input, Matrix, Vector
from liuke.predict.uplift.learners.learner import Effect, Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Marks, Trial

AGAIN = " if treated"


def _learn(trial: Trial, base: Base) -> Effect:
    twice = Trial(
        (*trial.inputs, *(Input(one.id + AGAIN, one.source) for one in trial.inputs), Input("treated", "treated")),
        _rows(trial.features, trial.treated),
        trial.treated,
        trial.outcome,
        trial.chance,
        trial.binary,
    )
    outcome = base.learn(twice)

    def effect(rows: Matrix) -> Vector:
        every = np.ones(len(rows), dtype=bool)
        return outcome(_rows(rows, every)) - outcome(_rows(rows, ~every))

    return effect


def _rows(features: Matrix, treated: Marks) -> Matrix:
    again = np.where(treated[:, None], features, np.nan)
    return np.hstack([features, again, treated[:, None].astype(np.float64)])


SINGLE = Learner("s", Text("S-learner", "S-learner（单模型）"), _learn)
