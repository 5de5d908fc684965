"""The words that the report's templates choose by a value, and which sections a report has."""

from collections.abc import Callable, Mapping
from functools import partial

from liuke.language import Text
from liuke.present.report.findings import Findings

SECTIONS = {
    "headline": Text("At a glance", "一览"),
    "changes": Text("What changed", "哪些真的变了"),
    "churn": Text("Churn and retention", "流失与留存"),
    "lost": Text("What counts as lost", "怎样算流失"),
    "cohorts": Text("Cohorts", "群组留存"),
    "timing": Text("When customers leave", "客户何时离开"),
    "subscriptions": Text("Subscriptions", "订阅"),
    "acquisition": Text("Acquisition", "获客与转化"),
    "engagement": Text("Engagement", "活跃与粘性"),
    "satisfaction": Text("Satisfaction", "满意度"),
    "service": Text("Service", "服务"),
    "baskets": Text("What is bought together", "购物篮与推荐"),
    "segments": Text("Segments", "客户分群"),
    "value": Text("Value", "价值分布"),
    "lifecycle": Text("Lifecycle", "生命周期"),
    "calls": Text("Who to call this week", "本周跟进名单"),
    "uplift": Text("Whom contact keeps", "联系谁才有用"),
    "prediction": Text("How good is the prediction", "预测有多准"),
    "quality": Text("Data quality", "数据质量"),
    "definitions": Text("Definitions", "指标口径"),
}
INTROS: Mapping[str, Text] = {
    "timing": Text(
        "How long customers stay, from the day they came to the day the loss is known. Who is still there counts for "
        "as long as they were seen; who came back counts anew. Intervals are of the figure, not of one customer.",
        "客户从到来之日至判明流失之日留存多久。仍在的客户按已观察的时长计入，离开后又回来的重新计时。"
        "区间针对该指标本身，而非单个客户。",
    ),
    "subscriptions": Text(
        "Recurring revenue is what the contracts in force bring in a month. Churned is what lost subscribers brought; "
        "returned is what those bring who came back.",
        "经常性收入是有效合同每月带来的收入。流失指流失客户原有的收入，回流指流失后重新订阅的客户带来的收入。",
    ),
    "acquisition": Text(
        "A lead has 90 days to become an opportunity or a customer; younger leads are left out of the rates, because "
        "they still may.",
        "线索自创建起有 90 天时间转为商机或客户；未满 90 天的线索仍可能转化，因此不计入比率。",
    ),
    "engagement": Text(
        "A user is active on a day with at least one event. Stickiness is how many of a month's active users come on "
        "an average day.",
        "当日至少有一次行为即为活跃。粘性是日均活跃用户占当月活跃用户的比例。",
    ),
    "satisfaction": Text(
        "What customers answered. The band is the 95% interval: with few answers, a difference means little.",
        "来自客户的问卷回答。色带为 95% 区间：回答很少时，差异说明不了什么。",
    ),
    "baskets": Text(
        "What is in one basket, what is bought later, and what to recommend. “By chance” is how often it would be if "
        "one had nothing to do with the other; what goes together need not bring about one another.",
        "哪些商品在同一购物篮、接着会买什么、可以推荐什么。“随机预期”是两者毫无关系时的比例；一起购买并不等于互为因果。",
    ),
    "service": Text(
        "Time is counted in working hours, and stands still on holidays and while a ticket waits for the customer.",
        "时长按工作时间计算，节假日以及等待客户回复期间不计时。",
    ),
}


def _buys(found: Findings) -> bool:
    return found.orders is not None


def _has_panel(id_: str, found: Findings) -> bool:
    return id_ in found.panels


HAVE: Mapping[str, Callable[[Findings], bool]] = {
    "changes": lambda found: bool(found.changes),
    "lost": lambda found: bool(found.readings),
    "uplift": lambda found: found.uplift is not None,
    "churn": lambda found: _buys(found) or bool(found.churn),
    **dict.fromkeys(("cohorts", "segments", "value", "lifecycle", "calls", "prediction"), _buys),
    **{id_: partial(_has_panel, id_) for id_ in INTROS},
}
"""The sections that a report has only where the run has their data."""


def sections(found: Findings) -> dict[str, Text]:
    """Return the sections of a report with their names, in order."""
    return {id_: label for id_, label in SECTIONS.items() if id_ not in HAVE or HAVE[id_](found)}


RISKS = {
    "high": Text("High", "高"),
    "medium": Text("Medium", "中"),
    "low": Text("Low", "低"),
}

SEVERITIES = {
    "error": Text("error", "错误"),
    "warning": Text("warning", "警告"),
    "info": Text("note", "提示"),
}
