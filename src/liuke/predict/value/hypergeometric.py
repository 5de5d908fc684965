"""Gauss's hypergeometric function where SciPy's own way overflows: beside 1, and for large parameters."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

type Vector = NDArray[np.float64]

NEAR_ONE, STEEP = 0.85, 20.0
MOST_TERMS, SMALL = 20_000, 1e-16


def hypergeometric(one: float, other: Vector, whole: Vector, at: Vector) -> Vector:
    """Return 2F1(one, other; whole; at), 0 ≤ at < 1.

    Near 1 SciPy goes by Γ(whole) · Γ(whole − one − other), which overflows where both are large; there the series
    itself converges within a few hundred terms.
    """
    found: Vector = np.array(hyp2f1(one, other, whole, at))
    hard = (at > NEAR_ONE) & (whole - one - other > STEEP)
    if hard.any():
        other, whole, at = (np.broadcast_to(part, found.shape)[hard] for part in (other, whole, at))
        term, total = np.ones_like(at), np.ones_like(at)
        for place in range(MOST_TERMS):
            term = term * (one + place) * (other + place) / ((whole + place) * (place + 1)) * at
            total = total + term
            if np.all(np.abs(term) <= SMALL * np.abs(total)):
                break
        found[hard] = total
    return found


def mean_of_powers(count: Vector, part: Vector, whole: Vector, at: Vector) -> Vector:
    """Return (1 − at)^count · 2F1(count, part; whole; at), which lies between 0 and 1, for whole > part.

    It is the mean of (part)_K / (whole)_K over a negative binomial K, and is summed as such, in logarithms, where the
    factors alone overflow. The terms left out are smaller than (part)_M / (whole)_M at the last, M.
    """
    count, part, whole, at = np.broadcast_arrays(count, part, whole, at)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found: Vector = np.array((1 - at) ** count * hyp2f1(count, part, whole, at))
    hard = ~((found >= 0) & (found <= 1)) | (count * np.log1p(-at) < np.log(SMALL))
    if hard.any():
        count, part, whole, at = (each[hard] for each in (count, part, whole, at))
        term = count * np.log1p(-at)
        total = term.copy()
        for place in range(MOST_TERMS):
            change = np.log((count + place) * (part + place) * at / ((whole + place) * (place + 1)))
            term = term + change
            total = np.logaddexp(total, term)
            if np.all((change < 0) & (term < total + np.log(SMALL))):
                break
        found[hard] = np.exp(total)
    return found
