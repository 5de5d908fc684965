"""Drift: how far an input, or the scores, have moved since the model learnt.

The population stability index is Σ (a − e) ln(a / e) over bins, with the shares e then and a now (Siddiqi 2006, Credit
Risk Scorecards, ch. 10: below 0.10 little change, from 0.25 a major one). Bins are the tenths of the training data, and
those without a value one more. Between samples of n and m of one population, n m / (n + m) × PSI follows about χ² with
one degree of freedom fewer than there are bins (Yurdakul & Naranjo 2020, Journal of Risk Model Validation 14(4)): a
move is told only where it is more than that, however small the samples. An input that many customers share and that is
another for everybody on another day (what was lost in their region, the season) is a sample of as many as it has
values, not of as many as there are customers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtri

from liuke.predict.learning.sample import Vector
from liuke.predict.watch.reference import picture, shares

SOME, MAJOR = 0.10, 0.25
FALSE_ALARMS = 0.01
"""The chance that any input of a model is said to have moved though none did."""
STEADY, MOVED, DRIFTED = "steady", "moved", "drifted"


@dataclass(frozen=True, slots=True)
class Drift:
    """How one input has moved.

    `distance` is the mean difference of the quantiles from the 5th to the 95th hundredth, in the input's unit: the
    Wasserstein distance without the ends (Vallender 1974).
    """

    input: str
    psi: float
    verdict: str
    distance: float | None
    median_then: float | None
    median_now: float | None
    missing_then: float
    missing_now: float


def psi(then: Vector, now: Vector) -> float:
    """Return the population stability index of two lists of shares, none of which is 0."""
    return float(((now - then) * np.log(now / then)).sum())


def drift(name: str, then: Mapping[str, Any], customers: float, column: Vector, tests: int) -> Drift:
    """Return how far a column is from its picture `then`, which was of `customers`; `tests` is how many are asked.

    Of nobody, nothing has moved.
    """
    ones = np.ones(len(column))
    if not len(column):
        return Drift(name, 0.0, STEADY, None, _middle(then["values"]), None, float(then["missing"]), 0.0)
    cuts = np.array(then["cuts"])
    before = np.append(then["shares"], then["missing"])
    after = np.append(shares(column, cuts, ones), np.mean(~np.isfinite(column)))
    seen = (before > 0) | (after > 0)
    found = psi(_filled(before[seen], customers), _filled(after[seen], len(column)))
    fresh = picture(column, ones)
    return Drift(
        name,
        found,
        _verdict(found, int(seen.sum()) - 1, *_sizes(then, customers, fresh, column), tests),
        _distance(then["values"], fresh["values"]),
        _middle(then["values"]),
        _middle(fresh["values"]),
        float(then["missing"]),
        float(after[-1]),
    )


def psi_of(then: Vector, now: Vector) -> float:
    """Return the population stability index of two columns, by the tenths of the first."""
    return drift("", picture(then, np.ones(len(then))), len(then), now, 1).psi


def _sizes(then: Mapping[str, Any], customers: float, fresh: Mapping[str, Any], column: Vector) -> tuple[float, float]:
    """Return how many independent values there are on both sides."""
    if np.isin(then["values"], column).any() or not then["values"] or not fresh["values"]:
        return customers, len(column)
    return min(customers, then["distinct"]), min(len(column), fresh["distinct"])


def _filled(share: Vector, customers: float) -> Vector:
    """Return shares with half a customer added to each bin, so that an empty one has a logarithm."""
    return (share * customers + 0.5) / (customers + 0.5 * len(share))


def _verdict(found: float, freedom: int, then: float, now: float, tests: int) -> str:
    if freedom < 1 or not now:
        return STEADY
    by_chance = float(chdtri(freedom, FALSE_ALARMS / tests)) * (then + now) / (then * now)
    if found < SOME or found < by_chance:
        return STEADY
    return MOVED if found < MAJOR else DRIFTED


def _distance(then: list[float], now: list[float]) -> float | None:
    return float(np.abs(np.array(then) - np.array(now)).mean()) if then and now else None


def _middle(values: list[float]) -> float | None:
    return float(values[len(values) // 2]) if values else None
