"""Contracts: how long a customer has had one, when it runs out, and what became of its price and plan."""

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import CONTRACTS, MOVEMENTS, TERMS

SINCE = Total(MOVEMENTS, "contract_since_on", lambda t: t.since_on.max())
NOW = Total(MOVEMENTS, "paid_monthly", lambda t: t.after.argmin(t.age).cast("float64"))
TERMS_BEGUN = Total(TERMS, "terms_begun", lambda t: t.count(), empty=0)
NEXT_DUE = Total(
    TERMS, "next_due_on", lambda t: t.due_on.min(where=(t.due_on >= t.snapshot) & (t.due_known_on < t.snapshot))
)
GIVEN_NOTICE = Total(
    TERMS,
    "notices_given",
    lambda t: t.count(where=(t.cancelled_on < t.snapshot) & (t.due_on.isnull() | (t.due_on >= t.snapshot))),
    empty=0,
)
_RAISED = Total(
    CONTRACTS,
    "raise_age",
    lambda t: t.age.min(where=(t.plan == t.from_plan) & (t.monthly > t.from_monthly) & (t.from_monthly > 0)),
)
RAISE = Total(
    CONTRACTS,
    "raise_share",
    lambda t: (t.monthly.cast("float64") / t.from_monthly.cast("float64").nullif(0) - 1).max(
        where=(t.plan == t.from_plan) & (t.monthly > t.from_monthly) & (t.from_monthly > 0) & (t.age <= 365)
    ),
)
MOVED = Total(
    CONTRACTS,
    "plans_moved",
    lambda t: t.count(where=(t.plan != t.from_plan).fill_null(False) & (t.age <= 365)),
    empty=0,
)
LESS = Total(MOVEMENTS, "paid_less", lambda t: t.count(where=(t.kind == "contraction") & (t.age <= 365)), empty=0)

FEATURES = (
    Feature(
        "contract_days",
        "contract",
        Text("Days under contract", "合同持续天数"),
        Text("Days since the customer last came under contract without a break.", "客户本次连续签约以来的天数。"),
        "days",
        Window(),
        (SINCE,),
        0,
        lambda t: t.snapshot.delta(t.contract_since_on, unit="day") - 1,
        Text("under contract for {value}; {usual} is usual", "签约已 {value}，一般客户 {usual}"),
    ),
    Feature(
        "monthly_price",
        "contract",
        Text("Paid a month", "月费"),
        Text("What the customer's contracts come to a month at the snapshot.", "快照日该客户各合同的月费合计。"),
        "money",
        Window(),
        (NOW,),
        0,
        lambda t: t.paid_monthly,
        Text("pays {value} a month; {usual} is usual", "月费 {value}，一般客户 {usual}"),
    ),
    Feature(
        "terms_begun",
        "contract",
        Text("Contract periods begun", "已开始的合同期数"),
        Text(
            "Contract periods begun before the snapshot: the first and every renewal.",
            "快照日前已开始的合同期数（含首期与各次续约）。",
        ),
        "count",
        Window(),
        (TERMS_BEGUN,),
        -1,
        lambda t: t.terms_begun,
        Text(
            "renewed to {value} contract periods so far; {usual} is usual", "累计 {value} 个合同期，一般客户 {usual} 个"
        ),
    ),
    Feature(
        "renewal_days",
        "renewal",
        Text("Days to renewal", "距续约天数"),
        Text(
            "Days from the snapshot to the next day on which a contract that had begun falls due.",
            "快照日距已开始合同最近一个到期日的天数。",
        ),
        "days",
        Window(),
        (NEXT_DUE,),
        -1,
        lambda t: t.next_due_on.delta(t.snapshot, unit="day"),
        Text("contract falls due in {value}; {usual} is usual", "合同还有 {value}到期，一般客户 {usual}"),
        Text("contract falls due now; {usual} is usual", "合同今日到期，一般客户还有 {usual}"),
    ),
    Feature(
        "notices",
        "renewal",
        Text("Cancellations given", "已提出的取消"),
        Text(
            "Contracts cancelled before the snapshot whose time was not up then.",
            "快照日前已提出取消、但尚未到期的合同数。",
        ),
        "count",
        Window(),
        (GIVEN_NOTICE,),
        1,
        lambda t: t.notices_given,
        Text("has already cancelled, to the end of the term", "已提出取消，合同到期后终止"),
    ),
    Feature(
        "price_raise_365",
        "price",
        Text("Price raise of the last 365 days", "近 365 天涨价幅度"),
        Text(
            "Largest raise of the price of the same plan from one contract period to the next, in the last 365 days.",
            "近 365 天内同一套餐相邻合同期之间的最大涨价幅度。",
        ),
        "share",
        Window(365),
        (RAISE,),
        1,
        lambda t: t.raise_share.fill_null(0.0),
        Text("price raised by {value} in the last year", "近一年涨价 {value}"),
        beside="raise_days",
        own=Text("price raised by {value} {usual} ago", "{usual}前涨价 {value}"),
    ),
    Feature(
        "raise_days",
        "price",
        Text("Days since the last price raise", "距上次涨价天数"),
        Text(
            "Days since the price of the same plan last went up; unknown without a raise.",
            "同一套餐上次涨价至今的天数；未涨价则未知。",
        ),
        "days",
        Window(),
        (_RAISED,),
        0,
        lambda t: t.raise_age - 1,
        Text("price raised {value} ago", "{value}前刚涨价"),
    ),
    Feature(
        "plan_moves_365",
        "plan",
        Text("Plan changes in the last 365 days", "近 365 天套餐变更次数"),
        Text(
            "Contracts that took the place of one of another plan, in the last 365 days.",
            "近 365 天内由其他套餐变更而来的合同数。",
        ),
        "count",
        Window(365),
        (MOVED,),
        0,
        lambda t: t.plans_moved,
        Text(
            "changed plan {value} times in the last year; {usual} is usual",
            "近一年变更套餐 {value} 次，一般客户 {usual} 次",
        ),
    ),
    Feature(
        "downgrades_365",
        "plan",
        Text("Times that the customer came to pay less in the last 365 days", "近 365 天降费次数"),
        Text("Days in the last 365 on which what the customer pays a month went down.", "近 365 天内月费下降的次数。"),
        "count",
        Window(365),
        (LESS,),
        1,
        lambda t: t.paid_less,
        Text(
            "came to pay less {value} times in the last year; {usual} is usual",
            "近一年降费 {value} 次，一般客户 {usual} 次",
        ),
    ),
)
