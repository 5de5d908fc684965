"""How often those come who come at all: active users of a day over those of the month."""

from liuke.language import Text
from liuke.present.charts.trend import Series, trend

STICKINESS = trend(
    "stickiness_over_time",
    Series(Text("Stickiness", "用户粘性"), of=Text("user days", "个用户日")),
    Text("active users of an average day, % of those of the month", "日均活跃用户占当月活跃用户的百分比"),
)
