"""Season: the time of the year, and what to expect of a customer by what it did to everybody a year ago."""

import math

from ibis.expr.types import NumericValue, Table

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.activity import DAYS, FIRST_ON, tenure
from liuke.predict.features.sources.pace import BEHIND, YEAR, Pace

THEME = "season"


def _angle(t: Table) -> NumericValue:
    found: NumericValue = t.snapshot.day_of_year() * (2 * math.pi / 365.25)
    return found


def expected(days: int) -> tuple[Feature, ...]:
    """Return the features that tell the `days` days ahead, at most 364, by their season and the customer's own pace.

    Everybody's pace is that of the year before: nothing of the days ahead is read.
    """
    days = min(days, YEAR)
    source = Pace(days)
    near = Total(source, f"season_near_{days}", lambda t: (t.ahead / days) / (t.behind / BEHIND))
    far = Total(source, f"season_far_{days}", lambda t: (t.ahead / days) / (t.year / YEAR))
    said = Text(
        "at the own pace {value} purchase days are to be expected; {usual} is usual",
        "按自身节奏预计购买 {value} 天，一般客户 {usual} 天",
    )
    return (
        Feature(
            "expected_by_90",
            "frequency",
            Text("Purchase days to expect by the last 90 days", "按近 90 天推算的预期购买天数"),
            Text(
                f"Purchase days of the last 90 days a day, times {days} days, times what the season did to everybody's "
                "pace from those days to these, a year ago.",
                f"近 90 天日均购买天数 × {days} 天 × 去年同期全体客户由此前 90 天进入该时段的节奏变化。",
            ),
            "ratio",
            Window(YEAR + BEHIND),
            (DAYS[90], near),
            -1,
            lambda t: t.days_90 / BEHIND * days * t[near.name],
            said,
        ),
        Feature(
            "expected_by_365",
            "frequency",
            Text("Purchase days to expect by the last 365 days", "按近 365 天推算的预期购买天数"),
            Text(
                f"Purchase days of the last 365 days a day since the first purchase, times {days} days, times "
                "everybody's pace in such days of last year over that of the whole year.",
                f"近 365 天（自首购起）日均购买天数 × {days} 天 × 去年同期全体客户节奏与全年节奏之比。",
            ),
            "ratio",
            Window(YEAR + BEHIND),
            (DAYS[365], FIRST_ON, far),
            -1,
            lambda t: t.days_365 / (tenure(t) + 1).clip(upper=365) * days * t[far.name],
            said,
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
    *expected(90),
)
