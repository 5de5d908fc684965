"""The share of each month's leads that became customers."""

from liuke.language import Text
from liuke.present.charts.trend import Series, trend

CONVERSION = trend(
    "conversion_over_time",
    Series(
        Text("Conversion rate", "线索转化率"),
        of=Text("leads", "条线索"),
    ),
    Text("% of the leads created in the month that became customers", "当月创建的线索中成为客户的占比（%）"),
)
