"""How many customers there are, come, go and come back."""

from liuke.language import Text
from liuke.measure.bases.orders import BRIDGE, BUYERS, CUSTOMERS
from liuke.measure.families.common import FARRIS, GLOSSARY, NONE, NOW, PERIOD, SPELLS
from liuke.measure.metric import Direction, Metric, at_once, until_losses
from liuke.measure.statistic import Ratio, Total


def _moved(id_: str, column: str, label: Text, sentence: Text, formula: Text, direction: Direction) -> Metric:
    return Metric(
        id=id_,
        family="customers",
        label=label,
        sentence=sentence,
        formula=formula,
        unit="customers",
        direction=direction,
        numerator=label,
        denominator=None,
        window=PERIOD,
        censoring=SPELLS,
        source=f"{GLOSSARY}; {FARRIS}",
        base=BRIDGE,
        statistic=Total(lambda t: t[column]),
        warms_up=until_losses if column in {"lost", "returned"} else at_once,
    )


METRICS = (
    _moved(
        "opening_customers",
        "opening",
        Text("Opening customers", "期初客户数"),
        Text("Customers who are not lost when the period starts.", "期间开始时尚未流失的客户。"),
        Text("customers with a first purchase before the period and no loss since", "期初前已首购且尚未判明流失的客户"),
        "up",
    ),
    _moved(
        "new_customers",
        "new",
        Text("New customers", "新增客户数"),
        Text("Customers whose first purchase falls in the period.", "在期间内首次购买的客户。"),
        Text("count(first purchases in the period)", "期间内的首购计数"),
        "up",
    ),
    _moved(
        "returned_customers",
        "returned",
        Text("Returned customers", "回流客户数"),
        Text("Returns in the period: purchases of customers who had been lost.", "期间内流失后再次购买的客户人次。"),
        Text("count(first purchases after a loss, in the period)", "期间内流失后首次再购的计数"),
        "up",
    ),
    _moved(
        "lost_customers",
        "lost",
        Text("Lost customers", "流失客户数"),
        Text("Losses that became known in the period.", "在期间内判明的流失人次。"),
        Text("count(last purchase days + window that fall in the period)", "“末次购买日 + 判定期”落在期间内的计数"),
        "down",
    ),
    _moved(
        "closing_customers",
        "closing",
        Text("Closing customers", "期末客户数"),
        Text("Customers who are not lost when the period ends.", "期间结束时尚未流失的客户。"),
        Text("opening + new + returned − lost", "期初 + 新增 + 回流 − 流失"),
        "up",
    ),
    Metric(
        id="active_customers",
        family="customers",
        label=Text("Active customers", "活跃客户数"),
        sentence=Text("Customers with at least one purchase in the period.", "在期间内至少购买一次的客户。"),
        formula=Text("count(distinct customers with a purchase)", "有购买的客户去重计数"),
        unit="customers",
        direction="up",
        numerator=Text("customers with a purchase in the period", "期间内有购买的客户"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=FARRIS,
        base=BUYERS,
        statistic=Total(lambda t: t.present),
    ),
    Metric(
        id="customers",
        family="customers",
        label=Text("Customers", "客户总数"),
        sentence=Text(
            "Customers who ever purchased; by stage or segment, how many are in each.",
            "曾经购买过的客户；按阶段或分群拆分即各自的人数。",
        ),
        formula=Text("count(customers with a purchase to date)", "至今有购买的客户计数"),
        unit="customers",
        direction="up",
        numerator=Text("customers who ever purchased", "曾经购买过的客户"),
        denominator=None,
        window=NOW,
        censoring=NONE,
        source=GLOSSARY,
        base=CUSTOMERS,
        statistic=Total(lambda t: t.customer_id.notnull()),
    ),
    Metric(
        id="new_customer_share",
        family="customers",
        label=Text("New customer share", "新客占比"),
        sentence=Text(
            "Share of the customers who purchased in the period whose first purchase day is in it.",
            "期间内有购买的客户中，首个购买日落在期间内的占比。",
        ),
        formula=Text("new customers / active customers", "新客户数 / 活跃客户数"),
        unit="share",
        direction="none",
        numerator=Text("of them, those whose first purchase falls in the period", "其中在期间内首购的客户"),
        denominator=Text("customers who purchased in the period", "期间内有购买的客户"),
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=BUYERS,
        statistic=Ratio(lambda t: t.present & t.newcomer, lambda t: t.present, "wilson"),
    ),
)
