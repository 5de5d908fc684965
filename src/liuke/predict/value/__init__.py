"""Lifetime value: buy-till-you-die models and what a purchase is worth."""

from liuke.predict.value.bg_bb import BGBB
from liuke.predict.value.bg_nbd import BGNBD, MBGNBD
from liuke.predict.value.contracts import ContractFit, fit_contracts
from liuke.predict.value.counts import Counts
from liuke.predict.value.fit import ValueFit, fit_value
from liuke.predict.value.gamma_gamma import GammaGamma
from liuke.predict.value.history import summarize
from liuke.predict.value.models import BuyTillYouDie, model_of, p_silent
from liuke.predict.value.occasions import occasions
from liuke.predict.value.pareto_nbd import ParetoNBD
from liuke.predict.value.renewal_holdout import judge_contracts
from liuke.predict.value.sbg import SBG
from liuke.predict.value.survivors import Survivors

__all__ = [
    "BGBB",
    "BGNBD",
    "MBGNBD",
    "SBG",
    "BuyTillYouDie",
    "ContractFit",
    "Counts",
    "GammaGamma",
    "ParetoNBD",
    "Survivors",
    "ValueFit",
    "fit_contracts",
    "fit_value",
    "judge_contracts",
    "model_of",
    "occasions",
    "p_silent",
    "summarize",
]
