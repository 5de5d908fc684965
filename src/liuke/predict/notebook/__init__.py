"""Notebook: what `liuke run` and `liuke predict table` answer, asked of a frame in one call."""

from liuke.predict.notebook.asking import churn, lifetime_value, table
from liuke.predict.notebook.prediction import Prediction

__all__ = ["Prediction", "churn", "lifetime_value", "table"]
