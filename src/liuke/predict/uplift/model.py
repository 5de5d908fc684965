"""What an experiment has taught, ready to score customers who were not in it, and to be stored as plain numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from liuke.predict.learning.sample import Input, Matrix, Vector
from liuke.predict.uplift.answer import any_money
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.heterogeneity import Calibrated
from liuke.predict.uplift.learners import LEARNERS
from liuke.predict.uplift.learners.effects import Effect, read_effect
from liuke.predict.uplift.offer import Method
from liuke.predict.uplift.outcomes import Base, Outcome, read_outcome
from liuke.predict.uplift.result import Uplift


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of customers, one entry each.

    `without`: the outcome without contact; `well`: the probability of the good one; `uplift`: what contact changes,
    with the 95 % interval of customers who look alike; `off`: by how much their effect is above the mean.
    """

    without: Vector
    well: Vector
    uplift: Vector
    low: Vector
    high: Vector
    off: Vector


@dataclass(frozen=True, slots=True)
class UpliftModel:
    """The champion learnt from the whole experiment, and how its effects come true.

    `centre` is its mean effect on the customers of the experiment; `line` turns what an effect is off that mean into
    what is to be expected. Where effects are not shown to differ, `usable` is false and everybody's is the average.
    """

    learner: str
    inputs: tuple[Input, ...]
    effect: Effect
    without: Outcome
    well: Outcome
    line: Calibrated
    centre: float
    usable: bool

    @classmethod
    def of(cls, found: Uplift, method: Method) -> Self:
        """Return the model of an answered experiment."""
        trial, base = found.trial, Base(method.kind, method.seed)
        effect = LEARNERS[found.champion].learn(trial, base)
        without = base.learn(trial.arm(treated=False))
        well = without if trial.binary else base.learn(any_money(trial).arm(treated=False))
        centre = float(effect(trial.features).mean())
        return cls(found.champion, trial.inputs, effect, without, well, found.calibration, centre, found.usable)

    def forecast(self, rows: Matrix) -> Forecast:
        """Return what is expected of rows of shape (rows, inputs), NaN where a value is not known."""
        off = self.effect(rows) - self.centre if self.usable else np.zeros(len(rows))
        low, high = self.line.interval(off)
        uplift = self.line.average.value + max(self.line.slope.value, 0.0) * off
        return Forecast(self.without(rows), self.well(rows).clip(0, 1), uplift, low, high, off)

    def record(self) -> dict[str, Any]:
        """Return everything that scoring needs, for JSON."""
        return {
            "inputs": [{"id": one.id, "source": one.source, "risky": one.risky} for one in self.inputs],
            "learner": self.learner,
            "effect": self.effect.record(),
            "without": self.without.record(),
            "well": self.well.record(),
            "calibration": {
                "average": [self.line.average.value, self.line.average.error],
                "slope": [self.line.slope.value, self.line.slope.error],
                "covariance": self.line.covariance,
            },
            "centre": self.centre,
            "usable": self.usable,
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote; it scores exactly as the one written."""
        line = record["calibration"]
        return cls(
            record["learner"],
            tuple(Input(one["id"], one["source"], one["risky"]) for one in record["inputs"]),
            read_effect(record["effect"]),
            read_outcome(record["without"]),
            read_outcome(record["well"]),
            Calibrated(Estimate(*line["average"]), Estimate(*line["slope"]), float(line["covariance"])),
            float(record["centre"]),
            bool(record["usable"]),
        )
