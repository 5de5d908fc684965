"""Recency: how long a customer has been silent, in days and beside their own rhythm."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window
from liuke.predict.features.sources.activity import FIRST_ON, LAST_ON, PURCHASE_DAYS, silence, usual_gap
from liuke.predict.features.sources.rhythm import LONGEST_GAP

FEATURES = (
    Feature(
        "recency_days",
        "recency",
        Text("Days since the last purchase", "距上次购买天数"),
        Text("Days from the last purchase to the last day known.", "最近一次购买距已知最后一天的天数。"),
        "days",
        Window(),
        (LAST_ON,),
        1,
        silence,
        Text("last order {value} ago", "已 {value}未下单"),
        beside="usual_gap_days",
        own=Text("last order {value} ago; usually every {usual}", "已 {value}未下单，平时约 {usual}一次"),
    ),
    Feature(
        "relative_recency",
        "recency",
        Text("Silence over the customer's usual gap", "静默时长与惯常间隔之比"),
        Text(
            "Days since the last purchase over the customer's own mean days between purchase days.",
            "距上次购买天数除以该客户购买日之间的平均间隔天数。",
        ),
        "ratio",
        Window(),
        (LAST_ON, FIRST_ON, PURCHASE_DAYS),
        1,
        lambda t: silence(t) / usual_gap(t),
        Text("silent for {value} times the usual gap", "静默时长已是惯常间隔的 {value} 倍"),
    ),
    Feature(
        "silence_over_longest",
        "recency",
        Text("Silence over the customer's longest gap", "静默时长与最长间隔之比"),
        Text(
            "Days since the last purchase over the longest the customer has ever gone between two purchase days.",
            "距上次购买天数除以该客户两次购买之间的历史最长间隔。",
        ),
        "ratio",
        Window(),
        (LAST_ON, LONGEST_GAP),
        1,
        lambda t: silence(t) / t.longest_gap_made.nullif(0),
        Text("silent for {value} times the longest gap until now", "静默时长已是历史最长间隔的 {value} 倍"),
    ),
)
