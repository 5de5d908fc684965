"""A shop of five customers whose every number can be worked out by hand; the metric reference shows it too.

The inactivity window is 30 days and the last known day 30 April 2024.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from liuke.engine import Engine
from liuke.language import Text, number
from liuke.measure import Inputs
from tests.measure.miniatures.worked import JANUARY, MARCH, Miniature, Shown, Worked
from tests.measure.oracle import inputs_of

WINDOW = 30
AS_OF = date(2024, 4, 30)

ORDERS: tuple[tuple[str, date, int], ...] = (
    ("ann", date(2024, 1, 10), 100),
    ("ann", date(2024, 2, 5), 50),
    ("ann", date(2024, 3, 1), 80),
    ("ann", date(2024, 3, 25), 20),
    ("ann", date(2024, 4, 20), 40),
    ("bo", date(2024, 1, 20), 200),
    ("bo", date(2024, 2, 15), 60),
    ("cy", date(2024, 1, 5), 30),
    ("cy", date(2024, 3, 10), 90),
    ("dee", date(2024, 3, 12), 150),
    ("dee", date(2024, 3, 12), 50),
    ("dee", date(2024, 3, 20), -40),
    ("eve", date(2024, 2, 20), 70),
    ("eve", date(2024, 3, 21), 30),
)
"""Customer, day, amount; a negative amount is a return."""

COUPON = date(2024, 3, 25)
"""The day on which ann used a coupon."""

SCORES: tuple[tuple[str, float, float], ...] = (
    ("ann", 0.2, 100.0),
    ("bo", 0.9, 10.0),
    ("cy", 0.8, 20.0),
    ("dee", 0.6, 50.0),
    ("eve", 0.7, 30.0),
)
"""Customer, churn probability, lifetime value."""


WORKED: dict[str, Worked] = {
    "opening_customers": Worked(
        MARCH, 3, None, Text("ann, bo, eve; cy was lost on 4 February", "ann、bo、eve；cy 已于 2 月 4 日流失")
    ),
    "new_customers": Worked(MARCH, 1, None, Text("dee", "dee")),
    "returned_customers": Worked(
        MARCH, 1, None, Text("cy, on 10 March, after the loss of 4 February", "cy：2 月 4 日流失后于 3 月 10 日回流")
    ),
    "lost_customers": Worked(
        MARCH,
        1,
        None,
        Text(
            "bo: 15 February + 30 days = 16 March; eve came back after exactly 30 days and is not lost",
            "bo：2 月 15 日 + 30 天 = 3 月 16 日；eve 恰在第 30 天再次购买，不算流失",
        ),
    ),
    "closing_customers": Worked(
        MARCH, 4, None, Text("3 + 1 + 1 − 1: ann, cy, dee, eve", "3 + 1 + 1 − 1：ann、cy、dee、eve")
    ),
    "active_customers": Worked(MARCH, 4, None, Text("ann, cy, dee, eve", "ann、cy、dee、eve")),
    "customers": Worked(None, 5, None, Text("ann, bo, cy, dee, eve", "ann、bo、cy、dee、eve")),
    "churn_rate": Worked(MARCH, 1, 3, Text("bo of ann, bo, eve", "ann、bo、eve 中的 bo")),
    "retention_rate": Worked(MARCH, 2, 3, Text("ann, eve of ann, bo, eve", "ann、bo、eve 中的 ann、eve")),
    "net_shrinkage": Worked(MARCH, -1, 3, Text("3 opening, 4 closing: the base grew", "期初 3，期末 4：客户总量增加")),
    "orders": Worked(MARCH, 6, None, Text("ann 2, cy 1, dee 2, eve 1", "ann 2、cy 1、dee 2、eve 1")),
    "revenue": Worked(MARCH, 380, None, Text("100 + 90 + (150 + 50 − 40) + 30", "100 + 90 +（150 + 50 − 40）+ 30")),
    "arpu": Worked(MARCH, 380, 4, Text("revenue of four active customers", "四位活跃客户的收入")),
    "average_order_value": Worked(MARCH, 380, 6, Text("their revenue over their orders", "其收入除以其订单数")),
    "purchase_frequency": Worked(MARCH, 6, 4, Text("six orders of four customers", "四位客户的六笔订单")),
    "return_rate": Worked(MARCH, 1, 6, Text("dee returned once; six orders", "dee 退货一次；订单六笔")),
    "repeat_rate": Worked(
        MARCH, 3, 4, Text("ann, cy, eve; dee bought on her first day only", "ann、cy、eve；dee 只在首购当日购买")
    ),
    "repeat_revenue_share": Worked(
        MARCH, 220, 420, Text("100 + 90 + 30 of 100 + 90 + 200 + 30", "100 + 90 + 30，合计 100 + 90 + 200 + 30")
    ),
    "second_purchase_rate": Worked(
        JANUARY,
        2,
        3,
        Text("ann and bo after 26 days; cy only after 65", "ann、bo 均在 26 天后再购；cy 65 天后才再购"),
    ),
    "median_gap": Worked(
        MARCH, 27.5, None, Text("24, 25, 30, 65: midway between 25 and 30", "24、25、30、65：取 25 与 30 的中点")
    ),
    "historic_value": Worked(None, 930, 5, Text("290 + 260 + 120 + 160 + 100", "290 + 260 + 120 + 160 + 100")),
    "top_fifth_share": Worked(None, 290, 930, Text("a fifth of five is one: ann", "五人的五分之一为一人：ann")),
    "predicted_value": Worked(None, 210, 5, Text("100 + 10 + 20 + 50 + 30", "100 + 10 + 20 + 50 + 30")),
    "value_at_risk": Worked(
        None,
        20,
        None,
        Text("ann 0.2·100; bo, cy, dee, eve are lost", "ann 0.2·100；bo、cy、dee、eve 已流失"),
    ),
    "new_customer_share": Worked(MARCH, 1, 4, Text("dee of ann, cy, dee, eve", "ann、cy、dee、eve 中的 dee")),
    "average_base_churn_rate": Worked(
        MARCH, 1, 3.5, Text("bo; (3 + 4) / 2: the base grew, so it reads lower", "bo；（3 + 4）/ 2：客户增长，读数偏低")
    ),
    "churn_per_customer_month": Worked(
        MARCH,
        1,
        119 / 30.4375,
        Text(
            "days there in March: ann 31, bo 15, cy 22, dee 20, eve 31; 119 / 30.4375 months",
            "3 月在册天数：ann 31、bo 15、cy 22、dee 20、eve 31；119 / 30.4375 个月",
        ),
    ),
    "gross_margin": Worked(MARCH, 190, None, Text("380 less cost of 190", "380 减成本 190")),
    "margin_rate": Worked(MARCH, 190, 380, Text("cost is half of every amount", "成本为各金额的一半")),
    "items_per_order": Worked(MARCH, 5, 6, Text("one item an order, dee sent one back", "每单一件，dee 退回一件")),
    "coupon_order_share": Worked(MARCH, 1, 6, Text("ann on 25 March", "ann，3 月 25 日")),
    "purchase_days": Worked(MARCH, 5, 4, Text("ann 2, cy 1, dee 1, eve 1", "ann 2、cy 1、dee 1、eve 1")),
    "historic_margin": Worked(None, 465, 5, Text("half of 930", "930 的一半")),
    "repeat_customer_share": Worked(None, 4, 5, Text("all but dee", "除 dee 外")),
    "loyal_customer_share": Worked(None, 1, 5, Text("ann, on five days, not lost", "ann，五个购买日且未流失")),
    "customer_share": Worked(
        None, 4, 5, Text("bo, cy, dee, eve are lost", "bo、cy、dee、eve 已流失"), by="stage", of="lost"
    ),
    "win_back_rate": Worked(
        date(2024, 2, 1),
        0,
        1,
        Text(
            "cy, lost on 4 February, came back after 35 days, more than 30",
            "cy 于 2 月 4 日流失，35 天后才回流，超过 30 天",
        ),
    ),
}


def activity() -> pl.DataFrame:
    """Return the orders as table `activity`."""
    rows = pl.DataFrame(ORDERS, schema={"customer_id": pl.String, "day": pl.Date, "amount": pl.Int64}, orient="row")
    return rows.group_by("customer_id", "day").agg(
        orders=(pl.col("amount") >= 0).sum().cast(pl.Int32),
        returns=(pl.col("amount") < 0).sum().cast(pl.Int32),
        amount=pl.col("amount").sum().cast(pl.Decimal(18, 4)),
        cost=(pl.col("amount").sum() / 2).cast(pl.Decimal(18, 4)),
        costed=pl.col("amount").sum().cast(pl.Decimal(18, 4)),
        coupons=((pl.col("customer_id") == "ann") & (pl.col("day") == COUPON)).sum().cast(pl.Int32),
        items=pl.col("amount").sign().sum().cast(pl.Decimal(18, 3)),
    )


def shop(engine: Engine, bought: pl.DataFrame | None = None, *, scored: bool = True) -> Inputs:
    """Return the inputs that the stages make of the shop (or of other activity), with scores."""
    inputs = inputs_of(engine, activity() if bought is None else bought, WINDOW, AS_OF)
    if not scored:
        return inputs
    scores = pl.DataFrame(SCORES, schema=["customer_id", "probability", "clv"], orient="row").with_columns(
        value_at_risk=pl.col("probability") * pl.col("clv"),
        risk=pl.when(pl.col("probability") >= 0.65).then(pl.lit("high")).otherwise(pl.lit("low")),
    )
    joined = inputs.customer.left_join(engine.table(scores), "customer_id").drop("customer_id_right")
    return replace(inputs, tables={**inputs.tables, "customer": engine.hold(joined)})


SHOP = Miniature(
    "shop",
    Text("The shop of five", "五位客户的小店"),
    Text(
        "Lost after {days} days without a purchase; the last known day is {as_of}. Cost is half of every amount; ann "
        "used a coupon on 25 March.",
        "连续 {days} 天未购买即流失；数据截至 {as_of}。成本为各金额的一半；ann 于 3 月 25 日使用了优惠券。",
    ).fill(days=WINDOW, as_of=AS_OF.isoformat()),
    (
        Shown(
            (
                Text("customer", "客户"),
                Text("orders (a negative amount is a return)", "订单（负数为退货）"),
                Text("churn probability", "流失概率"),
                Text("lifetime value", "终身价值"),
            ),
            [
                (
                    customer,
                    ", ".join(f"{day:%m-%d} {amount}" for who, day, amount in ORDERS if who == customer),
                    number(probability, "en", 1),
                    number(clv, "en"),
                )
                for customer, probability, clv in SCORES
            ],
        ),
    ),
    shop,
    WORKED,
)
