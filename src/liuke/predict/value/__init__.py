"""Lifetime value: buy-till-you-die models and what a purchase is worth."""

from liuke.predict.value.bg_nbd import BGNBD
from liuke.predict.value.counts import Counts
from liuke.predict.value.fit import ValueFit, fit_value
from liuke.predict.value.gamma_gamma import GammaGamma
from liuke.predict.value.history import summarize
from liuke.predict.value.pareto_nbd import ParetoNBD

__all__ = ["BGNBD", "Counts", "GammaGamma", "ParetoNBD", "ValueFit", "fit_value", "summarize"]
