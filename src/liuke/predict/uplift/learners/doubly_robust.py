"""The doubly-robust learner (Kennedy 2023): effects regressed from pseudo-outcomes of customers held aside.

With outcomes μ₀, μ₁ expected in either arm and the probability e of being treated, the pseudo-outcome (Robins,
Rotnitzky & Zhao 1994)

    ψ = μ₁(x) − μ₀(x) + (t − e) / (e (1 − e)) · (y − μ_t(x))

has the effect as its mean wherever e is right, as it is in a lottery, whatever the models of the outcome.
"""

import numpy as np

from liuke.language import Text
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.learners.effects import Effect
from liuke.predict.uplift.learners.learner import Learner
from liuke.predict.uplift.outcomes import Amount, Base
from liuke.predict.uplift.ridge import regress
from liuke.predict.uplift.trial import Trial, spread

HALVES = 2


def pseudo_outcome(trial: Trial, without: Vector, met: Vector) -> Vector:
    """Return ψ of each customer, given the outcomes expected in either arm by models that have not seen them."""
    expected = np.where(trial.treated, met, without)
    lever = (trial.treated - trial.chance) / (trial.chance * (1 - trial.chance))
    found: Vector = met - without + lever * (trial.outcome - expected)
    return found


def _learn(trial: Trial, base: Base) -> Effect:
    """Learn the outcomes on one half, ψ and its regression on the other, and the same the other way round."""
    half = spread(trial, HALVES, base.seed + 1)
    psi = np.empty(len(trial))
    for one in range(HALVES):
        without, met = Base(base.kind, base.seed).arms(trial.take(np.flatnonzero(half != one)))
        here = np.flatnonzero(half == one)
        rows = trial.take(here)
        psi[here] = pseudo_outcome(rows, without(rows.features), met(rows.features))
    return Amount(regress(trial.inputs, trial.features, psi))


DOUBLY_ROBUST = Learner("dr", Text("doubly robust learner", "双重稳健学习器"), _learn)
