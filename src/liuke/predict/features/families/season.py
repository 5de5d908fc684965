"""Season: the time of the year, and what it did to purchases a year ago."""

import math

from ibis.expr.types import NumericValue, Table

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.pace import BEHIND, YEAR, Pace

THEME = "season"


def _angle(t: Table) -> NumericValue:
    found: NumericValue = t.snapshot.day_of_year() * (2 * math.pi / 365.25)
    return found


def season_ahead(days: int) -> Feature:
    """Return the feature that tells how the `days` days ahead were a year ago, of which there are at most 364."""
    days = min(days, YEAR)
    source = Pace(days)
    ratio = Total(source, f"pace_{days}_ahead", lambda t: (t.ahead / days) / (t.behind / BEHIND))
    return Feature(
        "season_ahead",
        THEME,
        Text("Season ahead", "未来季节走势"),
        Text(
            f"Purchase days a day of everybody in the {days} days ahead, a year ago, over those of the {BEHIND} days "
            "before.",
            f"去年同期：未来 {days} 天全体客户的日均购买天数，除以此前 {BEHIND} 天的日均购买天数。",
        ),
        "ratio",
        Window(YEAR + BEHIND),
        (ratio,),
        -1,
        lambda t: t[ratio.name],
        Text(
            "the days ahead are quiet: {value} times the pace of before, a year ago",
            "即将进入淡季：去年同期为此前购买节奏的 {value} 倍",
        ),
    )


def _circle(name: str, label: Text, meaning: Text, value: str) -> Feature:
    return Feature(
        name,
        THEME,
        label,
        meaning,
        "ratio",
        Window(),
        (),
        0,
        lambda t: getattr(_angle(t), value)(),
        Text("the time of the year ({value})", "季节因素（{value}）"),
    )


FEATURES = (
    _circle(
        "season_sine",
        Text("Season (sine)", "季节（正弦）"),
        Text("Sine of the day of the year of the snapshot.", "快照日在一年中位置的正弦值。"),
        "sin",
    ),
    _circle(
        "season_cosine",
        Text("Season (cosine)", "季节（余弦）"),
        Text("Cosine of the day of the year of the snapshot.", "快照日在一年中位置的余弦值。"),
        "cos",
    ),
    season_ahead(90),
)
