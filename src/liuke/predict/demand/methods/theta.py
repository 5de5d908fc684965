"""Theta: half of the long-run slope beside simple exponential smoothing."""

import numpy as np

from liuke.predict.demand.methods.frame import Values, quietly, seasons
from liuke.predict.demand.methods.naive import seasonal_naive


def theta(values: Values, horizon: int, period: int) -> Values:
    """Return forecasts of values whose season was taken out, where a test finds one, and is put back in.

    Sources: Assimakopoulos & Nikolopoulos (2000), International Journal of Forecasting 16:521; Hyndman & Billah (2003),
    same journal 19:287. Fitted by statsmodels' `ThetaModel`.
    """
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415 - slow to load

    length = seasons(values, period)
    if np.ptp(values) == 0:
        return seasonal_naive(values, horizon, period)
    with quietly():
        model = ThetaModel(
            values, period=length if length > 1 else None, deseasonalize=length > 1,
            method="multiplicative" if values.min() > 0 else "additive",
        )  # fmt: skip
        return np.asarray(model.fit().forecast(horizon), dtype=np.float64)
