"""Returns and discounts: what is sent back, and what is bought with a coupon."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.activity import ACTIVITY, ORDERS, RETURNS

RETURNS_90 = Total(ACTIVITY, "returns_in_90", lambda t: t.returns.sum(where=t.age <= 90), empty=0)
COUPONS = Total(ACTIVITY, "coupons_made", lambda t: t.coupons.sum(), ("coupons",), empty=0)

FEATURES = (
    Feature(
        "return_share",
        "returns",
        Text("Share of orders returned", "退货占比"),
        Text("Returns over orders and returns together, to date.", "累计退货数除以订单与退货总数。"),
        "part of both",
        Window(),
        (ORDERS, RETURNS),
        1,
        lambda t: t.returns_made / (t.orders_made + t.returns_made).nullif(0),
        Text("returns for {value} of the orders; {usual} is usual", "退货笔数为订单的 {value}，一般客户 {usual}"),
    ),
    Feature(
        "returns_90",
        "returns",
        Text("Returns in the last 90 days", "近 90 天退货次数"),
        Text("Returns among the last 90 days.", "近 90 天内的退货次数。"),
        "count",
        Window(90),
        (RETURNS_90,),
        1,
        lambda t: t.returns_in_90,
        Text(
            "sent back {value} times in the last 90 days; {usual} is usual",
            "近 90 天退货 {value} 次，一般客户 {usual} 次",
        ),
    ),
    Feature(
        "coupon_share",
        "discounts",
        Text("Share of orders with a coupon", "用券订单占比"),
        Text("Orders with a coupon over all orders, to date.", "累计用券订单数除以累计订单数。"),
        "share",
        Window(),
        (ORDERS, COUPONS),
        0,
        lambda t: t.coupons_made / t.orders_made.nullif(0),
        Text("{value} of the orders used a coupon; {usual} is usual", "{value} 的订单使用了优惠券，一般客户 {usual}"),
    ),
)
