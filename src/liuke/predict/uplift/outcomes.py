"""What a customer is expected to do: the base model of every learner.

Outcomes of 0 and 1 are learnt by one of the kinds of models of `liuke.predict.learning`, money by additive regression.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit

from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Task
from liuke.predict.learning.sample import Matrix, Vector, held_out
from liuke.predict.uplift.ridge import regress
from liuke.predict.uplift.trial import Trial

type Outcome = Callable[[Matrix], Vector]

ENOUGH = 5_000
"""From so many rows on, one part held out says when to stop as well as three do."""
RARE = 10
"""With fewer of either outcome the mean says more than a model."""


@dataclass(slots=True)
class Base:
    """The base model: which of `KINDS`, and the seed. What it learnt of a trial's arms last, it remembers.

    Several learners begin with the same two models, and learning them is most of the work.
    """

    kind: str
    seed: int
    _last: tuple[Trial, tuple[Outcome, Outcome]] | None = field(default=None, init=False, repr=False)

    def learn(self, trial: Trial) -> Outcome:
        """Return the expected outcome as a function of rows of features, learnt from all customers of `trial`."""
        if not trial.binary:
            return regress(trial.inputs, trial.features, trial.outcome).margin
        events = trial.outcome.sum()
        if min(events, len(trial) - events) < RARE:
            level = float((events + 1) / (len(trial) + 2))
            return lambda rows: np.full(len(rows), level)
        sample = trial.sample()
        train, watch = held_out(sample, self.seed) if len(sample) >= ENOUGH else (sample, None)
        model = KINDS[self.kind].fit(Task(trial.inputs, train, watch, self.seed))
        return lambda rows: np.asarray(expit(model.margin(rows)), dtype=np.float64)

    def arms(self, trial: Trial) -> tuple[Outcome, Outcome]:
        """Return the expected outcome without and with the treatment, each learnt from the customers of its arm."""
        if self._last is None or self._last[0] is not trial:
            without, met = (self.learn(trial.arm(treated)) for treated in (False, True))
            self._last = trial, (without, met)
        return self._last[1]
