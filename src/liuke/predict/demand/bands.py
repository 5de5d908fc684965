"""How far off a forecast may be: intervals from the errors of the rolling origins, wider the further ahead.

The errors of all origins are pooled over the horizon: their size is taken to grow as a power of the periods ahead, as
it does in a random walk (½), in a steady series (0) and in between. An interval is that size times a quantile of
Student's t, as the size is itself estimated from a few origins: fewer in effect where errors grow, as then those
of neighbouring origins go together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from liuke.predict.demand.methods.frame import Values

LEVELS = (80, 95)
STEEPEST = 1.0
FEWEST = 3
"""Origins with a known error from which on there are intervals."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard error of each period ahead, and the degrees of freedom that it was estimated with."""

    sizes: Values
    freedom: float

    def quantile(self, share: float) -> Values:
        """Return how much lies between the forecast and the quantile at `share`, by period ahead."""
        return np.asarray(self.sizes * stdtrit(self.freedom, share), dtype=np.float64)


def spread_of(errors: Values) -> Spread | None:
    """Return the spread of errors (origins, horizon), NaN where unknown; None with fewer than three origins."""
    known = ~np.isnan(errors)
    origins = int(known.any(axis=1).sum())
    if origins < FEWEST:
        return None
    counts = known.sum(axis=0)
    mean = np.nansum(errors**2, axis=0) / np.maximum(counts, 1)
    ahead = np.arange(1, errors.shape[1] + 1, dtype=np.float64)
    usable = (counts > 0) & (mean > 0)
    if not usable.any():
        return Spread(np.zeros(len(ahead)), origins - 1)
    power = _power(ahead[usable], mean[usable], counts[usable])
    relative = np.where(known, errors / ahead**power, np.nan)
    size = float(np.sqrt(np.nanmean(relative**2)))
    return Spread(size * ahead**power, max((origins - 1) / (1 + power), 2.0))


def _power(ahead: Values, mean: Values, counts: Values) -> float:
    """Return the power of the periods ahead that errors grow with, by weighted least squares of their logarithms."""
    if len(ahead) < 2:
        return 0.5
    x, y, weight = np.log(ahead), np.log(mean) / 2, counts.astype(np.float64)
    x, y = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    return float(np.clip(np.average(x * y, weights=weight) / np.average(x * x, weights=weight), 0.0, STEEPEST))
