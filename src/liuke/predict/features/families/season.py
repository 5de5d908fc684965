"""Season: the time of the year. Only where snapshots span two years is it told to a model: in fewer it is a date."""

import math

from ibis.expr.types import NumericValue, Table

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window

THEME = "season"


def _angle(t: Table) -> NumericValue:
    return t.snapshot.day_of_year() * (2 * math.pi / 365.25)


FEATURES = (
    Feature(
        "season_sine",
        THEME,
        Text("Season (sine)", "季节（正弦）"),
        Text("Sine of the day of the year of the snapshot.", "快照日在一年中位置的正弦值。"),
        "ratio",
        Window(),
        (),
        0,
        lambda t: _angle(t).sin(),
        Text("the time of the year ({value})", "季节因素（{value}）"),
    ),
    Feature(
        "season_cosine",
        THEME,
        Text("Season (cosine)", "季节（余弦）"),
        Text("Cosine of the day of the year of the snapshot.", "快照日在一年中位置的余弦值。"),
        "ratio",
        Window(),
        (),
        0,
        lambda t: _angle(t).cos(),
        Text("the time of the year ({value})", "季节因素（{value}）"),
    ),
)
