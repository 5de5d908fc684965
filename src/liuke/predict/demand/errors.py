"""How far forecasts were from what came: measures that can be compared between series, and the coverage of intervals.

`actual` and `forecast` have the same shape; NaN where what was to come is not known yet.
"""

import numpy as np

from liuke.predict.demand.methods.frame import Values


def scale(values: Values, period: int) -> float:
    """Return the mean absolute change from a season before within `values`: the unit of MASE; NaN where it is none."""
    length = period if len(values) > period else 1
    steps = np.abs(values[length:] - values[:-length])
    return float(steps.mean()) if len(steps) and steps.any() else np.nan


def mase(actual: Values, forecast: Values, unit: float) -> float | None:
    """Return the mean absolute scaled error; below 1 is better than the naive was within the history before.

    Source: Hyndman & Koehler (2006), International Journal of Forecasting 22:679.
    """
    return _number(_mean(np.abs(actual - forecast)) / unit)


def wape(actual: Values, forecast: Values) -> float | None:
    """Return the sum of absolute errors over the sum of absolute values.

    Source: Kolassa & Schütz (2007), Foresight 6:40, as MAD/mean.
    """
    known = ~np.isnan(actual - forecast)
    whole = float(np.abs(actual[known]).sum())
    return float(np.abs(actual - forecast)[known].sum()) / whole if whole > 0 else None


def smape(actual: Values, forecast: Values) -> float | None:
    """Return the mean of 2 |a − f| / (|a| + |f|), between 0 and 2; nothing asked for and nothing expected counts as 0.

    Source: Makridakis & Hibon (2000), International Journal of Forecasting 16:451. It weighs a forecast that is too
    low more than one as much too high (Hyndman & Koehler 2006), and so nothing is chosen by it.
    """
    gap, both = np.abs(actual - forecast), np.abs(actual) + np.abs(forecast)
    share = np.divide(2 * gap, both, out=np.where(np.isnan(gap), np.nan, 0.0), where=both > 0)
    return _number(_mean(share))


def bias(actual: Values, forecast: Values) -> float | None:
    """Return the sum of forecasts less that of what came, over the sum of absolute values: above 0 is too high."""
    known = ~np.isnan(actual - forecast)
    whole = float(np.abs(actual[known]).sum())
    return float((forecast - actual)[known].sum()) / whole if whole > 0 else None


def coverage(actual: Values, low: Values, high: Values) -> float | None:
    """Return the share of what came that lay within its interval; None where no interval had an outcome."""
    known = ~np.isnan(actual + low + high)
    return float(((low <= actual) & (actual <= high))[known].mean()) if known.any() else None


def _mean(values: Values) -> float:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else np.nan


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
