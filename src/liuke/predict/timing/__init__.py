"""Timing: when customers leave. Survival curves, Cox regression, and the hazard of leaving by tenure."""

from liuke.predict.timing.cox import Cox, cox
from liuke.predict.timing.hazard import Estimate, Hazard, by_tenure, fit_hazard, learn_hazard
from liuke.predict.timing.kaplan_meier import Curve, Survival, kaplan_meier
from liuke.predict.timing.log_rank import LogRank
from liuke.predict.timing.pairs import concordance
from liuke.predict.timing.periods import person_periods
from liuke.predict.timing.staying import remaining, survival

__all__ = [
    "Cox",
    "Curve",
    "Estimate",
    "Hazard",
    "LogRank",
    "Survival",
    "by_tenure",
    "concordance",
    "cox",
    "fit_hazard",
    "kaplan_meier",
    "learn_hazard",
    "person_periods",
    "remaining",
    "survival",
]
