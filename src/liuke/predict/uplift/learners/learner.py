"""What a learner of effects is."""

from collections.abc import Callable
from dataclasses import dataclass

from liuke.language import Text
from liuke.predict.uplift.learners.effects import Effect
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Trial


@dataclass(frozen=True, slots=True)
class Learner:
    """A way to learn effects from a trial with a base model of the outcome."""

    id: str
    label: Text
    learn: Callable[[Trial, Base], Effect]
