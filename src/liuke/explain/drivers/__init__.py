"""Drivers: what sets customers who left apart from those who stayed. Association is never called cause."""

from liuke.explain.drivers import paths, saying
from liuke.explain.drivers.answer import NOT_CAUSE, Drivers, find_drivers
from liuke.explain.drivers.choosing import LEVEL
from liuke.explain.drivers.of_run import keep_drivers, read_drivers
from liuke.explain.drivers.table import LEFT, WENT, Column, Settled

__all__ = [
    "LEFT",
    "LEVEL",
    "NOT_CAUSE",
    "WENT",
    "Column",
    "Drivers",
    "Settled",
    "find_drivers",
    "keep_drivers",
    "paths",
    "read_drivers",
    "saying",
]
