"""Baskets: what is bought together, what is bought next, and what to recommend to whom."""

from liuke.explain.baskets.items import LEVELS, Level
from liuke.explain.baskets.question import BasketAnswer, ask_next, ask_together
from liuke.explain.baskets.recommending import Recommended, recommend

__all__ = ["LEVELS", "BasketAnswer", "Level", "Recommended", "ask_next", "ask_together", "recommend"]
