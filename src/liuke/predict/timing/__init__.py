"""Timing: when customers leave. Survival curves, Cox regression, and the hazard of leaving by tenure."""

from liuke.predict.timing.cox import Cox, cox
from liuke.predict.timing.kaplan_meier import Curve, Survival, kaplan_meier
from liuke.predict.timing.log_rank import LogRank
from liuke.predict.timing.pairs import concordance

__all__ = ["Cox", "Curve", "LogRank", "Survival", "concordance", "cox", "kaplan_meier"]
