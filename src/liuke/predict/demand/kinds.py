"""What kind of demand a series is: how often something is asked for, and how much the amounts differ."""

import numpy as np

from liuke.language import Text
from liuke.predict.demand.methods.frame import Values

OFTEN, ALIKE = 1.32, 0.49
"""The cut-offs of ADI and CV²: Syntetos, Boylan & Croston (2005), Journal of the Operational Research Society 56."""
KINDS = {
    "smooth": Text("steady", "平稳型"),
    "erratic": Text("erratic", "波动型"),
    "intermittent": Text("intermittent", "间歇型"),
    "lumpy": Text("lumpy", "块状型"),
    "none": Text("no demand", "无需求"),
}


def demand_kind(values: Values) -> tuple[str, float | None, float | None]:
    """Return the kind, ADI (periods a demand) and CV² (of the sizes of demands, with n in the denominator).

    Up to ADI 1.32 demand is steady (CV² up to 0.49) or erratic, above it intermittent or lumpy; ADI and CV² are None
    where nothing was ever asked for. Periods before the first demand are not of the series.
    """
    asked = np.flatnonzero(values)
    if not len(asked):
        return "none", None, None
    sizes = np.abs(values[asked])
    interval = (len(values) - asked[0]) / len(asked)
    variation = float(np.var(sizes) / np.mean(sizes) ** 2)
    often, alike = interval <= OFTEN, variation <= ALIKE
    kind = ("smooth" if alike else "erratic") if often else ("intermittent" if alike else "lumpy")
    return kind, float(interval), variation


def rare(values: Values) -> bool:
    """Say whether nothing happens in so many periods that the methods for intermittent demand are asked."""
    return demand_kind(values)[0] in ("intermittent", "lumpy") and float(values.min()) >= 0
