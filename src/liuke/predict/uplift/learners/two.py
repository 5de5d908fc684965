"""The T-learner: a model of the outcome for each arm, and their difference (Künzel et al. 2019, § 2)."""

from liuke.language import Text
from liuke.predict.uplift.learners.effects import Between, Effect
from liuke.predict.uplift.learners.learner import Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Trial


def _learn(trial: Trial, base: Base) -> Effect:
    return Between(*base.arms(trial))


TWO = Learner("t", Text("T-learner", "T 学习器（双模型）"), _learn)
