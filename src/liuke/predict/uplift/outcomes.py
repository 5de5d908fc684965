"""What a customer is expected to do: the base model of every learner.

Outcomes of 0 and 1 are learnt by one of the kinds of models of `liuke.predict.learning`, money by additive regression.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import expit

from liuke.predict.learning.additive import Additive
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Model, Task
from liuke.predict.learning.sample import Matrix, Vector, held_out
from liuke.predict.uplift.ridge import regress
from liuke.predict.uplift.trial import Trial


@dataclass(frozen=True, slots=True)
class Level:
    """The same outcome for everybody."""

    form: ClassVar[str] = "level"
    value: float

    def __call__(self, rows: Matrix) -> Vector:
        """Return the expected outcome of each row."""
        return np.full(len(rows), self.value)

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {"form": self.form, "value": self.value}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote."""
        return cls(float(record["value"]))


@dataclass(frozen=True, slots=True)
class Chance:
    """The probability of the outcome 1, by a model of one of `KINDS`."""

    form: ClassVar[str] = "chance"
    kind: str
    model: Model

    def __call__(self, rows: Matrix) -> Vector:
        """Return the probability of each row."""
        return np.asarray(expit(self.model.margin(rows)), dtype=np.float64)

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {"form": self.form, "kind": self.kind, "model": self.model.record()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote."""
        return cls(record["kind"], KINDS[record["kind"]].read(record["model"]))


@dataclass(frozen=True, slots=True)
class Amount:
    """The expected money, or effect, by additive regression."""

    form: ClassVar[str] = "amount"
    model: Additive

    def __call__(self, rows: Matrix) -> Vector:
        """Return the expected amount of each row."""
        return self.model.margin(rows)

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {"form": self.form, "model": self.model.record()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote."""
        return cls(Additive.read(record["model"]))


type Outcome = Level | Chance | Amount

OUTCOMES: Mapping[str, type[Level | Chance | Amount]] = {one.form: one for one in (Level, Chance, Amount)}


def read_outcome(record: Mapping[str, Any]) -> Outcome:
    """Return the expected outcome that `record` wrote; it says exactly the same."""
    return OUTCOMES[record["form"]].read(record)


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
            return Amount(regress(trial.inputs, trial.features, trial.outcome))
        events = trial.outcome.sum()
        if min(events, len(trial) - events) < RARE:
            return Level(float((events + 1) / (len(trial) + 2)))
        sample = trial.sample()
        train, watch = held_out(sample, self.seed) if len(sample) >= ENOUGH else (sample, None)
        return Chance(self.kind, KINDS[self.kind].fit(Task(trial.inputs, train, watch, self.seed)))

    def arms(self, trial: Trial) -> tuple[Outcome, Outcome]:
        """Return the expected outcome without and with the treatment, each learnt from the customers of its arm."""
        if self._last is None or self._last[0] is not trial:
            without, met = (self.learn(trial.arm(treated)) for treated in (False, True))
            self._last = trial, (without, met)
        return self._last[1]
