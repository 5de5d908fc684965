"""The T-learner: a model of the outcome for each arm, and their difference (Künzel et al. 2019, § 2)."""

from liuke.language import Text
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.uplift.learners.learner import Effect, Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Trial


def _learn(trial: Trial, base: Base) -> Effect:
    without, met = base.arms(trial)

    def effect(rows: Matrix) -> Vector:
        return met(rows) - without(rows)

    return effect


TWO = Learner("t", Text("T-learner", "T-learner（双模型）"), _learn)
