"""Timing: when customers leave. Survival curves, Cox regression, and the hazard of leaving by tenure."""

from liuke.predict.timing.cox import Cox, cox
from liuke.predict.timing.hazard import Estimate, Hazard, by_tenure, fit_hazard, learn_hazard
from liuke.predict.timing.kaplan_meier import Curve, Survival, kaplan_meier
from liuke.predict.timing.lasting import Lasting, Timing, time_stays
from liuke.predict.timing.life_table import LifeTable
from liuke.predict.timing.log_rank import LogRank
from liuke.predict.timing.of_run import RunTiming, keep_timing
from liuke.predict.timing.pairs import concordance
from liuke.predict.timing.periods import person_periods
from liuke.predict.timing.question import SurvivalAnswer, ask_survival
from liuke.predict.timing.several import TimingDrivers, ask_timing_drivers
from liuke.predict.timing.staying import remaining, survival
from liuke.predict.timing.stays import Stays, no_stays

__all__ = [
    "Cox",
    "Curve",
    "Estimate",
    "Hazard",
    "Lasting",
    "LifeTable",
    "LogRank",
    "RunTiming",
    "Stays",
    "Survival",
    "SurvivalAnswer",
    "Timing",
    "TimingDrivers",
    "ask_survival",
    "ask_timing_drivers",
    "by_tenure",
    "concordance",
    "cox",
    "fit_hazard",
    "kaplan_meier",
    "keep_timing",
    "learn_hazard",
    "no_stays",
    "person_periods",
    "remaining",
    "survival",
    "time_stays",
]
