"""Recommending: what a customer is likely to buy next, again or for the first time."""

from liuke.explain.baskets.recommending.judging import Judged, Method
from liuke.explain.baskets.recommending.question import Recommended, recommend
from liuke.explain.baskets.recommending.scoring import Weights

__all__ = ["Judged", "Method", "Recommended", "Weights", "recommend"]
