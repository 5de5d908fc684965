"""Expressions that a person writes in settings: a small language over the columns of one table.

A text becomes a tree of `Node`s or is refused with its place. SQLGlot reads it; each token and each syntax node that is
not of the language is refused, so that no text, query or function can pass through to an engine.
"""

from liuke.expression.declared import MetricsFile, Names, UserMetric, metric_twice
from liuke.expression.node import ALLOWED, FUNCTIONS, Constant, Node, RefusedError
from liuke.expression.syntax import OPERATIONS, read_expression

__all__ = [
    "ALLOWED",
    "FUNCTIONS",
    "OPERATIONS",
    "Constant",
    "MetricsFile",
    "Names",
    "Node",
    "RefusedError",
    "UserMetric",
    "metric_twice",
    "read_expression",
]
