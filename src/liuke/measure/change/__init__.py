"""Change: whether a period really differs from the one before, and which groups of customers the change comes from."""

from liuke.measure.change.changed import VERDICTS, Change, changed, possible
from liuke.measure.change.contributions import Contribution, contributions
from liuke.measure.change.sentence import said, sentence, usual_range
from liuke.measure.change.usual import Usual, usual

__all__ = [
    "VERDICTS",
    "Change",
    "Contribution",
    "Usual",
    "changed",
    "contributions",
    "possible",
    "said",
    "sentence",
    "usual",
    "usual_range",
]
