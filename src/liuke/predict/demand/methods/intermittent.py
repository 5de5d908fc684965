"""Intermittent demand: how much is asked for, and how often, each smoothed by itself; many series at a time.

A series is a row: values of shape (series, periods) or (periods,), none below zero. Forecasts are the same in every
period ahead, as nothing in such a series says when the next demand comes.
"""

import numpy as np

from liuke.predict.demand.methods.frame import Values

ALPHA, BETA = 0.1, 0.1
"""How fast sizes and intervals (or chances) are learnt; 0.05–0.2 is usual (Syntetos & Boylan 2005)."""


def croston(values: Values, horizon: int, _period: int = 1) -> Values:
    """Return mean size / mean interval. Source: Croston (1972), Operational Research Quarterly 23:289."""
    return np.full(horizon, rate(values[None], "croston")[0])


def sba(values: Values, horizon: int, _period: int = 1) -> Values:
    """Return Croston's forecast times 1 − α/2, which takes its bias out.

    Source: Syntetos & Boylan (2005), International Journal of Forecasting 21:303.
    """
    return np.full(horizon, rate(values[None], "sba")[0])


def tsb(values: Values, horizon: int, _period: int = 1) -> Values:
    """Return chance of demand × mean size; the chance sinks while nothing is asked for.

    Source: Teunter, Syntetos & Babai (2011), European Journal of Operational Research 214:606.
    """
    return np.full(horizon, rate(values[None], "tsb")[0])


def rate(values: Values, method: str, alpha: float = ALPHA, beta: float = BETA) -> Values:
    """Return the demand a period of each row (series, periods) after its last period; 0 where nothing was ever asked.

    Sizes begin with the first demand, intervals with the periods up to it, TSB's chance with the share over all of
    what is known up to the first two demands: 1 / that interval.
    """
    count = len(values)
    size, gap, chance = (np.zeros(count) for _ in range(3))
    since, met = np.ones(count), np.zeros(count, dtype=bool)
    for column in values.T:
        asked = column > 0
        new, again = asked & ~met, asked & met
        size[new], gap[new], chance[new] = column[new], since[new], 1 / since[new]
        size[again] += alpha * (column[again] - size[again])
        gap[again] += (beta if method == "tsb" else alpha) * (since[again] - gap[again])
        moved = met & ~new
        chance[moved] += beta * (asked[moved] - chance[moved])
        since = np.where(asked, 1.0, since + 1)
        met |= asked
    if method == "tsb":
        return np.asarray(chance * size)
    found = np.divide(size, gap, out=np.zeros(count), where=gap > 0)
    return np.asarray(found * (1 - alpha / 2) if method == "sba" else found)
