"""Measure: the metric centre. A number gets its meaning here and nowhere else."""

from liuke.measure.activity import activity, until, with_previous
from liuke.measure.asking import Answer, ask, ask_all
from liuke.measure.attributes import FOUND_LATER, attribute_label
from liuke.measure.cohorts import cohorts
from liuke.measure.conditions import Condition, read_condition
from liuke.measure.headline import headline
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Metric
from liuke.measure.registry import FAMILIES, METRICS, find_metric, search_metrics
from liuke.measure.retention import Matrix, RetentionQuestion, order_retention, read_question, retention_matrix
from liuke.measure.silence import Window, gap_histogram, propose_window, visits
from liuke.measure.spells import spells
from liuke.measure.summary import first_channels, summary

__all__ = [
    "FAMILIES",
    "FOUND_LATER",
    "METRICS",
    "Answer",
    "Condition",
    "Inputs",
    "Matrix",
    "Metric",
    "RetentionQuestion",
    "Window",
    "activity",
    "ask",
    "ask_all",
    "attribute_label",
    "cohorts",
    "find_metric",
    "first_channels",
    "gap_histogram",
    "headline",
    "order_retention",
    "propose_window",
    "read_condition",
    "read_question",
    "retention_matrix",
    "search_metrics",
    "spells",
    "summary",
    "until",
    "visits",
    "with_previous",
]
