"""An agency with four leads, three opportunities, four contacts, and two customers they became."""

from dataclasses import replace
from datetime import date

import polars as pl

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from tests.measure.miniatures.worked import MARCH, Miniature, Shown, Worked, at, inputs_from, on
from tests.measure.oracle import inputs_of

AS_OF = date(2024, 6, 30)
CONTACTS = (("ann", "03-01"), ("bo", "03-02"), ("cy", "03-05"), ("dee", "03-06"), ("bo", "03-11"))
LEADS = (
    ("L1", "ann", "03-03", "03-04", "web"),
    ("L2", "bo", "03-10", None, "fair"),
    ("L3", "cy", "03-12", None, "web"),
    ("L4", None, "03-20", "03-25", "web"),
)
"""Lead, customer, created, contacted, origin."""
DEALS = (
    ("L1", "ann", "03-08", "03-28", "won", 100),
    ("L2", "bo", "03-15", "03-25", "lost", 50),
    (None, "cy", "03-20", None, None, 70),
)
"""Lead, customer, created, closed, outcome, amount."""
ORDERS = (("ann", "03-28", 100), ("ann", "04-20", 50), ("cy", "04-30", 80))
"""Customer, day, amount; cost is 60 % of it."""
PEOPLE = (("ann", "03-01", 20), ("bo", "03-05", None), ("cy", "03-20", 40))
"""Customer, signed up, acquisition cost."""
SCORES = (("ann", 90.0), ("cy", 30.0))
"""Customer, lifetime value."""


def agency(engine: Engine) -> Inputs:
    """Return the inputs that the stages make of the agency."""
    bought = pl.DataFrame(
        {
            "customer_id": [customer for customer, _, _ in ORDERS],
            "day": [on(day) for _, day, _ in ORDERS],
            "orders": [1] * len(ORDERS),
            "returns": [0] * len(ORDERS),
            "amount": [amount for *_, amount in ORDERS],
        }
    ).with_columns(
        pl.col("orders", "returns").cast(pl.Int32),
        pl.col("amount").cast(pl.Decimal(18, 4)),
        cost=(pl.col("amount") * 0.6).cast(pl.Decimal(18, 4)),
        costed=pl.col("amount").cast(pl.Decimal(18, 4)),
        coupons=pl.lit(0, pl.Int32),
        items=pl.lit(1).cast(pl.Decimal(18, 3)),
    )
    shop = inputs_of(engine, bought, 60, AS_OF)
    scores = engine.table(
        pl.DataFrame(SCORES, schema=["customer_id", "clv"], orient="row").with_columns(probability=0.5)
    )
    customer = engine.hold(shop.customer.left_join(scores, "customer_id").drop("customer_id_right"))
    given = {
        "interaction": [{"customer_id": who, "occurred_at": at(day)} for who, day in CONTACTS],
        "lead": [
            {
                "lead_id": number,
                "customer_id": who,
                "created_at": at(day),
                "contacted_at": at(talked) if talked else None,
                "origin": origin,
            }
            for number, who, day, talked, origin in LEADS
        ],
        "opportunity": [
            {
                "lead_id": number,
                "customer_id": who,
                "created_at": at(day),
                "closed_at": at(closed) if closed else None,
                "outcome": outcome,
                "amount": amount,
            }
            for number, who, day, closed, outcome, amount in DEALS
        ],
        "customer": [
            {"customer_id": who, "signed_up_at": at(day), "acquisition_cost": cost} for who, day, cost in PEOPLE
        ],
    }
    found = inputs_from(engine, given, AS_OF, {**shop.tables, "customer": customer})
    return replace(found, window_days=60, warm_up=60)


WORKED = {
    "contact_to_lead_rate": Worked(MARCH, 3, 4, Text("ann, bo, cy; dee did not", "ann、bo、cy；dee 未成为线索")),
    "leads": Worked(MARCH, 4, None, Text("L1, L2, L3, L4", "L1、L2、L3、L4")),
    "contact_rate": Worked(
        MARCH, 3, 4, Text("L1, L4, and L2 by the contact of 11 March", "L1、L4，以及 3 月 11 日有接触的 L2")
    ),
    "lead_to_opportunity_rate": Worked(
        MARCH, 3, 4, Text("L1, L2, and L3 by its customer", "L1、L2，以及按客户对应的 L3")
    ),
    "conversion_rate": Worked(
        MARCH, 2, 4, Text("ann bought on 28 March, cy on 30 April", "ann 3 月 28 日购买，cy 4 月 30 日购买")
    ),
    "repeat_conversion_rate": Worked(MARCH, 1, 2, Text("ann bought again on 20 April", "ann 于 4 月 20 日再次购买")),
    "opportunities": Worked(MARCH, 3, None, Text("of ann, bo, cy", "ann、bo、cy 各一")),
    "win_rate": Worked(MARCH, 1, 2, Text("ann won, bo lost; cy's is open", "ann 赢单，bo 输单；cy 未定")),
    "won_amount": Worked(MARCH, 100, None, Text("ann's", "ann 的商机")),
    "sales_cycle": Worked(MARCH, 20, None, Text("from 8 to 28 March", "3 月 8 日至 28 日")),
    "sign_ups": Worked(MARCH, 3, None, Text("ann, bo, cy", "ann、bo、cy")),
    "activation_rate": Worked(
        MARCH, 1, 3, Text("ann after 27 days; cy only after 41", "ann 27 天后首购；cy 41 天后才首购")
    ),
    "cac": Worked(MARCH, 20, 1, Text("ann, new in March", "3 月新客 ann")),
    "payback_months": Worked(
        MARCH,
        20,
        60 / (94 / 30.4375),
        Text("margin of 40 + 20 in 94 days since 28 March", "自 3 月 28 日起 94 天毛利 40 + 20"),
    ),
    "clv_to_cac": Worked(None, 120, 60, Text("(90 + 30) / (20 + 40)", "（90 + 30）/（20 + 40）")),
}


def _heads(*pairs: tuple[str, str]) -> tuple[Text, ...]:
    return tuple(Text(*pair) for pair in pairs)


AGENCY = Miniature(
    "agency",
    Text("The agency", "代理公司"),
    Text(
        "Cost is 60 % of every amount; the lifetime value of ann is 90, of cy 30; the last known day is 2024-06-30.",
        "成本为各金额的 60%；终身价值 ann 90、cy 30；数据截至 2024-06-30。",
    ),
    (
        Shown(_heads(("customer", "客户"), ("contact", "接触")), CONTACTS),
        Shown(
            _heads(
                ("lead", "线索"), ("customer", "客户"), ("created", "创建"), ("contacted", "联系"), ("origin", "来源")
            ),
            LEADS,
        ),
        Shown(
            _heads(
                ("lead", "线索"), ("customer", "客户"), ("opportunity", "商机创建"), ("closed", "关闭"),
                ("outcome", "结果"), ("amount", "金额"),
            ),
            DEALS,
        ),
        Shown(_heads(("customer", "客户"), ("order", "订单"), ("amount", "金额")), ORDERS),
        Shown(_heads(("customer", "客户"), ("signed up", "注册"), ("acquisition cost", "获客成本")), PEOPLE),
    ),
    agency,
    WORKED,
)  # fmt: skip
