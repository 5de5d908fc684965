"""Season: what a customer did at this time of the last year, for those who come back every year at the same time.

What the time of the year does to everybody alike is not told by an input, which would stand for the date: the model's
level takes the step that it took a year ago (`churn_model/season.py`).
"""

import ibis

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.activity import ACTIVITY, FIRST_ON

YEAR, AHEAD = 364, 90
"""Whole weeks, so that weekdays meet; how many days of last year are looked at."""
YEAR_AGO = Total(
    ACTIVITY,
    f"days_year_ago_{AHEAD}",
    lambda t: t.count(where=t.bought & (t.age <= YEAR) & (t.age > YEAR - AHEAD)),
    empty=0,
)

FEATURES = (
    Feature(
        f"purchases_year_ago_{AHEAD}",
        "season",
        Text("Purchase days in this season a year ago", "去年同期购买天数"),
        Text(
            f"Purchase days in the {AHEAD} days from the day {YEAR} days before on; unknown of who first bought later.",
            f"{YEAR} 天前起 {AHEAD} 天内的购买天数；首购晚于该日的客户未知。",
        ),
        "count",
        Window(YEAR, YEAR - AHEAD),
        (YEAR_AGO, FIRST_ON),
        -1,
        lambda t: ibis.ifelse(t.snapshot.delta(t.first_on, unit="day") >= YEAR, t[YEAR_AGO.name], None),
        Text(
            "bought on {value} days at this time last year; {usual} is usual",
            "去年同期购买 {value} 天，一般客户 {usual} 天",
        ),
    ),
)
