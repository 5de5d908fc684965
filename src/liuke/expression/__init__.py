"""Expressions that a person writes in settings: a small language over the columns of one table.

A text becomes a tree of `Node`s or is refused with its place. SQLGlot reads it; each token and each syntax node that is
not of the language is refused, so that no text, query or function can pass through to an engine.
"""

from liuke.expression.beside import MetricsFile
from liuke.expression.declared import Names, UserMetric, metric_twice
from liuke.expression.feature import FeaturePart, UserFeature, UserFeatures, feature_twice
from liuke.expression.node import ALLOWED, FUNCTIONS, Constant, Node, RefusedError
from liuke.expression.syntax import OPERATIONS, read_expression

__all__ = [
    "ALLOWED",
    "FUNCTIONS",
    "OPERATIONS",
    "Constant",
    "FeaturePart",
    "MetricsFile",
    "Names",
    "Node",
    "RefusedError",
    "UserFeature",
    "UserFeatures",
    "UserMetric",
    "feature_twice",
    "metric_twice",
    "read_expression",
]
