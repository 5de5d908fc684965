"""Uplift: what contact changes, learnt from experiments, and whom to contact."""

from liuke.predict.uplift.estimate import estimate
from liuke.predict.uplift.learners import LEARNERS
from liuke.predict.uplift.offer import Method, Offer
from liuke.predict.uplift.question import Question
from liuke.predict.uplift.result import Uplift

__all__ = ["LEARNERS", "Method", "Offer", "Question", "Uplift", "estimate"]
