"""Money: what a customer spends."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Window
from liuke.predict.features.sources.activity import AMOUNT, AMOUNTS, ORDERS


def _spent(window: int) -> Feature:
    return Feature(
        f"amount_{window}",
        "money",
        Text(f"Spent in the last {window} days", f"近 {window} 天消费金额"),
        Text(
            f"Spending of the last {window} days net of returns, at least 0.",
            f"近 {window} 天消费（扣除退货，至少为 0）。",
        ),
        "money",
        Window(window),
        (AMOUNTS[window],),
        -1,
        lambda t: t[f"amount_in_{window}"].clip(lower=0),
        Text(
            f"spent {{value}} in the last {window} days, net of returns; {{usual}} is usual",
            f"近 {window} 天消费（扣除退货后）{{value}}，一般客户 {{usual}}",
        ),
    )


FEATURES = (
    Feature(
        "average_order",
        "money",
        Text("Average order value", "客单价"),
        Text("Spending net of returns over orders, to date.", "累计消费（扣除退货）除以累计订单数。"),
        "money",
        Window(),
        (AMOUNT, ORDERS),
        0,
        lambda t: t.amount_made / t.orders_made.nullif(0),
        Text(
            "spends {value} an order, net of returns; {usual} is usual",
            "客单价（扣除退货后）{value}，一般客户 {usual}",
        ),
    ),
    _spent(90),
    _spent(365),
)
