"""What the kinds of models share: how they are learnt, asked, explained and stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from liuke.language import Text
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.sample import Input, Matrix, Sample, Vector, balanced

if TYPE_CHECKING:
    from optuna import Trial


CLASS_WEIGHTS = "class_weights"
"""The option of every kind by which the rarer outcome weighs as much as the other."""


class Model(Protocol):
    """A model of the log-odds of leaving; `rows` have shape (rows, inputs), NaN where a value is not known."""

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving, not yet calibrated."""

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to each row's log-odds, shape (rows, inputs)."""

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers and texts for JSON."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is to be learnt from.

    `train` are the rows to learn from. `watch` are rows to stop by and to choose by, which came later; without them,
    part of `train` is held out for that, and the model is learnt again from all of it.
    """

    inputs: tuple[Input, ...]
    train: Sample
    watch: Sample | None
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weighed(self) -> "Task":
        """The task with classes weighed as its options ask for, and that option done with.

        What is learnt from it says too high a chance of what is rare: its margins are to be calibrated by rows that
        weigh as they came.
        """
        if CLASS_WEIGHTS not in self.options:
            return self
        rest = {name: value for name, value in self.options.items() if name != CLASS_WEIGHTS}
        if not self.options[CLASS_WEIGHTS]:
            return replace(self, options=rest)
        watch = None if self.watch is None else balanced(self.watch)
        return replace(self, train=balanced(self.train), watch=watch, options=rest)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of model.

    `options` proposes options to a search (None: there is nothing to search). `exact` says that contributions are the
    model itself, not a picture of it. `apart` names the modules with which, once they are loaded, it can be learnt
    beside others: kinds learnt with scikit-learn cannot, since it changes what the whole process does about warnings.
    """

    id: str
    family: str
    label: Text
    learnt: Callable[[Task], Model]
    read: Callable[[Mapping[str, Any]], Model]
    options: "Callable[[Trial], dict[str, Any]] | None" = None
    exact: bool = True
    apart: tuple[str, ...] = ()

    def fit(self, task: Task) -> Model:
        """Return the model learnt from a task, with its classes weighed where it asks for that."""
        return self.learnt(task.weighed)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model of some kind and its calibration: what scores customers."""

    kind: str
    inputs: tuple[Input, ...]
    model: Model
    calibration: Calibration = field(default_factory=Calibration)

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds before calibration."""
        return self.model.margin(rows)

    def probability(self, rows: Matrix) -> Vector:
        """Return the calibrated probability of leaving."""
        return self.calibration.probability(self.margin(rows))

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to each row's calibrated log-odds, shape (rows, inputs)."""
        return self.calibration.slope * self.model.contributions(rows)

    def calibrated(self, calibration: Calibration) -> "Fitted":
        """Return the same model with another calibration."""
        return Fitted(self.kind, self.inputs, self.model, calibration)

    def record(self) -> dict[str, Any]:
        """Return everything that scoring needs, for JSON."""
        return {
            "inputs": [{"id": one.id, "source": one.source, "risky": one.risky} for one in self.inputs],
            "calibration": self.calibration.record(),
            "model": self.model.record(),
        }

    @classmethod
    def read(cls, kind: str, record: Mapping[str, Any], kinds: Mapping[str, Kind]) -> "Fitted":
        """Return the model that `record` wrote; it scores exactly as the one written."""
        inputs = tuple(Input(one["id"], one["source"], one["risky"]) for one in record["inputs"])
        return cls(kind, inputs, kinds[kind].read(record["model"]), Calibration.read(record["calibration"]))


def by_source(contributions: Matrix, inputs: Sequence[Input], sources: Sequence[str]) -> Matrix:
    """Return contributions summed by the feature or attribute that the inputs are made from, in the order given."""
    place = {source: at for at, source in enumerate(sources)}
    belongs = np.zeros((len(inputs), len(sources)))
    for row, one in enumerate(inputs):
        belongs[row, place[one.source]] = 1.0
    found: Matrix = contributions @ belongs
    return found
