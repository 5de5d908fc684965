"""Buying again: repeat customers, repeat revenue, second purchases and the usual gap."""

from liuke.language import Text
from liuke.measure.bases.orders import BUYERS, FIRSTS, GAPS
from liuke.measure.families.common import COCHRAN, GLOSSARY, NONE, PERIOD
from liuke.measure.families.revenue import BUYER_COUNT
from liuke.measure.metric import Metric, window_days
from liuke.measure.statistic import Quantile, Ratio

METRICS = (
    Metric(
        id="repeat_rate",
        family="repeat",
        label=Text("Repeat rate", "复购率"),
        sentence=Text(
            "Share of the customers who purchased in the period who did so after their first purchase day.",
            "期间内有购买的客户中，在首个购买日之后再次购买的占比。",
        ),
        formula=Text("repeat customers / active customers", "复购客户数 / 活跃客户数"),
        unit="share",
        direction="up",
        numerator=Text(
            "of them, those with a purchase after their first purchase day", "其中在首个购买日之后有购买的客户"
        ),
        denominator=BUYER_COUNT,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=BUYERS,
        statistic=Ratio(lambda t: t.again, lambda t: t.present, "wilson"),
    ),
    Metric(
        id="repeat_revenue_share",
        family="repeat",
        label=Text("Repeat revenue share", "复购收入占比"),
        sentence=Text(
            "Share of the purchases' revenue that came after the customer's first purchase day.",
            "购买收入中，产生于客户首个购买日之后的占比。",
        ),
        formula=Text("revenue after the first purchase day / revenue", "首个购买日之后的收入 / 收入"),
        unit="share",
        direction="up",
        numerator=Text("net amount of later purchase days", "之后各购买日的净金额"),
        denominator=Text("net amount of purchase days in the period", "期间内各购买日的净金额"),
        window=PERIOD,
        censoring=Text(
            "returns on days without a purchase are left out: whose purchase they undo is not known here",
            "没有购买的日子发生的退货不计入：此处无法得知所退的是哪次购买",
        ),
        source=f"{GLOSSARY}; {COCHRAN}",
        base=BUYERS,
        statistic=Ratio(lambda t: t.later_amount, lambda t: t.bought_amount, "delta", where=lambda t: t.present),
    ),
    Metric(
        id="second_purchase_rate",
        family="repeat",
        label=Text("Second purchase rate", "新客二次购买率"),
        sentence=Text(
            "Share of the customers new in the period who purchased again within the inactivity window.",
            "期间新增客户中，在判定期内再次购买的占比。",
        ),
        formula=Text(
            "new customers with a second purchase day within the window / new customers", "判定期内再购的新客 / 新客"
        ),
        unit="share",
        direction="up",
        numerator=Text(
            "of them, those with a second purchase day within the window", "其中在判定期内有第二个购买日的客户"
        ),
        denominator=Text(
            "customers first seen in the period whose window has elapsed", "期间内首购、且判定期已满的客户"
        ),
        window=Text("the inactivity window after each first purchase", "每位客户首购后的判定期"),
        censoring=Text("customers whose window has not elapsed are left out", "判定期未满的客户不计入"),
        source=GLOSSARY,
        base=FIRSTS,
        statistic=Ratio(lambda t: t.ripe & t.again, lambda t: t.ripe, "wilson"),
        ripens=window_days,
    ),
    Metric(
        id="median_gap",
        family="repeat",
        label=Text("Median gap between purchases", "购买间隔中位数"),
        sentence=Text(
            "Half of the repeat purchases in the period came within so many days of the one before.",
            "期间内相邻两次购买间隔天数的中位数。",
        ),
        formula=Text("median(days since the previous purchase day)", "距上一个购买日天数的中位数"),
        unit="days",
        direction="down",
        numerator=Text("days since the customer's previous purchase day", "距该客户上一个购买日的天数"),
        denominator=None,
        window=PERIOD,
        censoring=Text("silences still open are left out", "尚未结束的静默不计入"),
        source=GLOSSARY,
        base=GAPS,
        statistic=Quantile(
            lambda t: t.days,
            interval="none",
            why_none=Text("the gaps of one customer depend on each other", "同一客户的各次间隔彼此相关"),
        ),
    ),
)
