"""Loyalty: who buys again and again, which tiers customers are in, who comes back, and what was done for them."""

from liuke.language import Text
from liuke.measure.bases.actions import TREATMENTS
from liuke.measure.bases.orders import CUSTOMERS, MIX, RETURNS_TO
from liuke.measure.families.common import FARRIS, GLOSSARY, NONE, NOW, PERIOD, SPELLS
from liuke.measure.metric import Metric, until_losses
from liuke.measure.statistic import Ratio, Total

EVER = Text("customers who ever purchased", "曾经购买过的客户")

METRICS = (
    Metric(
        id="repeat_customer_share",
        family="loyalty",
        label=Text("Repeat customers", "复购客户占比"),
        sentence=Text(
            "Share of the customers who have bought on at least two days.", "至少在两个不同日子购买过的客户占比。"
        ),
        formula=Text("customers with two purchase days or more / customers", "购买日 ≥ 2 的客户 / 客户数"),
        unit="share",
        direction="up",
        numerator=Text("of them, those with two purchase days or more", "其中购买日不少于两个的客户"),
        denominator=EVER,
        window=NOW,
        censoring=Text(
            "new customers have had little time to buy again; see second_purchase_rate",
            "新客户尚来不及复购；参见 second_purchase_rate",
        ),
        source=f"{GLOSSARY}; {FARRIS}",
        base=CUSTOMERS,
        statistic=Ratio(lambda t: t.purchase_days > 1, lambda t: t.customer_id.notnull(), "wilson"),
    ),
    Metric(
        id="loyal_customer_share",
        family="loyalty",
        label=Text("Loyal customers", "忠诚客户占比"),
        sentence=Text(
            "Share of the customers who have bought on at least four days and are not lost.",
            "购买日不少于四个且尚未流失的客户占比。",
        ),
        formula=Text(
            "customers with four purchase days or more, not lost / customers", "购买日 ≥ 4 且未流失的客户 / 客户数"
        ),
        unit="share",
        direction="up",
        numerator=Text(
            "of them, those with four purchase days or more who are not lost", "其中购买日不少于四个且尚未流失的客户"
        ),
        denominator=EVER,
        window=NOW,
        censoring=NONE,
        source=GLOSSARY,
        base=CUSTOMERS,
        statistic=Ratio(
            lambda t: (t.purchase_days >= 4) & (t.stage != "lost"), lambda t: t.customer_id.notnull(), "wilson"
        ),
    ),
    Metric(
        id="customer_share",
        family="loyalty",
        label=Text("Customer mix", "客户构成"),
        sentence=Text(
            "Share of all customers that each group holds: by tier, segment, stage or region.",
            "各组客户占全部客户的比例：可按等级、分群、阶段、地区拆分。",
        ),
        formula=Text("customers of the group / customers", "组内客户 / 客户数"),
        unit="share",
        direction="none",
        numerator=Text("customers of the group", "组内客户"),
        denominator=EVER,
        window=NOW,
        censoring=NONE,
        source=GLOSSARY,
        base=MIX,
        statistic=Ratio(lambda t: t.members, lambda t: t.everybody, "wilson"),
    ),
    Metric(
        id="win_back_rate",
        family="loyalty",
        label=Text("Win-back rate", "召回率"),
        sentence=Text(
            "Share of the losses of the period after which the customer came back within as long again.",
            "期间内判明流失的客户中，在同样长的时间内回流的占比。",
        ),
        formula=Text("losses followed by a return within the window / losses", "窗口内回流的流失 / 流失"),
        unit="share",
        direction="up",
        numerator=Text("of them, those followed by a return in time", "其中在窗口内回流者"),
        denominator=Text("losses of the period whose window is over", "期间内判明、且窗口已满的流失"),
        window=Text("as long again as a loss takes to be known, at least 30 days", "与判定期等长，至少 30 天"),
        censoring=SPELLS,
        source=GLOSSARY,
        base=RETURNS_TO,
        statistic=Ratio(lambda t: t.ripe & t.back, lambda t: t.ripe, "wilson"),
        ripens=lambda inputs: max(inputs.warm_up, 30),
        warms_up=until_losses,
    ),
    Metric(
        id="treatments",
        family="loyalty",
        label=Text("Treatments", "干预次数"),
        sentence=Text(
            "Actions assigned in the period, in every arm of every playbook.",
            "期间内分配的干预，含各方案的所有实验组。",
        ),
        formula=Text("count(treatments)", "干预计数"),
        unit="count",
        direction="none",
        numerator=Text("treatments", "干预"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=TREATMENTS,
        statistic=Total(lambda t: t.customer_id.notnull()),
    ),
    Metric(
        id="delivery_rate",
        family="loyalty",
        label=Text("Delivery rate", "送达率"),
        sentence=Text(
            "Share of the treatments assigned in the period that reached the customer.",
            "期间内分配的干预中已送达客户的占比。",
        ),
        formula=Text("delivered / assigned", "已送达 / 已分配"),
        unit="share",
        direction="up",
        numerator=Text("of them, those delivered", "其中已送达者"),
        denominator=Text("treatments assigned in the period", "期间内分配的干预"),
        window=PERIOD,
        censoring=Text(
            "what has not arrived yet counts as not delivered; no value where no delivery is written down",
            "尚未到达的计为未送达；没有任何送达记录时无值",
        ),
        source=GLOSSARY,
        base=TREATMENTS,
        statistic=Ratio(
            lambda t: t.delivered, lambda t: t.customer_id.notnull(), "wilson", where=lambda t: t.delivered.notnull()
        ),
        version=2,
    ),
    Metric(
        id="treatment_cost",
        family="loyalty",
        label=Text("Cost of treatments", "干预成本"),
        sentence=Text("What the treatments assigned in the period cost.", "期间内分配的干预的成本合计。"),
        formula=Text("sum(cost)", "成本合计"),
        unit="money",
        direction="down",
        numerator=Text("cost, as far as it is known", "成本（仅计已知者）"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=TREATMENTS,
        statistic=Total(lambda t: t.cost.fill_null(0)),
    ),
)
