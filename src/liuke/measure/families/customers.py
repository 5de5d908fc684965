"""How many customers there are, come, go and come back."""

from collections.abc import Callable

import polars as pl

from liuke.language import Text
from liuke.measure.bridge import bridge
from liuke.measure.metric import Frame, Inputs, Metric, split

PERIOD = Text("the period", "期间")
SPELLS = Text(
    "a loss counts on the day it becomes known; later purchases never undo it",
    "流失在判明当日计入，之后的购买不改写历史",
)
BRIDGE = "DESIGN §5; customer bridge as in Farris et al., Marketing Metrics (2010), ch. 5"


def _moved(column: str) -> Callable[[Inputs, Frame], pl.DataFrame]:
    def compute(inputs: Inputs, frame: Frame) -> pl.DataFrame:
        return bridge(inputs, frame).rename({column: "numerator"}).select(*frame.keys, "numerator")

    return compute


def _count(id_: str, column: str, label: Text, sentence: Text, direction: str) -> Metric:
    return Metric(
        id=id_,
        family="customers",
        label=label,
        sentence=sentence,
        formula=Text(f"count({column})", f"计数（{label.zh}）"),
        unit="customers",
        direction=direction,  # type: ignore[arg-type]
        numerator=label,
        denominator=None,
        window=PERIOD,
        censoring=SPELLS,
        interval="none",
        source=BRIDGE,
        compute=_moved(column),
        inputs=("spell",),
        kind="month",
    )


def _active(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    bought = split(inputs.activity.filter(inputs.activity.orders > 0), inputs, frame)
    bought = bought.mutate(period=frame.period(bought.day))
    counted = bought.group_by(frame.keys).agg(numerator=bought.customer_id.nunique())
    return inputs.engine.polars(counted)


def _all(inputs: Inputs, frame: Frame) -> pl.DataFrame:
    customer = inputs.customer.mutate(period=frame.period(inputs.customer.first_on))
    return inputs.engine.polars(customer.group_by(frame.keys).agg(numerator=customer.count()))


METRICS = (
    _count(
        "opening_customers",
        "opening",
        Text("Opening customers", "期初客户数"),
        Text("Customers who are not lost when the period starts.", "期间开始时尚未流失的客户。"),
        "up",
    ),
    _count(
        "new_customers",
        "new",
        Text("New customers", "新增客户数"),
        Text("Customers whose first purchase falls in the period.", "在期间内首次购买的客户。"),
        "up",
    ),
    _count(
        "returned_customers",
        "returned",
        Text("Returned customers", "回流客户数"),
        Text("Returns in the period: purchases of customers who had been lost.", "期间内流失后再次购买的客户人次。"),
        "up",
    ),
    _count(
        "lost_customers",
        "lost",
        Text("Lost customers", "流失客户数"),
        Text("Losses that became known in the period.", "在期间内判明的流失人次。"),
        "down",
    ),
    _count(
        "closing_customers",
        "closing",
        Text("Closing customers", "期末客户数"),
        Text("Opening + new + returned − lost.", "期初 + 新增 + 回流 − 流失。"),
        "up",
    ),
    Metric(
        id="active_customers",
        family="customers",
        label=Text("Active customers", "活跃客户数"),
        sentence=Text("Customers with at least one purchase in the period.", "在期间内至少购买一次的客户。"),
        formula=Text("count(distinct customers with a purchase)", "有购买的客户去重计数"),
        unit="customers",
        direction="up",
        numerator=Text("customers with a purchase in the period", "期间内有购买的客户"),
        denominator=None,
        window=PERIOD,
        censoring=Text("none", "无"),
        interval="none",
        source="DESIGN §5",
        compute=_active,
        inputs=("activity",),
    ),
    Metric(
        id="customers",
        family="customers",
        label=Text("Customers", "客户总数"),
        sentence=Text(
            "Customers who ever purchased, by the period of their first purchase.", "曾经购买过的客户，按首购期间归集。"
        ),
        formula=Text("count(customers)", "客户计数"),
        unit="customers",
        direction="up",
        numerator=Text("customers with a first purchase", "有首购的客户"),
        denominator=None,
        window=PERIOD,
        censoring=Text("none", "无"),
        interval="none",
        source="DESIGN §5",
        compute=_all,
        inputs=("customer",),
    ),
)
