"""Churn: who will not purchase again soon, learnt from snapshots and judged on later time."""

from liuke.predict.churn.features import FEATURES, Feature, features
from liuke.predict.churn.fit import ChurnFit, predict_churn
from liuke.predict.churn.reasons import word
from liuke.predict.churn.score import build_scores

__all__ = ["FEATURES", "ChurnFit", "Feature", "build_scores", "features", "predict_churn", "word"]
