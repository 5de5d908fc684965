"""The S-learner: one model of the outcome that knows of the treatment (Künzel, Sekhon, Bickel & Yu 2019, § 2).

The base models are additive, and a bare mark of the treatment would give all customers one effect. So each input stands
there twice: as it is, and once more for the treated alone, not known for the others.
"""

from liuke.language import Text
from liuke.predict.learning.sample import Input
from liuke.predict.uplift.learners.effects import AskedTwice, Effect, with_arm
from liuke.predict.uplift.learners.learner import Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Trial

AGAIN = " if treated"


def _learn(trial: Trial, base: Base) -> Effect:
    twice = Trial(
        (*trial.inputs, *(Input(one.id + AGAIN, one.source) for one in trial.inputs), Input("treated", "treated")),
        with_arm(trial.features, trial.treated),
        trial.treated,
        trial.outcome,
        trial.chance,
        trial.binary,
    )
    return AskedTwice(base.learn(twice))


SINGLE = Learner("s", Text("S-learner", "S 学习器（单模型）"), _learn)
