"""What a learner of effects is."""

from collections.abc import Callable
from dataclasses import dataclass

from liuke.language import Text
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.trial import Trial

type Effect = Callable[[Matrix], Vector]
"""Rows of features in, the expected difference that the treatment makes to the outcome out."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A way to learn effects from a trial with a base model of the outcome."""

    id: str
    label: Text
    learn: Callable[[Trial, Base], Effect]
