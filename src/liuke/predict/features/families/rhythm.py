"""Rhythm: how regularly a customer buys, and whether the gaps have grown."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window
from liuke.predict.features.sources.activity import FIRST_ON, LAST_ON, PURCHASE_DAYS, usual_gap
from liuke.predict.features.sources.rhythm import (
    GAP_DAYS,
    GAP_SQUARES,
    GAPS,
    RECENT_GAP_DAYS,
    RECENT_GAPS,
    gap_spread,
)

FEATURES = (
    Feature(
        "usual_gap_days",
        "rhythm",
        Text("Usual gap between purchase days", "惯常购买间隔天数"),
        Text(
            "Mean days between the customer's purchase days; unknown of who bought once.",
            "客户购买日之间的平均间隔天数；仅购买一次的客户未知。",
        ),
        "days",
        Window(),
        (FIRST_ON, LAST_ON, PURCHASE_DAYS),
        0,
        usual_gap,
        Text("buys every {value}; {usual} is usual", "约每 {value}购买一次，一般客户约 {usual}"),
    ),
    Feature(
        "gap_spread",
        "rhythm",
        Text("Irregularity of the gaps", "购买间隔的不规律程度"),
        Text(
            "Standard deviation of the gaps between purchase days over their mean, from three gaps on.",
            "购买间隔的标准差除以均值（至少三个间隔）。",
        ),
        "ratio",
        Window(),
        (GAPS, GAP_DAYS, GAP_SQUARES),
        0,
        gap_spread,
        Text(
            "gaps between purchases vary by {value} of their mean; {usual} is usual",
            "购买间隔的波动为均值的 {value} 倍，一般客户为 {usual} 倍",
        ),
    ),
    Feature(
        "gap_growth",
        "rhythm",
        Text("Gaps of the last 180 days over the usual gap", "近 180 天间隔与惯常间隔之比"),
        Text(
            "Mean gap before the purchase days of the last 180 days, over the mean of all gaps until then.",
            "近 180 天内各购买日之前的平均间隔，除以截至当时的全部平均间隔。",
        ),
        "ratio",
        Window(180),
        (GAPS, GAP_DAYS, RECENT_GAPS, RECENT_GAP_DAYS),
        1,
        lambda t: (
            t.recent_gap_days_made.cast("float64")
            / t.recent_gaps_made.nullif(0)
            * t.gaps_made
            / t.gap_days_made.nullif(0)
        ),
        Text("gaps between purchases have grown to {value} times the usual", "近期购买间隔已增至平时的 {value} 倍"),
    ),
)
