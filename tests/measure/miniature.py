"""A shop of five customers whose every number can be worked out by hand; the metric reference shows it too.

The inactivity window is 30 days and the last known day 30 April 2024.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import polars as pl

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from tests.measure.oracle import inputs_of

WINDOW = 30
AS_OF = date(2024, 4, 30)
MARCH, JANUARY = date(2024, 3, 1), date(2024, 1, 1)

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

SCORES: tuple[tuple[str, float, float], ...] = (
    ("ann", 0.2, 100.0),
    ("bo", 0.9, 10.0),
    ("cy", 0.8, 20.0),
    ("dee", 0.6, 50.0),
    ("eve", 0.7, 30.0),
)
"""Customer, churn probability, lifetime value."""


@dataclass(frozen=True, slots=True)
class Worked:
    """A metric worked out by hand: its month (None for the run's last day), both parts, and the working."""

    month: date | None
    numerator: float
    denominator: float | None
    working: Text

    @property
    def value(self) -> float:
        return self.numerator if self.denominator is None else self.numerator / self.denominator


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
        96,
        None,
        Text(
            "0.2·100 + 0.9·10 + 0.8·20 + 0.6·50 + 0.7·30",
            "0.2·100 + 0.9·10 + 0.8·20 + 0.6·50 + 0.7·30",
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
        cost=pl.lit(None, pl.Decimal(18, 4)),
        costed=pl.lit(None, pl.Decimal(18, 4)),
        coupons=pl.lit(0, pl.Int32),
        items=pl.lit(Decimal(1), pl.Decimal(18, 3)),
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
