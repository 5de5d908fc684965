"""Which attributes are named: the one that tells leavers apart most, then what tells more beside it, and so on.

At each step every attribute is tested for what it adds to those already named (Rao's score test, as forward selection
by SAS's PROC LOGISTIC has it; Hosmer, Lemeshow & Sturdivant 2013, 4.3), and the clearest is taken by its likelihood
ratio. The p-value is held against all attributes still waiting, in the manner of Holm (1979): where nothing has to do
with leaving, the chance that anything is named is at most `LEVEL`. Attributes that say the same do not hide each other:
the clearest is named, and the others add nothing to it.
What a later one tells better is dropped again, and does not come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from liuke.explain.drivers.coding import Matrix, Vector
from liuke.explain.drivers.regression import Fit, chance_of, information_of, logistic

LEVEL = 0.01
"""The chance that anything is named where nothing has to do with leaving."""
SAME = 1e-6
"""An input of which the others leave no larger share untold is theirs once more, as “no internet” of each service."""
EACH_INPUT = 5
"""Leavers, and stayers, that each input needs (Vittinghoff & McCulloch 2007, American Journal of Epidemiology 165)."""


@dataclass(frozen=True, slots=True)
class Tested:
    """The test of an attribute: given those named before it, or for one that is not named, given all that are.

    `columns` are its inputs that are not those of the named ones once more.
    """

    attribute: str
    chi_square: float
    freedom: int
    p_value: float
    p_adjusted: float
    named: bool
    columns: tuple[int, ...]


def choose(
    inputs: Matrix, left: Vector, places: Mapping[str, np.ndarray], few: int
) -> tuple[list[Tested], list[Tested], Fit]:
    """Return the attributes that are named in their order, the others by their p-values, and the fit of the named.

    `places` are the columns of each attribute, `few` how many left or stayed, whichever is less.
    """
    from scipy.stats import chi2  # noqa: PLC0415 - slow to load

    named: list[Tested] = []
    order = {name: at for at, name in enumerate(places)}
    waiting, adjusted, fit = list(places), 0.0, logistic(inputs[:, :0], left)
    while True:
        columns = [at for one in named for at in one.columns]
        scores = _scores(inputs, left, columns, fit, {name: places[name] for name in waiting})
        room = few // EACH_INPUT - len(columns)
        able = [name for name in waiting if len(places[name]) <= room]
        best = min(able, key=lambda name: (chi2.logsf(scores[name], len(places[name])), order[name]), default=None)
        if best is None:
            break
        own = distinct(inputs, columns, places[best])
        wider = logistic(inputs[:, [*columns, *own]], left, np.r_[fit.whole, np.zeros(len(own))])
        ratio, freedom = max(0.0, 2 * (wider.log_likelihood - fit.log_likelihood)), max(1, len(own))
        p_value = float(chi2.sf(ratio, freedom))
        adjusted = max(adjusted, min(1.0, p_value * len(waiting)))
        if adjusted >= LEVEL:
            break
        named.append(Tested(best, ratio, freedom, p_value, adjusted, True, own))
        waiting.remove(best)
        named, fit = _still_needed(named, inputs, left, wider, len(places))
    rest = [name for name in places if name not in {one.attribute for one in named}]
    scores = _scores(inputs, left, columns, fit, {name: places[name] for name in rest})
    fresh = {name: distinct(inputs, columns, places[name]) for name in rest}
    return named, _others(scores, fresh), fit


def _still_needed(
    named: Sequence[Tested], inputs: Matrix, left: Vector, fit: Fit, tests: int
) -> tuple[list[Tested], Fit]:
    """Return the named attributes without those that the last one tells better, and the fit of the rest."""
    from scipy.stats import chi2  # noqa: PLC0415 - slow to load

    kept = list(named)
    for one in named[:-1]:
        rest = [other for other in kept if other is not one]
        without = logistic(inputs[:, [at for other in rest for at in other.columns]], left)
        ratio = max(0.0, 2 * (fit.log_likelihood - without.log_likelihood))
        if chi2.sf(ratio, one.freedom) * tests >= LEVEL:
            kept, fit = rest, without
    return kept, fit


def _others(scores: Mapping[str, float], fresh: Mapping[str, tuple[int, ...]]) -> list[Tested]:
    """Return the tests of what is not named, by p-value; `fresh` are the columns that are its own."""
    from scipy.stats import chi2  # noqa: PLC0415 - slow to load

    freedom = {name: max(1, len(own)) for name, own in fresh.items()}
    found = [(float(chi2.sf(scores[name], freedom[name])), -scores[name], name) for name in fresh]
    return [
        Tested(name, scores[name], freedom[name], p, min(1.0, p * len(fresh)), False, fresh[name])
        for p, _, name in sorted(found)
    ]


def distinct(inputs: Matrix, columns: Sequence[int], own: np.ndarray) -> tuple[int, ...]:
    """Return those of an attribute's columns that the columns in use do not tell without remainder."""
    known = np.column_stack([np.ones(len(inputs)), inputs[:, list(columns)]])
    rest = inputs[:, own] - known @ np.linalg.lstsq(known, inputs[:, own], rcond=None)[0]
    spread = np.maximum(inputs[:, own].var(axis=0), 1e-300)
    return tuple(int(at) for at in own[rest.var(axis=0) > SAME * spread])


def _scores(
    inputs: Matrix, left: Vector, columns: Sequence[int], fit: Fit, candidates: Mapping[str, np.ndarray]
) -> dict[str, float]:
    """Return Rao's statistic of each candidate: how steep the likelihood is in its direction, at the fit without it."""
    whole = np.column_stack([np.ones(len(left)), inputs])
    inside = np.array([0, *(at + 1 for at in columns)], dtype=np.int64)
    chance = chance_of(whole[:, inside] @ fit.whole)
    slope, information = whole.T @ (left - chance), information_of(whole, chance)
    core = information[np.ix_(inside, inside)]
    found = {}
    for name, own in candidates.items():
        at = own + 1
        cross = information[np.ix_(inside, at)]
        spread = information[np.ix_(at, at)] - cross.T @ np.linalg.lstsq(core, cross, rcond=None)[0]
        found[name] = max(0.0, float(slope[at] @ np.linalg.pinv(spread, rcond=1e-8, hermitian=True) @ slope[at]))
    return found
