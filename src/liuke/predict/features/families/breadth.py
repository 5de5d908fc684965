"""Breadth: from how many channels, products and categories a customer buys."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import VARIETY


def _breadth(kind: str, plural: str, label: Text, unit_zh: str) -> Feature:
    name = f"{plural}_tried"
    return Feature(
        plural,
        "breadth",
        label,
        Text(f"Distinct {plural} bought from, to date.", f"累计购买过的不同{unit_zh}数。"),
        "count",
        Window(),
        (Total(VARIETY, name, lambda t: t.count(where=t.kind == kind), empty=0),),
        -1,
        lambda t: t[name],
        Text(
            f"bought from {{value}} {plural} so far; {{usual}} is usual",
            f"累计购买过 {{value}} 个{unit_zh}，一般客户 {{usual}} 个",
        ),
    )


def _new(days: int) -> Feature:
    return Feature(
        f"new_products_{days}",
        "breadth",
        Text(f"Products bought for the first time in the last {days} days", f"近 {days} 天首次购买的商品数"),
        Text(
            f"Distinct products whose first purchase by the customer was in the last {days} days.",
            f"近 {days} 天内该客户首次购买的不同商品数。",
        ),
        "count",
        Window(days),
        (
            Total(
                VARIETY, "products_tried_90", lambda t: t.count(where=(t.kind == "product") & (t.age <= days)), empty=0
            ),
        ),
        -1,
        lambda t: t.products_tried_90,
        Text(
            f"tried {{value}} new products in the last {days} days; {{usual}} is usual",
            f"近 {days} 天尝试了 {{value}} 种新商品，一般客户 {{usual}} 种",
        ),
        Text(
            f"tried no new product in the last {days} days; {{usual}} is usual",
            f"近 {days} 天没有尝试新商品，一般客户 {{usual}} 种",
        ),
    )


FEATURES = (
    _breadth("channel", "channels", Text("Channels bought from", "购买过的渠道数"), "渠道"),
    _breadth("product", "products", Text("Products bought", "购买过的商品数"), "商品"),
    _breadth("category", "categories", Text("Categories bought from", "购买过的品类数"), "品类"),
    _new(90),
)
