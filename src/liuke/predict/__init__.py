"""Predict: who will leave, what they are worth, and how well that held on past data."""

from liuke.predict.churn import ChurnFit, build_scores, features, predict_churn, word
from liuke.predict.value import ValueFit, fit_value

__all__ = ["ChurnFit", "ValueFit", "build_scores", "features", "fit_value", "predict_churn", "word"]
