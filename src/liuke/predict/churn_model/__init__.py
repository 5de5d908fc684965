"""Churn: who will leave soon, learnt from snapshots and judged on later time."""

from liuke.predict.churn_model.contract_score import contract_scores
from liuke.predict.churn_model.fit import ChurnFit, predict_churn
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.score import build_scores
from liuke.predict.churn_model.wording import sentence, word

__all__ = ["ChurnFit", "History", "build_scores", "contract_scores", "predict_churn", "sentence", "word"]
