"""The log-rank test: whether groups leave at the same pace.

Mantel (1966), Cancer Chemotherapy Reports 50; Peto & Peto (1972), JRSS A 135. On each day, of d who ended among n at
risk a group with n_g would have had d · n_g / n; the excess of all days, squared by its hypergeometric covariance, is
χ². Its degrees of freedom are the groups of whom any end was expected, less one: the others were never compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from liuke.predict.timing.durations import RiskSets

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogRank:
    """χ² with its degrees of freedom and p-value; how many ended in each group, and would have at the common pace."""

    chi_square: float
    freedom: int
    p_value: float
    ended: Vector
    expected: Vector


def log_rank(groups: Sequence[RiskSets]) -> LogRank:
    """Return the test that all groups leave at the same pace."""
    days = np.unique(np.concatenate([one.days[one.ended > 0] for one in groups]))
    ended = np.stack([_on(days, one.days, one.ended) for one in groups])
    at_risk = np.stack([one.at_risk(days) for one in groups])
    d, n = ended.sum(axis=0), at_risk.sum(axis=0)
    share = at_risk / n
    excess = (ended - d * share).sum(axis=1)
    spread = d * (n - d) / np.maximum(n - 1, 1)
    covariance = -np.einsum("at,bt,t->ab", share, share, spread)
    covariance[np.diag_indices(len(groups))] += (share * spread).sum(axis=1)
    value = float(excess @ np.linalg.pinv(covariance, hermitian=True) @ excess)
    expected = (d * share).sum(axis=1)
    freedom = max(int((expected > 0).sum()) - 1, 0)
    chance = float(chdtrc(freedom, value)) if freedom else 1.0
    return LogRank(value, freedom, chance, ended.sum(axis=1), expected)


def _on(days: Vector, own: Vector, counts: Vector) -> Vector:
    found = np.zeros(len(days))
    place = np.searchsorted(own, days).clip(max=len(own) - 1)
    there = own[place] == days
    found[there] = counts[place[there]]
    return found
