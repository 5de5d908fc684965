"""What customers are worth, to date and as predicted, and what it cost to win them."""

from liuke.language import Text
from liuke.measure.bases.orders import CUSTOMERS, RANKED, SCORES
from liuke.measure.bases.sales import ACQUIRED, COSTS
from liuke.measure.families.common import COCHRAN, FARRIS, GLOSSARY, NONE, NOW, PERIOD, TODAY
from liuke.measure.metric import Metric
from liuke.measure.statistic import Ratio, Total

AHEAD = Text("the horizon of lifetime value, from the run's last day", "自数据截止日起的终身价值期限")
MODEL = Text("a sum of model expectations; the model's error is on its card", "模型期望值之和；模型误差见模型卡")

SPENT = Text("acquisition cost of new customers, as far as it is known", "新客户的获客成本（仅计已知者）")

METRICS = (
    Metric(
        id="historic_value",
        family="value",
        label=Text("Historic value per customer", "人均历史价值"),
        sentence=Text("Revenue to date for each customer who ever purchased.", "至今的净收入除以曾经购买过的客户数。"),
        formula=Text("net amount to date / customers", "至今净金额 / 客户数"),
        unit="money",
        direction="up",
        numerator=Text("net amount to date", "至今净金额"),
        denominator=Text("customers who ever purchased", "曾经购买过的客户"),
        window=NOW,
        censoring=NONE,
        source=GLOSSARY,
        base=CUSTOMERS,
        statistic=Ratio(lambda t: t.amount, lambda t: t.customer_id.notnull(), "delta"),
    ),
    Metric(
        id="top_fifth_share",
        family="value",
        label=Text("Revenue share of the best fifth", "前 20% 客户收入占比"),
        sentence=Text(
            "Share of the revenue to date that the best 20 % of the customers brought.",
            "贡献最高的 20% 客户带来的收入占比。",
        ),
        formula=Text("net amount of the top 20 % / net amount", "前 20% 客户净金额 / 净金额"),
        unit="share",
        direction="none",
        numerator=Text(
            "net amount of the fifth of customers (rounded up) with the largest",
            "净金额最高的五分之一客户（向上取整）的净金额",
        ),
        denominator=Text("net amount of all customers", "全部客户的净金额"),
        window=NOW,
        censoring=NONE,
        source=f"{GLOSSARY}; Lorenz, Methods of Measuring the Concentration of Wealth (1905)",
        base=RANKED,
        statistic=Ratio(
            lambda t: (t.place * 5 < t.peers).ifelse(t.amount, 0).cast("decimal(18, 4)"),
            lambda t: t.amount,
            "none",
            why_none=Text("customers are ranked before they are summed", "先排序后求和，样本间不独立"),
        ),
    ),
    Metric(
        id="predicted_value",
        family="value",
        label=Text("Expected lifetime value per customer", "人均预期终身价值"),
        sentence=Text(
            "Expected discounted value within the horizon, for each customer. Its interval holds the differences "
            "between customers, not the error of the model.",
            "期限内折现后的人均预期价值。区间只反映客户之间的差异，不含模型自身的误差。",
        ),
        formula=Text("sum(CLV) / customers", "终身价值合计 / 客户数"),
        unit="money",
        direction="up",
        numerator=Text("expected discounted value", "折现后的预期价值"),
        denominator=Text("customers with a prediction", "有预测值的客户"),
        window=AHEAD,
        censoring=NONE,
        source="Fader, Hardie & Lee, RFM and CLV (2005)",
        base=SCORES,
        statistic=Ratio(lambda t: t.clv, lambda t: t.clv.notnull(), "delta"),
    ),
    Metric(
        id="value_at_risk",
        family="value",
        label=Text("Value at risk", "风险价值"),
        sentence=Text(
            "Expected value that may be lost: churn probability times lifetime value, summed over customers who "
            "are not lost.",
            "可能失去的预期价值：流失概率 × 终身价值，对尚未流失的客户逐一求和。",
        ),
        formula=Text("sum(probability × CLV)", "流失概率 × 终身价值，求和"),
        unit="money",
        direction="down",
        numerator=Text("churn probability × expected value of customers not lost", "未流失客户的流失概率 × 预期价值"),
        denominator=None,
        window=AHEAD,
        censoring=Text("the value of lost customers is gone, not at risk", "已流失客户的价值已经失去，不计入风险价值"),
        source=GLOSSARY,
        base=SCORES,
        statistic=Total(lambda t: (t.stage != "lost").ifelse(t.value_at_risk, 0.0), why_none=MODEL),
        version=2,
    ),
    Metric(
        id="historic_margin",
        family="value",
        label=Text("Historic margin per customer", "人均历史毛利"),
        sentence=Text(
            "Margin to date for each customer whose orders carry a cost: historic lifetime value.",
            "订单记有成本的客户，其至今毛利的人均值，即历史终身价值。",
        ),
        formula=Text("(net amount − cost to date) / customers", "（至今净金额 − 成本）/ 客户数"),
        unit="money",
        direction="up",
        numerator=Text("net amount less cost to date", "至今净金额减成本"),
        denominator=Text("customers whose orders carry a cost", "订单记有成本的客户"),
        window=NOW,
        censoring=NONE,
        source=GLOSSARY,
        base=CUSTOMERS,
        statistic=Ratio(
            lambda t: (t.amount - t.cost).cast("decimal(18, 4)"),
            lambda t: t.customer_id.notnull(),
            "delta",
            where=lambda t: t.cost.notnull(),
        ),
    ),
    Metric(
        id="cac",
        family="value",
        label=Text("Customer acquisition cost (CAC)", "获客成本（CAC）"),
        sentence=Text("What a new customer of the period cost to win, on average.", "期间内平均每位新客户的获客成本。"),
        formula=Text("acquisition cost / new customers", "获客成本 / 新客户数"),
        unit="money",
        direction="down",
        numerator=SPENT,
        denominator=Text("new customers of the period whose cost is known", "期间内首购且获客成本已知的客户"),
        window=PERIOD,
        censoring=Text("customers without a known cost are left out", "获客成本未知的客户不计入"),
        source=f"{FARRIS}; {COCHRAN}",
        base=ACQUIRED,
        statistic=Ratio(lambda t: t.acquisition_cost, lambda t: t.customer_id.notnull(), "delta"),
    ),
    Metric(
        id="payback_months",
        family="value",
        label=Text("Payback", "获客回本周期"),
        sentence=Text(
            "Months until the margin of the period's new customers has paid for winning them, at the pace so far.",
            "按目前的毛利速度，期间内新客户收回获客成本所需的月数。",
        ),
        formula=Text("acquisition cost / margin a month", "获客成本 / 每月毛利"),
        unit="months",
        direction="down",
        numerator=SPENT,
        denominator=Text("their margin a month since the first purchase", "这些客户自首购以来的每月毛利"),
        window=Text(
            "from the first purchase to the run's last day, at least a month", "自首购至数据截止日，至少按一个月计"
        ),
        censoring=Text("where orders carry no cost, revenue stands for margin", "订单无成本时以收入代替毛利"),
        source=f"{FARRIS}; {COCHRAN}",
        base=ACQUIRED,
        statistic=Ratio(lambda t: t.acquisition_cost, lambda t: t.monthly_margin, "delta"),
    ),
    Metric(
        id="clv_to_cac",
        family="value",
        label=Text("CLV to CAC", "客户终身价值与获客成本之比"),
        sentence=Text(
            "Expected lifetime value for each unit spent on winning the customer.",
            "每花一元获客成本，对应的预期终身价值。",
        ),
        formula=Text("sum(CLV) / sum(acquisition cost)", "终身价值合计 / 获客成本合计"),
        unit="times",
        direction="up",
        numerator=Text("expected discounted value of customers whose cost is known", "获客成本已知的客户的预期价值"),
        denominator=SPENT,
        window=TODAY,
        censoring=Text("value still to come, within the horizon of lifetime value", "仅计期限内尚未实现的价值"),
        source=f"{GLOSSARY}; {COCHRAN}",
        base=COSTS,
        statistic=Ratio(lambda t: t.clv, lambda t: t.acquisition_cost, "delta"),
    ),
)
