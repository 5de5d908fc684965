"""Contracts: the bridge of subscribers, their churn, renewals, plans that change, tenure, and bills paid."""

from liuke.language import Text
from liuke.measure.bases.subscriptions import BILLS, DUE, PLAN_MOVES, RECURRING, SUBSCRIBERS
from liuke.measure.families.common import (
    BRIDGE_SOURCE,
    COCHRAN,
    CONTRACT_LOSS,
    FARRIS,
    GLOSSARY,
    NONE,
    PERIOD,
    TODAY,
)
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Direction, Metric
from liuke.measure.statistic import Ratio, Total

DECIDED = Text(
    "contracts whose grace period is not over yet are left out; no value where no renewal was ever written down",
    "宽限期未满的合同不计入；从未记录过续约时无值",
)


def grace_days(inputs: Inputs) -> int:
    """Return the days after which every contract that fell due is decided."""
    if "contract" not in inputs.tables:
        return 0
    spans = inputs.table("contract")
    longest = spans.lasts_until.delta(spans.ends_on, unit="day").max().name("days")
    return int(inputs.engine.rows(spans.aggregate(longest))[0]["days"] or 0)


def _moved(
    id_: str,
    column: str,
    label: Text,
    sentence: Text,
    direction: Direction,
    formula: Text | None = None,
) -> Metric:
    """Declare one part of the bridge of subscribers."""
    return Metric(
        id=id_,
        family="subscriptions",
        label=label,
        sentence=sentence,
        formula=formula or sentence,
        unit="customers",
        direction=direction,
        numerator=label,
        denominator=None,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=BRIDGE_SOURCE,
        base=RECURRING,
        statistic=Total(lambda t: t[column]),
        version=2,
    )


METRICS = (
    _moved(
        "subscribers",
        "closing_customers",
        Text("Subscribers", "订阅客户数"),
        Text("Customers with a contract when the period ends.", "期间结束时有生效合同的客户。"),
        "up",
        Text("opening + new + returned − churned", "期初 + 新增 + 回流 − 流失"),
    ),
    _moved(
        "opening_subscribers",
        "opening_customers",
        Text("Opening subscribers", "期初订阅客户数"),
        Text("Customers with a contract when the period starts.", "期间开始时有生效合同的客户。"),
        "up",
    ),
    _moved(
        "new_subscribers",
        "new_customers",
        Text("New subscribers", "新增订阅客户数"),
        Text(
            "Customers whose first contract that is not free started in the period.", "期间内首份非免费合同生效的客户。"
        ),
        "up",
    ),
    _moved(
        "returned_subscribers",
        "returned_customers",
        Text("Returned subscribers", "回流订阅客户数"),
        Text(
            "Customers who signed again in the period after they had been lost.", "流失后在期间内重新签约的客户人次。"
        ),
        "up",
    ),
    _moved(
        "churned_subscribers",
        "churned_customers",
        Text("Churned subscribers", "流失订阅客户数"),
        Text(
            "Customers whose contracts ended unrenewed: losses that became known in the period.",
            "合同结束且未续约、在期间内判明流失的客户人次。",
        ),
        "down",
    ),
    Metric(
        id="subscriber_churn_rate",
        family="subscriptions",
        label=Text("Subscriber churn rate", "订阅客户流失率"),
        sentence=Text(
            "Share of the customers with a contract at the opening who were lost in the period.",
            "期初有生效合同的客户中在期间内流失的占比。",
        ),
        formula=Text("lost of the opening set / opening", "期初客户中流失数 / 期初客户数"),
        unit="share",
        direction="down",
        numerator=Text("of them, those lost in the period", "其中在期间内流失的客户"),
        denominator=Text("customers with a contract at the opening", "期初有生效合同的客户"),
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{GLOSSARY}; {FARRIS}",
        base=RECURRING,
        statistic=Ratio(lambda t: t.opening_lost, lambda t: t.opening_customers, "wilson"),
        version=2,
    ),
    Metric(
        id="renewals_due",
        family="subscriptions",
        label=Text("Renewals due", "到期合同数"),
        sentence=Text("Contracts that expired in the period, without trials.", "在期间内到期的合同，不含试用。"),
        formula=Text("count(contracts with an expiry in the period, without trials)", "期间内到期的合同计数，不含试用"),
        unit="count",
        direction="none",
        numerator=Text("contracts that fell due", "到期的合同"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=DUE,
        statistic=Total(lambda t: t.customer_id.notnull()),
        version=2,
    ),
    Metric(
        id="renewal_rate",
        family="subscriptions",
        label=Text("Renewal rate", "续约率"),
        sentence=Text(
            "Share of the contracts due in the period whose place another took in time, each of one.",
            "期间内到期的合同中，按时由另一合同接续的占比，一份合同只接续一份。",
        ),
        formula=Text("renewed / decided contracts due", "已续约 / 已有结果的到期合同"),
        unit="share",
        direction="up",
        numerator=Text(
            "of them, those that their own number went on with, or a new contract of the customer from about the "
            "cancellation or the grace days before the end to those after it",
            "其中以原编号接续的合同，或由客户在取消前后、到期前后宽限期内新签的合同接续的合同",
        ),
        denominator=Text(
            "contracts due in the period, renewed or past their grace period", "期间内到期、已续约或宽限期已满的合同"
        ),
        window=PERIOD,
        censoring=DECIDED,
        source=f"{GLOSSARY}; {FARRIS}",
        base=DUE,
        statistic=Ratio(lambda t: t.renewed & t.decided, lambda t: t.decided, "wilson"),
        version=2,
        ripens=grace_days,
    ),
    Metric(
        id="plan_upgrades",
        family="subscriptions",
        label=Text("Upgrades", "升级次数"),
        sentence=Text("Changes to a plan that costs more a month.", "转入每月价格更高套餐的次数。"),
        formula=Text("count(plan changes with a higher monthly price)", "月价升高的套餐变更计数"),
        unit="count",
        direction="up",
        numerator=Text("contracts that take the place of one of a cheaper plan", "接续较低价套餐的合同"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=PLAN_MOVES,
        statistic=Total(lambda t: t.up),
        version=2,
    ),
    Metric(
        id="plan_downgrades",
        family="subscriptions",
        label=Text("Downgrades", "降级次数"),
        sentence=Text("Changes to a plan that costs less a month.", "转入每月价格更低套餐的次数。"),
        formula=Text("count(plan changes with a lower monthly price)", "月价降低的套餐变更计数"),
        unit="count",
        direction="down",
        numerator=Text("contracts that take the place of one of a dearer plan", "接续较高价套餐的合同"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=PLAN_MOVES,
        statistic=Total(lambda t: t.down),
        version=2,
    ),
    Metric(
        id="subscriber_tenure",
        family="subscriptions",
        label=Text("Tenure of subscribers", "订阅客户平均在约时长"),
        sentence=Text("Months since today's subscribers came, on average.", "现有订阅客户自签约以来的平均月数。"),
        formula=Text("sum(months since the customer came) / subscribers", "签约以来月数合计 / 订阅客户数"),
        unit="months",
        direction="up",
        numerator=Text("months since each came, without a loss in between", "每位客户自（最近一次）签约以来的月数"),
        denominator=Text("subscribers on the last day", "截止日的订阅客户"),
        window=TODAY,
        censoring=Text("tenures still go on; this is no expected lifetime", "在约时长尚未结束，不等于预期生命周期"),
        source=f"{GLOSSARY}; {COCHRAN}",
        base=SUBSCRIBERS,
        statistic=Ratio(lambda t: t.tenure_months, lambda t: t.customer_id.notnull(), "delta"),
    ),
    Metric(
        id="paused_share",
        family="subscriptions",
        label=Text("Paused share", "暂停占比"),
        sentence=Text("Share of the subscribers with a paused contract.", "订阅客户中有合同处于暂停状态的占比。"),
        formula=Text("paused / subscribers", "暂停客户 / 订阅客户数"),
        unit="share",
        direction="down",
        numerator=Text("of them, those with a paused contract", "其中有合同暂停的客户"),
        denominator=Text("subscribers on the last day", "截止日的订阅客户"),
        window=TODAY,
        censoring=NONE,
        source=GLOSSARY,
        base=SUBSCRIBERS,
        statistic=Ratio(lambda t: t.paused, lambda t: t.customer_id.notnull(), "wilson"),
    ),
    Metric(
        id="billed_amount",
        family="subscriptions",
        label=Text("Billed", "出账金额"),
        sentence=Text(
            "Amount of the bills of the period that charge something; void and refunded ones are left out.",
            "期间内有效账单的金额合计，不含作废和已退款的账单。",
        ),
        formula=Text("sum(amount)", "金额合计"),
        unit="money",
        direction="up",
        numerator=Text("amount of the bills", "账单金额"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=BILLS,
        statistic=Total(lambda t: t.amount),
    ),
    Metric(
        id="paid_in_time_rate",
        family="subscriptions",
        label=Text("Paid in time", "按时支付率"),
        sentence=Text(
            "Share of the bills due that were paid by their due day; void and refunded ones are left out.",
            "已到期账单中在应付日前支付的占比，不含作废和已退款的账单。",
        ),
        formula=Text("paid by the due day / bills due", "应付日前已付账单 / 已到期账单"),
        unit="share",
        direction="up",
        numerator=Text("of them, those paid by then", "其中按时支付的账单"),
        denominator=Text("bills of the period whose due day has passed", "期间内出账且应付日已过的账单"),
        window=PERIOD,
        censoring=Text("bills not due yet are left out", "尚未到期的账单不计入"),
        source=GLOSSARY,
        base=BILLS,
        statistic=Ratio(lambda t: t.due & t.in_time, lambda t: t.due, "wilson"),
    ),
)
