"""Features: what the churn model is told about a customer, from activity before the snapshot and nothing else.

A feature is one declaration. All of them come from one pass over `activity`: sums over windows first, then arithmetic
on one row a customer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import NumericValue, Table

from liuke.language import Text

WINDOWS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Feature:
    """One declaration: what it is, which theme its reason belongs to, and how it is told to a person.

    `value` works on the totals of `_totals`. `risky` is +1 where more of it speaks for leaving, −1 where less does, 0
    where either may: trees may not learn the opposite, and a reason is only told on its risky side. `reason` may use
    {value} and {usual}: the customer's own value and what is usual (for recency the customer's own gap, else the median
    of customers who are not lost); `unit` says how both are said. `none` is the reason where the value is 0.
    """

    id: str
    theme: str
    label: Text
    unit: str
    risky: int
    value: Callable[[Table], NumericValue]
    reason: Text
    none: Text | None = None


def _gap(t: Table) -> NumericValue:
    return t.last_on.delta(t.first_on, unit="day") / (t.purchase_days - 1).nullif(0)


def _purchases(days: int) -> Feature:
    return Feature(
        f"purchases_{days}",
        "frequency",
        Text(f"Purchase days in the last {days} days", f"近 {days} 天购买天数"),
        "count",
        -1,
        lambda t: t[f"days_{days}"],
        Text(
            f"bought on {{value}} of the last {days} days; {{usual}} is usual",
            f"近 {days} 天购买 {{value}} 天，一般客户 {{usual}} 天",
        ),
        Text(
            f"bought on none of the last {days} days; {{usual}} is usual",
            f"近 {days} 天未购买，一般客户购买 {{usual}} 天",
        ),
    )


FEATURES: tuple[Feature, ...] = (
    Feature(
        "recency_days",
        "recency",
        Text("Days since the last purchase", "距上次购买天数"),
        "days",
        1,
        lambda t: t.recency_days,
        Text("last order {value} ago", "已 {value}未下单"),
    ),
    Feature(
        "relative_recency",
        "recency",
        Text("Silence over the customer's usual gap", "静默时长与惯常间隔之比"),
        "ratio",
        1,
        lambda t: t.recency_days / _gap(t),
        Text("silent for {value} times the usual gap", "静默时长已是惯常间隔的 {value} 倍"),
    ),
    Feature(
        "usual_gap_days",
        "rhythm",
        Text("Usual gap between purchase days", "惯常购买间隔天数"),
        "days",
        0,
        _gap,
        Text("buys every {value}; {usual} is usual", "约每 {value}购买一次，一般客户约 {usual}"),
    ),
    Feature(
        "purchase_days",
        "frequency",
        Text("Purchase days to date", "累计购买天数"),
        "count",
        -1,
        lambda t: t.purchase_days,
        Text("bought on {value} days so far; {usual} is usual", "累计购买 {value} 天，一般客户 {usual} 天"),
    ),
    Feature(
        "tenure_days",
        "tenure",
        Text("Days since the first purchase", "距首购天数"),
        "days",
        0,
        lambda t: t.tenure_days,
        Text("customer for {value}; {usual} is usual", "成为客户 {value}，一般客户 {usual}"),
    ),
    *(_purchases(days) for days in WINDOWS),
    Feature(
        "trend_90",
        "trend",
        Text("Purchase days of the last 90 days less the 90 before", "近 90 天与前 90 天购买天数之差"),
        "difference",
        -1,
        lambda t: 2 * t.days_90 - t.days_180,
        Text("purchase days down by {value} from the 90 days before", "购买天数比前 90 天少 {value} 天"),
    ),
    Feature(
        "average_order",
        "money",
        Text("Average order value", "客单价"),
        "money",
        0,
        lambda t: t.amount / t.orders,
        Text(
            "spends {value} an order, net of returns; {usual} is usual",
            "客单价（扣除退货后）{value}，一般客户 {usual}",
        ),
    ),
    Feature(
        "amount_90",
        "money",
        Text("Spent in the last 90 days", "近 90 天消费金额"),
        "money",
        -1,
        lambda t: t.amount_90.clip(lower=0),
        Text(
            "spent {value} in the last 90 days, net of returns; {usual} is usual",
            "近 90 天消费（扣除退货后）{value}，一般客户 {usual}",
        ),
    ),
    Feature(
        "amount_share_90",
        "trend",
        Text("Share of last year's spending that fell in the last 90 days", "近 90 天消费占近一年的比例"),
        "share",
        -1,
        lambda t: t.amount_90 / t.amount_365.nullif(0),
        Text(
            "{value} of the year's spending, net of returns, fell in the last 90 days",
            "近 90 天消费仅占近一年的 {value}（均扣除退货）",
        ),
    ),
    Feature(
        "return_share",
        "returns",
        Text("Share of orders returned", "退货占比"),
        "part of both",
        1,
        lambda t: t.returns / (t.orders + t.returns),
        Text("returns for {value} of the orders; {usual} is usual", "退货笔数为订单的 {value}，一般客户 {usual}"),
    ),
)

BY_ID = {feature.id: feature for feature in FEATURES}


def features(activity: Table, snapshot: date) -> Table:
    """Return customer_id and every feature, for customers who purchased before `snapshot`.

    Only activity of days before `snapshot` is read. Values are float64; NULL where a feature has no meaning (such as
    the usual gap of who bought once).
    """
    totals = _totals(activity, snapshot)
    return totals.select("customer_id", **{one.id: one.value(totals).cast("float64") for one in FEATURES})


def _totals(activity: Table, snapshot: date) -> Table:
    known = activity.filter(activity.day < ibis.literal(snapshot))
    known = known.mutate(bought=known.orders > 0)
    since = {days: known.day >= ibis.literal(snapshot - timedelta(days=days)) for days in WINDOWS}
    grouped = known.group_by("customer_id").agg(
        first_on=known.day.min(where=known.bought),
        last_on=known.day.max(where=known.bought),
        purchase_days=known.count(where=known.bought),
        orders=known.orders.sum(),
        returns=known.returns.sum(),
        amount=known.amount.sum().cast("float64"),
        **{f"days_{days}": known.count(where=known.bought & since[days]) for days in WINDOWS},
        **{f"amount_{days}": known.amount.sum(where=since[days]).cast("float64").fill_null(0) for days in (90, 365)},
    )
    day = ibis.literal(snapshot)  # the last known day is the one before
    return grouped.filter(grouped.purchase_days > 0).mutate(
        recency_days=day.delta(grouped.last_on, unit="day") - 1, tenure_days=day.delta(grouped.first_on, unit="day") - 1
    )
