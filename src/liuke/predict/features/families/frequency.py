"""Frequency: on how many days a customer bought, ever and lately, and for how long they have been one."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window
from liuke.predict.features.sources.activity import DAYS, FIRST_ON, PURCHASE_DAYS, WINDOWS, tenure


def _purchases(window: int) -> Feature:
    return Feature(
        f"purchases_{window}",
        "frequency",
        Text(f"Purchase days in the last {window} days", f"近 {window} 天购买天数"),
        Text(f"Days with a purchase among the last {window} days.", f"近 {window} 天中有购买的天数。"),
        "count",
        Window(window),
        (DAYS[window],),
        -1,
        lambda t: t[f"days_{window}"],
        Text(
            f"bought on {{value}} of the last {window} days; {{usual}} is usual",
            f"近 {window} 天购买 {{value}} 天，一般客户 {{usual}} 天",
        ),
        Text(
            f"bought on none of the last {window} days; {{usual}} is usual",
            f"近 {window} 天未购买，一般客户购买 {{usual}} 天",
        ),
    )


FEATURES = (
    Feature(
        "purchase_days",
        "frequency",
        Text("Purchase days to date", "累计购买天数"),
        Text("Days with a purchase, since the first.", "自首购以来有购买的天数。"),
        "count",
        Window(),
        (PURCHASE_DAYS,),
        -1,
        lambda t: t.purchase_days_made,
        Text("bought on {value} days so far; {usual} is usual", "累计购买 {value} 天，一般客户 {usual} 天"),
    ),
    Feature(
        "tenure_days",
        "tenure",
        Text("Days since the first purchase", "距首购天数"),
        Text("Days from the first purchase to the last day known.", "首次购买距已知最后一天的天数。"),
        "days",
        Window(),
        (FIRST_ON,),
        0,
        tenure,
        Text("customer for {value}; {usual} is usual", "成为客户 {value}，一般客户 {usual}"),
    ),
    *(_purchases(window) for window in WINDOWS),
)
