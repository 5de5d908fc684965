"""Orders and money: how much, from how many, how often."""

from collections.abc import Callable

import polars as pl
from ibis.expr.types import Table

from liuke.language import Text
from liuke.measure.families.customers import PERIOD
from liuke.measure.metric import Frame, Inputs, Metric, split
from liuke.measure.summary import MONEY

NET = Text("net of returns, on the day of the return", "已扣除退货，退货计入退货当日")
NONE = Text("none", "无")


def by_customer(inputs: Inputs, frame: Frame) -> Table:
    """Return customer × period × attributes: orders, amount, purchase days, from one pass over the activity."""
    rows = inputs.activity.mutate(period=frame.period(inputs.activity.day)).filter(lambda t: t.period.notnull())
    each = rows.group_by("period", "customer_id").agg(
        orders=rows.orders.sum().cast("int64"),
        amount=rows.amount.sum().cast(MONEY),
        returns=rows.returns.sum().cast("int64"),
        purchase_days=rows.count(where=rows.orders > 0),
        last_on=rows.day.max(where=rows.orders > 0),
    )
    return split(each, inputs, frame)


def ratio_of(y: str, x: str | None) -> Callable[[Inputs, Frame], pl.DataFrame]:
    """Return the computation of Σy / Σx over customers who purchased in the period (Σy / their number for x None)."""

    def compute(inputs: Inputs, frame: Frame) -> pl.DataFrame:
        each = by_customer(inputs, frame).filter(lambda t: t.orders > 0)
        top = each[y].cast("float64")
        below = each[x].cast("float64") if x else each.orders.cast("float64") * 0 + 1
        summed = each.mutate(top=top, below=below).group_by(frame.keys)
        return inputs.engine.polars(
            summed.agg(
                numerator=lambda t: t[y].sum().cast("float64"),
                denominator=lambda t: t.below.sum(),
                n=lambda t: t.count(),
                yy=lambda t: (t.top * t.top).sum(),
                xx=lambda t: (t.below * t.below).sum(),
                xy=lambda t: (t.top * t.below).sum(),
            )
        )

    return compute


def _total(column: str) -> Callable[[Inputs, Frame], pl.DataFrame]:
    def compute(inputs: Inputs, frame: Frame) -> pl.DataFrame:
        rows = split(inputs.activity, inputs, frame)
        rows = rows.mutate(period=frame.period(rows.day))
        return inputs.engine.polars(rows.group_by(frame.keys).agg(numerator=rows[column].sum().cast("float64")))

    return compute


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
        interval="none",
        source="DESIGN §5",
        compute=_total("orders"),
        inputs=("activity",),
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
        interval="none",
        source="DESIGN §5",
        compute=_total("amount"),
        inputs=("activity",),
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
        numerator=Text("net amount of customers who purchased in the period", "期间内有购买的客户的净金额"),
        denominator=Text("customers who purchased in the period", "期间内有购买的客户"),
        window=PERIOD,
        censoring=NET,
        interval="delta",
        source="Farris et al., Marketing Metrics (2010); interval: ratio estimator, Cochran (1977) §2.11",
        compute=ratio_of("amount", None),
        inputs=("activity",),
    ),
    Metric(
        id="average_order_value",
        family="revenue",
        label=Text("Average order value", "客单价"),
        sentence=Text("Revenue of the period for each order.", "期间收入除以订单数。"),
        formula=Text("revenue / orders", "收入 / 订单数"),
        unit="money",
        direction="up",
        numerator=Text("net amount of customers who purchased in the period", "期间内有购买的客户的净金额"),
        denominator=Text("their orders", "这些客户的订单数"),
        window=PERIOD,
        censoring=NET,
        interval="delta",
        source="Farris et al., Marketing Metrics (2010); interval: ratio estimator over customers, Cochran (1977) §2.11",
        compute=ratio_of("amount", "orders"),
        inputs=("activity",),
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
        denominator=Text("customers who purchased in the period", "期间内有购买的客户"),
        window=PERIOD,
        censoring=NONE,
        interval="delta",
        source="Farris et al., Marketing Metrics (2010); interval: ratio estimator, Cochran (1977) §2.11",
        compute=ratio_of("orders", None),
        inputs=("activity",),
    ),
)
