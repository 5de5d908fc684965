"""STL + ETS: the season taken out by local regression, the rest smoothed exponentially, the last season put back."""

import numpy as np

from liuke.predict.demand.methods.frame import Values, quietly, seasons
from liuke.predict.demand.methods.smoothing import ets


def stl_ets(values: Values, horizon: int, period: int) -> Values:
    """Return forecasts of the seasonally adjusted values by ETS, with the last year's season added.

    Source: Cleveland, Cleveland, McRae & Terpenning (1990), Journal of Official Statistics 6:3; forecasting with it:
    Hyndman & Athanasopoulos (2021), 13.4 and 5.7. Decomposed by statsmodels' `STL`.
    """
    from statsmodels.tsa.seasonal import STL  # noqa: PLC0415 - slow to load

    length = seasons(values, period)
    if length == 1:
        return ets(values, horizon, 1)
    with quietly():
        season = np.asarray(STL(values, period=length).fit().seasonal, dtype=np.float64)
    found = ets(values - season, horizon, 1) + np.resize(season[-length:], horizon)
    return np.asarray(found, dtype=np.float64)
