"""Orders and money: how much, from how many, how often."""

from liuke.language import Text
from liuke.measure.bases import BUYERS, DAYS
from liuke.measure.families.customers import FARRIS, GLOSSARY, NONE, PERIOD
from liuke.measure.metric import Metric
from liuke.measure.statistic import Ratio, Total

NET = Text("returns count on the day of the return", "退货计入退货当日")
COCHRAN = "Cochran, Sampling Techniques (3rd ed. 1977), §2.11"
BUYER_AMOUNT = Text("net amount of customers who purchased in the period", "期间内有购买的客户的净金额")
BUYER_COUNT = Text("customers who purchased in the period", "期间内有购买的客户")

METRICS = (
    Metric(
        id="orders",
        family="revenue",
        label=Text("Orders", "订单数"),
        sentence=Text("Purchases in the period; returns are not counted.", "期间内的购买笔数，不含退货。"),
        formula=Text("count(orders)", "订单计数"),
        unit="orders",
        direction="up",
        numerator=Text("purchases", "购买笔数"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=DAYS,
        statistic=Total(lambda t: t.orders),
    ),
    Metric(
        id="revenue",
        family="revenue",
        label=Text("Revenue", "收入"),
        sentence=Text("Amount of all orders in the period, net of returns.", "期间内订单金额合计，已扣除退货。"),
        formula=Text("sum(amount)", "金额合计"),
        unit="money",
        direction="up",
        numerator=Text("amount, returns negative", "金额（退货为负）"),
        denominator=None,
        window=PERIOD,
        censoring=NET,
        source=GLOSSARY,
        base=DAYS,
        statistic=Total(lambda t: t.amount),
    ),
    Metric(
        id="arpu",
        family="revenue",
        label=Text("Revenue per active customer (ARPU)", "每活跃客户收入（ARPU）"),
        sentence=Text(
            "Revenue of the period for each customer who purchased in it.", "期间收入除以期间内有购买的客户数。"
        ),
        formula=Text("revenue of active customers / active customers", "活跃客户的收入 / 活跃客户数"),
        unit="money",
        direction="up",
        numerator=BUYER_AMOUNT,
        denominator=BUYER_COUNT,
        window=PERIOD,
        censoring=NET,
        source=f"{FARRIS}; {COCHRAN}",
        base=BUYERS,
        statistic=Ratio(lambda t: t.amount, lambda t: t.present, "delta", where=lambda t: t.present),
    ),
    Metric(
        id="average_order_value",
        family="revenue",
        label=Text("Average order value", "客单价"),
        sentence=Text("Revenue of the period for each order.", "期间收入除以订单数。"),
        formula=Text("revenue of active customers / their orders", "活跃客户的收入 / 其订单数"),
        unit="money",
        direction="up",
        numerator=BUYER_AMOUNT,
        denominator=Text("their orders", "这些客户的订单数"),
        window=PERIOD,
        censoring=NET,
        source=f"{FARRIS}; {COCHRAN}",
        base=BUYERS,
        statistic=Ratio(lambda t: t.amount, lambda t: t.orders, "delta", where=lambda t: t.present),
    ),
    Metric(
        id="purchase_frequency",
        family="revenue",
        label=Text("Purchase frequency", "购买频次"),
        sentence=Text(
            "Orders of the period for each customer who purchased in it.", "期间订单数除以期间内有购买的客户数。"
        ),
        formula=Text("orders / active customers", "订单数 / 活跃客户数"),
        unit="purchases",
        direction="up",
        numerator=Text("orders in the period", "期间订单数"),
        denominator=BUYER_COUNT,
        window=PERIOD,
        censoring=NONE,
        source=f"{FARRIS}; {COCHRAN}",
        base=BUYERS,
        statistic=Ratio(lambda t: t.orders, lambda t: t.present, "delta", where=lambda t: t.present),
    ),
    Metric(
        id="return_rate",
        family="revenue",
        label=Text("Return rate", "退货率"),
        sentence=Text(
            "Returns of the period over its orders; the purchase may be of an earlier period.",
            "期间退货笔数与订单数之比；所退的可能是更早期间的购买。",
        ),
        formula=Text("returns / orders", "退货笔数 / 订单数"),
        unit="share",
        direction="down",
        numerator=Text("returns in the period, whenever the purchase was", "期间内的退货笔数，不论何时购买"),
        denominator=Text("orders in the period", "期间订单数"),
        window=PERIOD,
        censoring=NONE,
        source=f"{GLOSSARY}; {COCHRAN}",
        base=BUYERS,
        statistic=Ratio(lambda t: t.returns, lambda t: t.orders, "delta"),
    ),
)
