"""A club of six subscribers and four bills."""

from datetime import date

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from tests.measure.miniatures.worked import MARCH, Miniature, Shown, Worked, at, inputs_from

AS_OF = date(2024, 4, 30)
CONTRACTS = (
    ("S1", "ann", "basic", "01-10", "02-10", 10),
    ("S1", "ann", "pro", "02-10", "03-10", 20),
    ("S1", "ann", "basic", "03-10", "04-10", 10),
    ("S1", "ann", "basic", "04-10", "05-10", 10),
    ("S2", "bo", "pro", "01-20", "02-20", 20),
    ("S5", "bo", "basic", "03-15", "04-15", 10),
    ("S3", "cy", "basic", "01-05", "12-31", 10),
    ("S4", "dee", "pro", "02-05", "03-05", 20),
    ("S6", "eve", "basic", "03-08", "04-08", 10),
    ("S6", "eve", "pro", "04-08", "05-08", 20),
    ("S7", "fay", "basic", "02-15", "03-15", 10),
    ("S7", "fay", "pro", "03-15", "04-15", 20),
    ("S7", "fay", "pro", "04-15", "05-15", 20),
)
"""Subscription, customer, plan, first day, expiry, price a month; cy pauses on 12 March."""

BILLS = (
    ("ann", "03-10", 10, "03-17", "03-15", "paid"),
    ("fay", "03-15", 20, "03-22", "03-30", "paid"),
    ("eve", "03-08", 10, "03-15", None, "open"),
    ("dee", "03-05", 20, "03-12", None, "void"),
)
"""Customer, billed, amount, due, paid, status."""


def club(engine: Engine) -> Inputs:
    """Return the inputs that the stages make of the club."""
    subscriptions = [
        {
            "subscription_id": number,
            "customer_id": customer,
            "plan": plan,
            "started_at": at(start),
            "expires_at": at(end),
            "price": price,
            "period": "month",
            "paused_at": at("03-12") if customer == "cy" else None,
        }
        for number, customer, plan, start, end, price in CONTRACTS
    ]
    bills = [
        {
            "customer_id": customer,
            "billed_at": at(billed),
            "amount": amount,
            "due_at": at(due),
            "paid_at": at(paid) if paid else None,
            "status": status,
        }
        for customer, billed, amount, due, paid, status in BILLS
    ]
    return inputs_from(engine, {"subscription": subscriptions, "bill": bills}, AS_OF)


WORKED = {
    "mrr_opening": Worked(
        MARCH,
        60,
        None,
        Text(
            "ann 20, cy 10, dee 20, fay 10; bo was lost on 27 February",
            "ann 20、cy 10、dee 20、fay 10；bo 已于 2 月 27 日流失",
        ),
    ),
    "mrr_new": Worked(MARCH, 10, None, Text("eve", "eve")),
    "mrr_returned": Worked(MARCH, 10, None, Text("bo, on 15 March", "bo，3 月 15 日")),
    "mrr_expansion": Worked(MARCH, 10, None, Text("fay, from basic to pro", "fay：basic 升级为 pro")),
    "mrr_contraction": Worked(
        MARCH, 20, None, Text("ann 10 (pro to basic), cy 10 (paused)", "ann 10（pro 降级为 basic）、cy 10（暂停）")
    ),
    "mrr_churned": Worked(
        MARCH, 20, None, Text("dee: expired on 5 March, known 7 days later", "dee：3 月 5 日到期，宽限 7 天后判明")
    ),
    "mrr": Worked(MARCH, 50, None, Text("60 + 10 + 10 + 10 − 20 − 20", "60 + 10 + 10 + 10 − 20 − 20")),
    "arr": Worked(MARCH, 600, None, Text("12 × 50", "12 × 50")),
    "net_revenue_retention": Worked(
        MARCH,
        30,
        60,
        Text(
            "ann 10, cy 0, dee 0, fay 20; bo and eve were not there", "ann 10、cy 0、dee 0、fay 20；bo 与 eve 不在期初"
        ),
    ),
    "gross_revenue_retention": Worked(MARCH, 20, 60, Text("the same, fay at most her 10", "同上，fay 至多计 10")),
    "mrr_churn_rate": Worked(MARCH, 40, 60, Text("60 − 20", "60 − 20")),
    "quick_ratio": Worked(MARCH, 30, 40, Text("(10 + 10 + 10) / (20 + 20)", "（10 + 10 + 10）/（20 + 20）")),
    "arpa": Worked(MARCH, 50, 5, Text("ann, bo, cy, eve, fay", "ann、bo、cy、eve、fay")),
    "opening_subscribers": Worked(MARCH, 4, None, Text("ann, cy, dee, fay", "ann、cy、dee、fay")),
    "new_subscribers": Worked(MARCH, 1, None, Text("eve", "eve")),
    "returned_subscribers": Worked(MARCH, 1, None, Text("bo", "bo")),
    "churned_subscribers": Worked(MARCH, 1, None, Text("dee", "dee")),
    "subscribers": Worked(MARCH, 5, None, Text("4 + 1 + 1 − 1; a pause is no loss", "4 + 1 + 1 − 1；暂停不算流失")),
    "subscriber_churn_rate": Worked(MARCH, 1, 4, Text("dee of ann, cy, dee, fay", "ann、cy、dee、fay 中的 dee")),
    "renewals_due": Worked(
        MARCH, 3, None, Text("dee on the 5th, ann on the 10th, fay on the 15th", "dee 5 日、ann 10 日、fay 15 日")
    ),
    "renewal_rate": Worked(MARCH, 2, 3, Text("ann and fay", "ann 与 fay")),
    "plan_upgrades": Worked(MARCH, 1, None, Text("fay", "fay")),
    "plan_downgrades": Worked(MARCH, 1, None, Text("ann", "ann")),
    "subscriber_tenure": Worked(
        None,
        355 / 30.4375,
        4,
        Text(
            "days since ann came 111, cy 116, eve 53, fay 75; bo was lost on 22 April",
            "至今天数：ann 111、cy 116、eve 53、fay 75；bo 于 4 月 22 日流失",
        ),
    ),
    "paused_share": Worked(None, 1, 4, Text("cy of ann, cy, eve, fay", "ann、cy、eve、fay 中的 cy")),
    "billed_amount": Worked(
        MARCH, 40, None, Text("10 + 20 + 10; the void one charges nothing", "10 + 20 + 10；作废账单不计")
    ),
    "paid_in_time_rate": Worked(MARCH, 1, 3, Text("ann; fay paid late, eve did not", "ann；fay 逾期支付，eve 未付")),
}

CLUB = Miniature(
    "club",
    Text("The club", "会员俱乐部"),
    Text(
        "Contracts of a month, but for cy's of a year; 7 days of grace; the last known day is 2024-04-30. cy pauses on "
        "12 March.",
        "除 cy 为年约外均为月约；宽限期 7 天；数据截至 2024-04-30。cy 于 3 月 12 日暂停。",
    ),
    (
        Shown(
            tuple(
                Text(*pair)
                for pair in (
                    ("subscription", "订阅"), ("customer", "客户"), ("plan", "套餐"), ("from", "开始"), ("to", "到期"),
                    ("a month", "月价"),
                )
            ),
            CONTRACTS,
        ),
        Shown(
            tuple(
                Text(*pair)
                for pair in (
                    ("customer", "客户"), ("billed", "出账"), ("amount", "金额"), ("due", "应付"), ("paid", "支付"),
                    ("status", "状态"),
                )
            ),
            BILLS,
        ),
    ),
    club,
    WORKED,
)  # fmt: skip
