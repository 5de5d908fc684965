"""What customers are worth: to date, and as predicted."""

from collections.abc import Callable

import ibis
import polars as pl

from liuke.language import Text
from liuke.measure.families.revenue import NONE
from liuke.measure.metric import Frame, Inputs, Metric

NOW = Text("from the first order to the run's last day", "自首笔订单至数据截止日")
AHEAD = Text("the horizon of lifetime value, from the run's last day", "自数据截止日起的终身价值期限")
TOP = 0.2


def _mean(column: str) -> Callable[[Inputs, Frame], pl.DataFrame]:
    def compute(inputs: Inputs, frame: Frame) -> pl.DataFrame:
        customer = inputs.customer.mutate(period=ibis.literal(frame.first))
        value = customer[column].cast("float64")
        rows = customer.mutate(value=value).filter(lambda t: t.value.notnull())
        summed = rows.group_by(frame.keys).agg(
            numerator=rows[column].sum().cast("float64"),
            denominator=rows.count(),
            n=rows.count(),
            yy=(rows.value * rows.value).sum(),
            xx=rows.count().cast("float64"),
            xy=rows.value.sum(),
        )
        return inputs.engine.polars(summed)

    return compute


def _sum(column: str) -> Callable[[Inputs, Frame], pl.DataFrame]:
    def compute(inputs: Inputs, frame: Frame) -> pl.DataFrame:
        customer = inputs.customer.mutate(period=ibis.literal(frame.first))
        summed = customer.group_by(frame.keys).agg(numerator=customer[column].sum().cast("float64"))
        return inputs.engine.polars(summed)

    return compute


def _concentration(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    customer = inputs.customer.mutate(period=ibis.literal(frame.first))
    order = ibis.window(group_by=frame.keys, order_by=[ibis.desc("amount"), "customer_id"])
    whole = ibis.window(group_by=frame.keys)
    rows = customer.mutate(place=ibis.row_number().over(order), of=customer.count().over(whole))
    best = rows.place.cast("float64") < rows["of"] * TOP
    summed = rows.group_by(frame.keys).agg(
        numerator=rows.amount.sum(where=best).cast("float64"), denominator=rows.amount.sum().cast("float64")
    )
    return inputs.engine.polars(summed)


METRICS = (
    Metric(
        id="historic_value",
        family="value",
        label=Text("Historic value per customer", "人均历史价值"),
        sentence=Text("Revenue to date for each customer who ever purchased.", "至今的净收入除以曾经购买过的客户数。"),
        formula=Text("net amount to date / customers", "至今净金额 / 客户数"),
        unit="money",
        direction="up",
        numerator=Text("net amount to date", "至今净金额"),
        denominator=Text("customers who ever purchased", "曾经购买过的客户"),
        window=NOW,
        censoring=NONE,
        interval="delta",
        source="DESIGN §5 (historic CLV); interval: normal, from the variance between customers",
        compute=_mean("amount"),
        inputs=("customer",),
        kind="stock",
    ),
    Metric(
        id="top_fifth_share",
        family="value",
        label=Text("Revenue share of the best fifth", "前 20% 客户收入占比"),
        sentence=Text(
            "Share of the revenue to date that the best 20 % of the customers brought.",
            "贡献最高的 20% 客户带来的收入占比。",
        ),
        formula=Text("net amount of the top 20 % / net amount", "前 20% 客户净金额 / 净金额"),
        unit="share",
        direction="none",
        numerator=Text("net amount of the 20 % of customers with the largest", "净金额最高的 20% 客户的净金额"),
        denominator=Text("net amount of all customers", "全部客户的净金额"),
        window=NOW,
        censoring=NONE,
        interval="none",
        source="Lorenz (1905); DESIGN §5",
        compute=_concentration,
        inputs=("customer",),
        kind="stock",
    ),
    Metric(
        id="predicted_value",
        family="value",
        label=Text("Expected lifetime value per customer", "人均预期终身价值"),
        sentence=Text(
            "Expected discounted value within the horizon, for each customer.", "期限内折现后的人均预期价值。"
        ),
        formula=Text("sum(CLV) / customers", "终身价值合计 / 客户数"),
        unit="money",
        direction="up",
        numerator=Text("expected discounted value", "折现后的预期价值"),
        denominator=Text("scored customers", "已评分客户"),
        window=AHEAD,
        censoring=NONE,
        interval="delta",
        source="Fader, Hardie & Lee (2005); interval: between customers, the model's own error left out",
        compute=_mean("clv"),
        inputs=("score",),
        kind="stock",
    ),
    Metric(
        id="value_at_risk",
        family="value",
        label=Text("Value at risk", "风险价值"),
        sentence=Text(
            "Expected value that may be lost: churn probability times lifetime value, summed over customers.",
            "可能失去的预期价值：流失概率 × 终身价值，逐客户求和。",
        ),
        formula=Text("sum(probability × CLV)", "流失概率 × 终身价值，求和"),
        unit="money",
        direction="down",
        numerator=Text("churn probability × expected value", "流失概率 × 预期价值"),
        denominator=None,
        window=AHEAD,
        censoring=NONE,
        interval="none",
        source="DESIGN §6",
        compute=_sum("value_at_risk"),
        inputs=("score",),
        kind="stock",
    ),
)
