"""Paths: what those who left did in their last steps, beside what those who stayed did in theirs."""

from liuke.explain.paths.comparing import Asked, Compared, compare
from liuke.explain.paths.moments import ByEvent, BySilence, ByStay, Leaving
from liuke.explain.paths.question import PathsAnswer, ask_paths
from liuke.explain.paths.separating import Separator, controlled
from liuke.explain.paths.who import by_event, by_run, silence

__all__ = [
    "Asked",
    "ByEvent",
    "BySilence",
    "ByStay",
    "Compared",
    "Leaving",
    "PathsAnswer",
    "Separator",
    "ask_paths",
    "by_event",
    "by_run",
    "compare",
    "controlled",
    "silence",
]
