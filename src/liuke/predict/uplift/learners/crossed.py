"""The X-learner (Künzel et al. 2019, § 2): effects imputed by the other arm's model, and regressed in each arm."""

import numpy as np

from liuke.language import Text
from liuke.predict.uplift.learners.effects import Blended, Effect
from liuke.predict.uplift.learners.learner import Learner
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.ridge import regress
from liuke.predict.uplift.trial import Trial


def _learn(trial: Trial, base: Base) -> Effect:
    """τ(x) = e τ₀(x) + (1 − e) τ₁(x), with e the share treated: the arm with more customers is trusted more."""
    without, met = base.arms(trial)
    control, treated = trial.arm(treated=False), trial.arm(treated=True)
    of_control = regress(trial.inputs, control.features, met(control.features) - control.outcome)
    of_treated = regress(trial.inputs, treated.features, treated.outcome - without(treated.features))
    return Blended(of_control, of_treated, float(np.mean(trial.chance)))


CROSSED = Learner("x", Text("X-learner", "X 学习器（交叉）"), _learn)
