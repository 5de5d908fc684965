"""Single values that are far from all others: a slip of the keyboard, or an order that will not come again.

Models are fitted as if such a value had been at the edge of the usual; errors and totals count it as it is.
"""

import numpy as np
from numpy.typing import NDArray

from liuke.predict.demand.methods.frame import Values

FAR = 20.0
"""Typical deviations from the median around it, beyond which a value is no part of the usual."""
AROUND = 6
LEAST = 2 * AROUND + 1


def far_out(values: Values) -> NDArray[np.bool_]:
    """Return which values stand alone beyond what is usual around them; several together are no slip.

    The deviation is from the median of the thirteen periods around, its typical size 1.4826 times the median of them
    all (Hampel 1974, Journal of the American Statistical Association 69:383).
    """
    far = np.zeros(len(values), dtype=bool)
    if len(values) < LEAST:
        return far
    gaps = np.abs(values - _around(values))
    usual = 1.4826 * float(np.median(gaps))
    if usual > 0:
        far = gaps > FAR * usual
        near = np.convolve(far, np.ones(2 * AROUND + 1), "same")
        far &= near == 1
    return far


def tamed(values: Values) -> Values:
    """Return the values with those far out at the edge of the usual."""
    far = far_out(values)
    if not far.any():
        return values
    middle = _around(values)
    edge = FAR / 2 * 1.4826 * float(np.median(np.abs(values - middle)))
    return np.where(far, np.clip(values, middle - edge, middle + edge), values)


def _around(values: Values) -> Values:
    padded = np.pad(values, AROUND, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1)
    return np.asarray(np.nanmedian(windows, axis=1), dtype=np.float64)
