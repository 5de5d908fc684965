"""Exponential smoothing: Holt-Winters, and the state space models of Hyndman et al. with additive errors (ETS)."""

from typing import Any

import numpy as np

from liuke.predict.demand.methods.frame import Values, quietly, seasons
from liuke.predict.demand.methods.naive import seasonal_naive


def holt_winters(values: Values, horizon: int, period: int) -> Values:
    """Return forecasts with a damped trend, and a season that multiplies where no value is zero or below.

    Sources: Holt (1957), Winters (1960), Management Science 6:324; damping: Gardner & McKenzie (1985), Management
    Science 31:1237. Fitted by statsmodels' `ExponentialSmoothing`.
    """
    from statsmodels.tsa.holtwinters import ExponentialSmoothing  # noqa: PLC0415 - slow to load

    length = seasons(values, period)
    season = None if length == 1 else "mul" if values.min() > 0 else "add"
    with quietly():
        model = ExponentialSmoothing(
            values, trend="add", damped_trend=True, seasonal=season, seasonal_periods=length if season else None,
            initialization_method="heuristic",
        )  # fmt: skip
        found = np.asarray(model.fit(use_brute=False).forecast(horizon), dtype=np.float64)
    return np.asarray(found, dtype=np.float64)


def ets(values: Values, horizon: int, period: int) -> Values:
    """Return forecasts of ETS(A,N,·) or ETS(A,Ad,·), with a season where two are there, whichever has the lower AICc.

    Source: Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing. Fitted by statsmodels'
    `ETSModel`.
    """
    length = seasons(values, period)
    if np.ptp(values) == 0:
        return seasonal_naive(values, horizon, period)
    with quietly():
        fits = [_fitted(values, trend, length) for trend in (None, "add")]
        best = min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)
        return np.asarray(best.forecast(horizon), dtype=np.float64)


def _fitted(values: Values, trend: str | None, length: int) -> Any:  # noqa: ANN401 - statsmodels' results have no type
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415 - slow to load

    season = "add" if length > 1 else None
    model = ETSModel(
        values, error="add", trend=trend, damped_trend=trend is not None, seasonal=season,
        seasonal_periods=length if season else None, initialization_method="heuristic",
    )  # fmt: skip
    return model.fit(disp=False)
