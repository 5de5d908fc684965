"""The X-learner (Künzel et al. 2019, § 2): effects imputed by the other arm's model, and regressed in each arm."""

import numpy as np

from liuke.language import Text
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.uplift.learners.learner import Effect, Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.ridge import regress
from liuke.predict.uplift.trial import Trial


def _learn(trial: Trial, base: Base) -> Effect:
    """τ(x) = e τ₀(x) + (1 − e) τ₁(x), with e the share treated: the arm with more customers is trusted more."""
    without, met = base.arms(trial)
    control, treated = trial.arm(treated=False), trial.arm(treated=True)
    of_control = regress(trial.inputs, control.features, met(control.features) - control.outcome)
    of_treated = regress(trial.inputs, treated.features, treated.outcome - without(treated.features))
    share = float(np.mean(trial.chance))

    def effect(rows: Matrix) -> Vector:
        return share * of_control.margin(rows) + (1 - share) * of_treated.margin(rows)

    return effect


CROSSED = Learner("x", Text("X-learner", "X-learner（交叉）"), _learn)
