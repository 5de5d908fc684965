"""Learners of effects, by name. A new learner is a file here and its line in `LEARNERS`."""

from collections.abc import Mapping

from liuke.predict.uplift.learners.crossed import CROSSED
from liuke.predict.uplift.learners.doubly_robust import DOUBLY_ROBUST
from liuke.predict.uplift.learners.learner import Learner
from liuke.predict.uplift.learners.single import SINGLE
from liuke.predict.uplift.learners.two import TWO

LEARNERS: Mapping[str, Learner] = {one.id: one for one in (DOUBLY_ROBUST, SINGLE, TWO, CROSSED)}
"""The first is the champion: the others must beat it by more than a standard error."""

__all__ = ["LEARNERS", "Learner"]
