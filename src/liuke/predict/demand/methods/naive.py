"""The seasonal naive: what came a season ago comes again. The yardstick of every other method, and the fallback."""

import numpy as np

from liuke.predict.demand.methods.frame import Values


def seasonal_naive(values: Values, horizon: int, period: int) -> Values:
    """Return the last season again and again; the last value where there is no whole season.

    Source: Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., 5.2.
    """
    length = period if len(values) >= period else 1
    return np.resize(values[-length:], horizon).astype(np.float64)
