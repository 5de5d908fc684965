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
    "drivers": Text("What sets leavers apart", "流失客户有何不同"),
    "demand": Text("What to expect", "未来预期"),
    "paths": Text("The last steps before leaving", "离开前的最后几步"),
    "subscriptions": Text("Subscriptions", "订阅"),
    "acquisition": Text("Acquisition", "获客与转化"),
    "engagement": Text("Engagement", "活跃与粘性"),
    "funnels": Text("Funnels", "漏斗"),
    "satisfaction": Text("Satisfaction", "满意度"),
    "service": Text("Service", "服务"),
    "baskets": Text("What is bought together", "购物篮与推荐"),
    "segments": Text("Segments", "客户分群"),
    "clusters": Text("Who they are", "客户画像"),
    "value": Text("Value", "价值分布"),
    "lifecycle": Text("Lifecycle", "生命周期"),
    "calls": Text("Who to call this week", "本周跟进名单"),
    "uplift": Text("Whom contact keeps", "联系谁才有用"),
    "prediction": Text("How good is the prediction", "预测有多准"),
    "quality": Text("Data quality", "数据质量"),
    "definitions": Text("Definitions", "指标口径"),
}
INTROS: Mapping[str, Text] = {
    "clusters": Text(
        "Groups that customers fall into by what they do. A definition is found once and then applied, so that a "
        "cluster keeps its meaning; a name says by what its customers differ most from the rest.",
        "按行为把客户归成的群。定义一经确定便持续沿用，含义不随运行改变；名称取自该群与其他客户差异最大之处。",
    ),
    "paths": Text(
        "What customers did last before they left, beside what those did who stayed. Both are looked at in the same "
        "months and after as long a history, because leavers are newer, and some months are unlike others.",
        "客户离开之前最后做了什么，与留下的客户对比。两组取自相同月份、历史长度相当的时点：离开的客户通常较新，各月情况也不同。",
    ),
    "timing": Text(
        "How long customers stay, from the day they came to the day the loss is known. Who is still there counts for "
        "as long as they were seen; who came back counts anew. Intervals are of the figure, not of one customer.",
        "客户从到来之日至判明流失之日留存多久。仍在的客户按已观察的时长计入，离开后又回来的重新计时。"
        "区间针对该指标本身，而非单个客户。",
    ),
    "drivers": Text(
        "Customers who left beside those who stayed, by what was known of them before. An attribute is named where "
        "chance would make such a difference among all attributes once in a hundred times at most.",
        "用事前已知的信息，对比流失与留下的客户。只有当全部属性中偶然出现这种差异的概率不超过百分之一时，才会列出该属性。",
    ),
    "demand": Text(
        "How things are expected to go on if nothing out of the ordinary happens. Each way to forecast was rehearsed "
        "on the past; one that did no better than repeating the past is not used.",
        "若无意外，今后将如何延续。每种预测方法都在过去的数据上演练过；不优于简单重复过去的，一律不用。",
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
    "funnels": Text(
        "How far customers come through the steps that the workspace declares, and where they stop. An entry whose "
        "time is not over yet is left out.",
        "客户在工作区所声明的各步骤中走到哪一步、在哪里止步。时限尚未结束的进入不计入。",
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
