"""Churn, retention and net shrinkage: three numbers that people mix up, side by side."""

from liuke.language import Text
from liuke.measure.bases.orders import BRIDGE, EXPOSURE
from liuke.measure.derived.periods import DAYS_A_MONTH
from liuke.measure.families.common import FARRIS, GLOSSARY, PERIOD, SPELLS
from liuke.measure.metric import Metric, until_losses
from liuke.measure.statistic import Rate, Ratio

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
    Metric(
        id="average_base_churn_rate",
        family="churn",
        label=Text("Churn rate on the average base", "流失率（按平均客户数）"),
        sentence=Text(
            "All losses of the period over the mean of opening and closing customers; common elsewhere, and lower in a "
            "growing base.",
            "期间内全部流失除以期初与期末客户数的平均值；较为常见，客户增长时会偏低。",
        ),
        formula=Text("lost / ((opening + closing) / 2)", "流失 /（（期初 + 期末）/ 2）"),
        unit="share",
        direction="down",
        numerator=Text("every loss of the period, of new customers too", "期间内的全部流失，含新客户"),
        denominator=Text("mean of opening and closing customers", "期初与期末客户数的平均值"),
        window=PERIOD,
        censoring=SPELLS,
        source=f"{GLOSSARY}; {FARRIS}",
        base=BRIDGE,
        warms_up=until_losses,
        statistic=Ratio(
            lambda t: t.lost.cast("float64"),
            lambda t: (t.opening + t.closing) / 2,
            "none",
            why_none=Text(
                "losses of customers who are not in the denominator are counted, so it is no proportion",
                "分子含不在分母中的客户，因此不是比例",
            ),
        ),
    ),
    Metric(
        id="churn_per_customer_month",
        family="churn",
        label=Text("Churn per customer month", "每客户月流失率"),
        sentence=Text(
            "Losses for each month that a customer was there: the rate that does not depend on how long the period is.",
            "按客户在册月数计算的流失：不受期间长短影响的速率。",
        ),
        formula=Text("lost / (days that customers were there / 30.4375)", "流失 /（客户在册天数 / 30.4375）"),
        unit="share",
        direction="down",
        numerator=Text("every loss of the period", "期间内的全部流失"),
        denominator=Text("days that customers were there, in months", "客户在册天数，折算为月"),
        window=PERIOD,
        censoring=SPELLS,
        source=f"{GLOSSARY}; Rothman, Epidemiology (2nd ed. 2012), ch. 4 (incidence rate)",
        base=EXPOSURE,
        warms_up=until_losses,
        statistic=Rate(lambda t: t.lost, lambda t: t["days"].cast("float64") / DAYS_A_MONTH),
    ),
)
