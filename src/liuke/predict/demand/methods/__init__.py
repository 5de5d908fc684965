"""Ways to forecast a series: one file a family, one line here.

A method takes the values up to an origin (length n, oldest first), the number of periods to look ahead, and the length
of a season (1: none), and returns as many values. It sees nothing else: what comes later cannot change what it says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liuke.language import Text
from liuke.predict.demand.methods.airline import airline
from liuke.predict.demand.methods.frame import Method, Values, quietly
from liuke.predict.demand.methods.intermittent import croston, sba, tsb
from liuke.predict.demand.methods.naive import seasonal_naive
from liuke.predict.demand.methods.smoothing import ets, holt_winters
from liuke.predict.demand.methods.stl import stl_ets
from liuke.predict.demand.methods.theta import theta

__all__ = ["AVERAGE", "FEW", "INTERMITTENT", "METHODS", "NAIVE", "REGULAR", "Known", "quietly"]


@dataclass(frozen=True, slots=True)
class Known:
    """A method with its name; `seasons` is there where it needs a season to be of any use."""

    label: Text
    forecast: Method
    seasons: bool = False


NAIVE, AVERAGE = "seasonal_naive", "average"
REGULAR: Mapping[str, Known] = {
    "holt_winters": Known(Text("Holt-Winters", "Holt-Winters"), holt_winters),
    "ets": Known(Text("ETS", "ETS"), ets),
    "theta": Known(Text("Theta", "Theta"), theta),
    "stl_ets": Known(Text("STL + ETS", "STL + ETS"), stl_ets, seasons=True),
}
"""For series in which something happens in most periods; their mean is one more candidate."""
FEW: Mapping[str, Known] = {"arima": Known(Text("ARIMA", "ARIMA"), airline, seasons=True)}
"""As the ones above, but too slow to be asked of more than a few series."""
INTERMITTENT: Mapping[str, Known] = {
    "croston": Known(Text("Croston", "Croston"), croston),
    "sba": Known(Text("Croston’s, corrected (SBA)", "Croston 修正法（SBA）"), sba),
    "tsb": Known(Text("TSB", "TSB"), tsb),
}
"""For series in which nothing happens in many periods."""
METHODS: Mapping[str, Text] = {
    NAIVE: Text("seasonal naive", "季节朴素法"),
    AVERAGE: Text("average of the models", "模型平均"),
    **{id_: known.label for id_, known in {**REGULAR, **FEW, **INTERMITTENT}.items()},
}

type Yardstick = Callable[[Values, int, int], Values]
YARDSTICK: Yardstick = seasonal_naive
