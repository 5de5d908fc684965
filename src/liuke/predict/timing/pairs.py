"""Concordance: of two customers, how often the one with the higher risk left first.

Harrell, Lee & Mark (1996), Statistics in Medicine 15. A pair can be judged where the earlier of the two ended, before
the other did or was last seen, and after the other came under observation. Equal risks count half.
"""

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]

MOST = 20_000
"""As many customers are compared at most, evenly chosen: 200 million pairs give three digits."""
CHUNK = 512


def concordance(days: Vector, ended: NDArray[np.bool_], risk: Vector, entry: Vector | None = None) -> float:
    """Return the share of judged pairs in which the higher risk ended first; NaN where no pair can be judged."""
    step = max(1, -(-len(days) // MOST))
    days, ended, risk = days[::step], ended[::step], risk[::step]
    came = np.full(len(days), -np.inf) if entry is None else entry[::step]
    first = np.flatnonzero(ended)
    right = judged = 0.0
    for start in range(0, len(first), CHUNK):
        at = first[start : start + CHUNK]
        day, own = days[at][:, None], risk[at][:, None]
        later = ((days > day) | ((days == day) & ~ended)) & (came < day)
        judged += float(later.sum())
        right += float((later & (own > risk)).sum()) + 0.5 * float((later & (own == risk)).sum())
    return right / judged if judged else float("nan")
