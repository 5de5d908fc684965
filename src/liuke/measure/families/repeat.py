"""Buying again: repeat customers, repeat revenue, returns and the usual gap."""

import polars as pl

from liuke.language import Text
from liuke.measure.families.customers import PERIOD
from liuke.measure.families.revenue import NET, NONE, by_customer
from liuke.measure.metric import Frame, Inputs, Metric, split
from liuke.measure.silence import visits


def _repeat(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    each = by_customer(inputs, frame).filter(lambda t: t.purchase_days > 0)
    firsts = inputs.customer.select("customer_id", "first_on")
    joined = each.inner_join(firsts, "customer_id")
    counted = joined.group_by(frame.keys).agg(
        numerator=joined.count(where=joined.last_on > joined.first_on), denominator=joined.count()
    )
    return inputs.engine.polars(counted)


def _repeat_revenue(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    firsts = inputs.customer.select("customer_id", "first_on")
    rows = split(inputs.activity.inner_join(firsts, "customer_id"), inputs, frame)
    rows = rows.mutate(period=frame.period(rows.day))
    later = rows.amount.sum(where=rows.day > rows.first_on).cast("float64")
    summed = rows.group_by(frame.keys).agg(numerator=later, denominator=rows.amount.sum().cast("float64"))
    return inputs.engine.polars(summed)


def _returns(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    rows = split(inputs.activity, inputs, frame)
    rows = rows.mutate(period=frame.period(rows.day))
    summed = rows.group_by(frame.keys).agg(
        numerator=rows.returns.sum().cast("int64"), denominator=rows.orders.sum().cast("int64")
    )
    return inputs.engine.polars(summed)


def _gap(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    closed = visits(inputs.activity).filter(lambda t: t.previous.notnull())
    rows = split(closed, inputs, frame)
    rows = rows.mutate(period=frame.period(rows.day), days=rows.day.delta(rows.previous, unit="day"))
    return inputs.engine.polars(rows.group_by(frame.keys).agg(numerator=rows.days.median().cast("float64")))


METRICS = (
    Metric(
        id="repeat_rate",
        family="repeat",
        label=Text("Repeat rate", "复购率"),
        sentence=Text(
            "Share of the customers who purchased in the period for whom it was not the first purchase day.",
            "期间内有购买的客户中，已不止一个购买日的客户占比。",
        ),
        formula=Text("repeat customers / active customers", "复购客户数 / 活跃客户数"),
        unit="share",
        direction="up",
        numerator=Text("of them, those with an earlier purchase day", "其中此前已有购买日的客户"),
        denominator=Text("customers who purchased in the period", "期间内有购买的客户"),
        window=PERIOD,
        censoring=NONE,
        interval="wilson",
        source="DESIGN §5; interval: Wilson (1927)",
        compute=_repeat,
        inputs=("activity", "customer"),
    ),
    Metric(
        id="repeat_revenue_share",
        family="repeat",
        label=Text("Repeat revenue share", "复购收入占比"),
        sentence=Text(
            "Share of the revenue that came after the customer's first purchase day.",
            "客户首个购买日之后产生的收入占比。",
        ),
        formula=Text("revenue after the first purchase day / revenue", "首个购买日之后的收入 / 收入"),
        unit="share",
        direction="up",
        numerator=Text("net amount after the first purchase day", "首个购买日之后的净金额"),
        denominator=Text("net amount", "净金额"),
        window=PERIOD,
        censoring=NET,
        interval="none",
        source="DESIGN §5",
        compute=_repeat_revenue,
        inputs=("activity", "customer"),
    ),
    Metric(
        id="return_rate",
        family="repeat",
        label=Text("Return rate", "退货率"),
        sentence=Text("Returns of the period over its orders.", "期间退货笔数与订单数之比。"),
        formula=Text("returns / orders", "退货笔数 / 订单数"),
        unit="share",
        direction="down",
        numerator=Text("returns in the period, whenever the purchase was", "期间内的退货笔数，不论何时购买"),
        denominator=Text("orders in the period", "期间订单数"),
        window=PERIOD,
        censoring=NONE,
        interval="none",
        source="DESIGN §5",
        compute=_returns,
        inputs=("activity",),
    ),
    Metric(
        id="median_gap",
        family="repeat",
        label=Text("Median gap between purchases", "购买间隔中位数"),
        sentence=Text(
            "Half of the repeat purchases in the period came within so many days of the one before.",
            "期间内的复购，有一半在上一次购买后这么多天之内发生。",
        ),
        formula=Text("median(days since the previous purchase day)", "距上一个购买日天数的中位数"),
        unit="days",
        direction="down",
        numerator=Text("days since the customer's previous purchase day", "距该客户上一个购买日的天数"),
        denominator=None,
        window=PERIOD,
        censoring=Text("silences still open are left out", "尚未结束的静默不计入"),
        interval="none",
        source="DESIGN §5",
        compute=_gap,
        inputs=("activity",),
    ),
)
