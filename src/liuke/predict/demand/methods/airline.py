"""ARIMA with a season: the airline model of Box and Jenkins, in logarithms where no value is zero or below."""

from typing import Any

import numpy as np

from liuke.predict.demand.methods.frame import Values, quietly, seasons
from liuke.predict.demand.methods.naive import seasonal_naive


def fit_airline(values: Values, period: int) -> Any:  # noqa: ANN401 - statsmodels' results have no type
    """Return the fit of ARIMA(0,1,1)(0,1,1) of this period on the values as they are.

    Its likelihood is that of the differenced values, as R's `arima` has it: there the AIC of log AirPassengers with
    period 12 is −483.40. Source: Box, Jenkins & Reinsel (1976), Time Series Analysis, ch. 9.
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415 - slow to load

    with quietly():
        return SARIMAX(values, order=(0, 1, 1), seasonal_order=(0, 1, 1, period)).fit(disp=False)


def airline(values: Values, horizon: int, period: int) -> Values:
    """Return forecasts of the airline model; without two seasons, or with a season of more than a dozen, the naive."""
    length = seasons(values, period)
    naive = seasonal_naive(values, horizon, period)
    if not 1 < length <= 12 or np.ptp(values) == 0:
        return naive
    logs = values.min() > 0
    with quietly():
        found = np.asarray(fit_airline(np.log(values) if logs else values, length).forecast(horizon), dtype=np.float64)
        return np.asarray(np.exp(found) if logs else found, dtype=np.float64)
