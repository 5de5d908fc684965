"""Churn, retention and net shrinkage: three numbers that people mix up, side by side."""

from liuke.language import Text
from liuke.measure.bases import BRIDGE
from liuke.measure.families.customers import FARRIS, GLOSSARY, PERIOD, SPELLS
from liuke.measure.metric import Metric, until_losses
from liuke.measure.statistic import Ratio

OPENING = Text("customers not lost at the opening of the period", "期初尚未流失的客户")

METRICS = (
    Metric(
        id="churn_rate",
        family="churn",
        label=Text("Churn rate", "流失率"),
        sentence=Text(
            "Share of the customers at the opening of the period who were lost in it.", "期初客户中在期间内流失的占比。"
        ),
        formula=Text("lost of the opening set / opening", "期初客户中流失数 / 期初客户数"),
        unit="share",
        direction="down",
        numerator=Text("of them, those lost in the period", "其中在期间内流失的客户"),
        denominator=OPENING,
        window=PERIOD,
        censoring=SPELLS,
        source=f"{GLOSSARY}; {FARRIS}",
        base=BRIDGE,
        warms_up=until_losses,
        statistic=Ratio(lambda t: t.churned, lambda t: t.opening, "wilson"),
    ),
    Metric(
        id="retention_rate",
        family="churn",
        label=Text("Retention rate", "留存率"),
        sentence=Text(
            "Share of the customers at the opening of the period who were not lost in it.",
            "期初客户中在期间内未流失的占比。",
        ),
        formula=Text("1 − churn rate", "1 − 流失率"),
        unit="share",
        direction="up",
        numerator=Text("of them, those not lost in the period", "其中在期间内未流失的客户"),
        denominator=OPENING,
        window=PERIOD,
        censoring=SPELLS,
        source=f"{GLOSSARY}; {FARRIS}",
        base=BRIDGE,
        warms_up=until_losses,
        statistic=Ratio(lambda t: t.opening - t.churned, lambda t: t.opening, "wilson"),
    ),
    Metric(
        id="net_shrinkage",
        family="churn",
        label=Text("Net shrinkage", "净减少率"),
        sentence=Text(
            "How much smaller the base became, new and returned customers counted; not the churn rate.",
            "客户总量缩减的幅度，已计入新增与回流；它不是流失率。",
        ),
        formula=Text("(opening − closing) / opening", "（期初 − 期末）/ 期初"),
        unit="share",
        direction="down",
        numerator=Text("opening less closing customers", "期初客户数减期末客户数"),
        denominator=OPENING,
        window=PERIOD,
        censoring=SPELLS,
        source=GLOSSARY,
        base=BRIDGE,
        warms_up=until_losses,
        statistic=Ratio(
            lambda t: t.opening - t.closing,
            lambda t: t.opening,
            "none",
            why_none=Text(
                "a difference of counts that mixes opening customers with others, not a proportion",
                "它是计数之差，混合了期初客户与其他客户，并非比例",
            ),
        ),
    ),
)
