"""Funnels: of those who begin, how many come how far, where they stop, how long they take."""

from liuke.explain.funnel.asking import Compared, ask_funnel, compare_funnel
from liuke.explain.funnel.count import count_funnel
from liuke.explain.funnel.happened import Happened
from liuke.explain.funnel.question import FunnelQuestion, read_window
from liuke.explain.funnel.result import Funnel

__all__ = [
    "Compared",
    "Funnel",
    "FunnelQuestion",
    "Happened",
    "ask_funnel",
    "compare_funnel",
    "count_funnel",
    "read_window",
]
