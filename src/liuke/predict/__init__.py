"""Predict: who will leave, what they are worth, and how well that held on past data."""

from liuke.predict.churn_model import ChurnFit, History, build_scores, contract_scores, predict_churn, word
from liuke.predict.features import Feature, build
from liuke.predict.notebook import Prediction, churn, lifetime_value, table
from liuke.predict.value import ValueFit, fit_value

__all__ = [
    "ChurnFit",
    "Feature",
    "History",
    "Prediction",
    "ValueFit",
    "build",
    "build_scores",
    "churn",
    "contract_scores",
    "fit_value",
    "lifetime_value",
    "predict_churn",
    "table",
    "word",
]
