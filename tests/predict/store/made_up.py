"""Models and cards of made-up people, and what a run hands to the store."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.orders import Orders
from liuke.predict.features import BY_ID
from liuke.predict.learning.learn import learn
from liuke.predict.learning.model import Fitted
from tests.predict.learning.people import INPUTS, people

FEATURES = tuple(replace(BY_ID["recency_days"], id=one.id, totals=()) for one in INPUTS)
KNOWN = [one.id for one in INPUTS]
AS_OF = date(2026, 3, 31)


@cache
def fitted(kind: str = "logistic", seed: int = 0) -> Fitted:
    return learn(kind, INPUTS, people(400, seed), people(300, seed + 100), seed)


def duel(
    challenger: str, loss: float, profit: float = 0.0, error: float = 0.01, against: str = "boosted"
) -> dict[str, Any]:
    return {
        "challenger": challenger,
        "against": against,
        "log_loss_gain": loss,
        "log_loss_error": error,
        "profit_gain": profit,
        "profit_error": 0.5,
        "won": False,
    }


def card(kind: str = "logistic", as_of: date = AS_OF, **more: Any) -> dict[str, Any]:
    return {"name": "churn", "kind": kind, "as_of": str(as_of), "metrics": {"auc": 0.8}, **more}


def fit(kind: str = "logistic", seed: int = 0, as_of: date = AS_OF, horizon: int = 60, **more: Any) -> ChurnFit:
    """Return what a run has learnt; another seed is a model learnt anew."""
    return ChurnFit(fitted(kind, seed), card(kind, as_of, **more), horizon, 0.9, None, Orders(60), FEATURES)
