"""Trend: whether a customer buys less than before."""

import ibis

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window
from liuke.predict.features.sources.activity import AMOUNTS, DAYS

FEATURES = (
    Feature(
        "trend_90",
        "trend",
        Text("Purchase days of the last 90 days less the 90 before", "近 90 天与前 90 天购买天数之差"),
        Text(
            "Purchase days of the last 90 days, less those of the 90 days before them.",
            "近 90 天购买天数减去再往前 90 天的购买天数。",
        ),
        "difference",
        Window(180),
        (DAYS[90], DAYS[180]),
        -1,
        lambda t: 2 * t.days_90 - t.days_180,
        Text("purchase days down by {value} from the 90 days before", "购买天数比前 90 天少 {value} 天"),
    ),
    Feature(
        "amount_share_90",
        "trend",
        Text("Share of last year's spending that fell in the last 90 days", "近 90 天消费占近一年的比例"),
        Text(
            "Spending of the last 90 days over that of the last 365, both net of returns, from 0 to 1; unknown where "
            "the year's is not above 0.",
            "近 90 天消费除以近 365 天消费，均扣除退货，取值 0 至 1；近一年净消费不大于 0 时为未知。",
        ),
        "share",
        Window(365),
        (AMOUNTS[90], AMOUNTS[365]),
        -1,
        lambda t: ibis.ifelse(t.amount_in_365 > 0, (t.amount_in_90 / t.amount_in_365).clip(0, 1), None),
        Text(
            "{value} of the year's spending, net of returns, fell in the last 90 days",
            "近 90 天消费仅占近一年的 {value}（均扣除退货）",
        ),
    ),
)
