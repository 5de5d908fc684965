"""Recurring revenue: the bridge of money from opening to closing, and how much of it stays."""

from liuke.language import Text
from liuke.measure.bases.subscriptions import RECURRING
from liuke.measure.families.common import BRIDGE_SOURCE, COCHRAN, CONTRACT_LOSS, GLOSSARY, PERIOD
from liuke.measure.metric import Direction, Metric
from liuke.measure.statistic import Pooled, PooledPart, Ratio, Total

RECURS = Text(
    "price of the contracts in force, each divided by the months it pays for", "生效合同的价格，按其计费月数折算到每月"
)
OPENING_MONEY = Text("recurring revenue at the opening", "期初经常性收入")


def _moved(
    id_: str, column: str, label: Text, sentence: Text, direction: Direction, formula: Text | None = None
) -> Metric:
    """Declare one part of the bridge of money."""
    return Metric(
        id=id_,
        family="recurring",
        label=label,
        sentence=sentence,
        formula=formula or sentence,
        unit="money",
        direction=direction,
        numerator=label,
        denominator=None,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=BRIDGE_SOURCE,
        base=RECURRING,
        version=2,
        statistic=Total(lambda t: t[column]),
    )


METRICS = (
    _moved(
        "mrr_opening",
        "opening",
        Text("Opening MRR", "期初经常性收入"),
        Text("Monthly recurring revenue when the period starts.", "期间开始时的月度经常性收入。"),
        "up",
        formula=RECURS,
    ),
    _moved(
        "mrr_new",
        "new",
        Text("New MRR", "新增经常性收入"),
        Text(
            "Recurring revenue of customers whose first paid day is in the period.",
            "期间内首次付费客户带来的经常性收入。",
        ),
        "up",
    ),
    _moved(
        "mrr_returned",
        "returned",
        Text("Returned MRR", "回流经常性收入"),
        Text("Recurring revenue of customers who came back in the period.", "期间内回流客户带来的经常性收入。"),
        "up",
    ),
    _moved(
        "mrr_expansion",
        "expansion",
        Text("Expansion MRR", "增购经常性收入"),
        Text(
            "What staying customers pay more a month: bigger plans, further contracts, resumed ones.",
            "留存客户每月多付的部分：升级、加购、恢复。",
        ),
        "up",
    ),
    _moved(
        "mrr_contraction",
        "contraction",
        Text("Contraction MRR", "减购经常性收入"),
        Text(
            "What staying customers pay less a month: smaller plans, fewer contracts, pauses.",
            "留存客户每月少付的部分：降级、减购、暂停。",
        ),
        "down",
    ),
    _moved(
        "mrr_churned",
        "churned",
        Text("Churned MRR", "流失经常性收入"),
        Text(
            "Recurring revenue of customers whose loss became known in the period.",
            "期间内判明流失的客户的经常性收入。",
        ),
        "down",
    ),
    _moved(
        "mrr",
        "closing",
        Text("Monthly recurring revenue (MRR)", "月度经常性收入（MRR）"),
        Text("Monthly recurring revenue when the period ends.", "期间结束时的月度经常性收入。"),
        "up",
        formula=Text(
            "opening + new + returned + expansion − contraction − churned", "期初 + 新增 + 回流 + 增购 − 减购 − 流失"
        ),
    ),
    Metric(
        id="arr",
        family="recurring",
        label=Text("Annual recurring revenue (ARR)", "年度经常性收入（ARR）"),
        sentence=Text(
            "Twelve times the recurring revenue of a month, when the period ends.", "期间结束时月度经常性收入的 12 倍。"
        ),
        formula=Text("12 × MRR", "12 × MRR"),
        unit="money",
        direction="up",
        numerator=Text("recurring revenue at the end × 12", "期末经常性收入 × 12"),
        denominator=None,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=BRIDGE_SOURCE,
        base=RECURRING,
        version=2,
        statistic=Total(lambda t: t.closing * 12),
    ),
    Metric(
        id="net_revenue_retention",
        family="recurring",
        label=Text("Net revenue retention (NRR)", "净收入留存率（NRR）"),
        sentence=Text(
            "What the opening customers pay at the end of the period, over what they paid at its start.",
            "期初客户在期末的经常性收入与其期初经常性收入之比。",
        ),
        formula=Text("closing MRR of the opening set / opening MRR", "期初客户的期末 MRR / 期初 MRR"),
        unit="share",
        direction="up",
        numerator=Text("recurring revenue at the end, of the opening customers", "期初客户的期末经常性收入"),
        denominator=OPENING_MONEY,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{BRIDGE_SOURCE}; {COCHRAN}",
        base=RECURRING,
        version=2,
        statistic=Pooled(
            lambda t: t.net,
            lambda t: t.opening,
            (
                lambda t: t.opening_squares + t.net_yy,
                lambda t: t.opening_squares,
                lambda t: t.opening_squares + t.net_xy,
            ),
            lambda t: t.opening_customers,
        ),
    ),
    Metric(
        id="gross_revenue_retention",
        family="recurring",
        label=Text("Gross revenue retention (GRR)", "毛收入留存率（GRR）"),
        sentence=Text(
            "The same without what anybody pays more: no customer counts for more than at the start.",
            "同上，但不计任何增购：每位客户至多按期初金额计算。",
        ),
        formula=Text(
            "Σ min(closing, opening) MRR of the opening set / opening MRR", "Σ min（期末, 期初）MRR / 期初 MRR"
        ),
        unit="share",
        direction="up",
        numerator=Text(
            "recurring revenue at the end, of each opening customer at most the opening one",
            "期初客户的期末经常性收入，每位至多计其期初金额",
        ),
        denominator=OPENING_MONEY,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{BRIDGE_SOURCE}; {COCHRAN}",
        base=RECURRING,
        statistic=PooledPart(
            lambda t: t.gross,
            lambda t: t.opening,
            (
                lambda t: t.opening_squares + t.gross_yy,
                lambda t: t.opening_squares,
                lambda t: t.opening_squares + t.gross_xy,
            ),
            lambda t: t.opening_customers,
        ),
        version=2,
    ),
    Metric(
        id="mrr_churn_rate",
        family="recurring",
        label=Text("Revenue churn rate", "收入流失率"),
        sentence=Text(
            "Share of the opening recurring revenue that was lost in the period: 1 − gross revenue retention.",
            "期初经常性收入在期间内失去的占比，即 1 − 毛收入留存率。",
        ),
        formula=Text("(opening − Σ min(closing, opening)) / opening MRR", "（期初 − Σ min（期末, 期初））/ 期初 MRR"),
        unit="share",
        direction="down",
        numerator=Text("opening recurring revenue that is gone at the end", "期末已失去的期初经常性收入"),
        denominator=OPENING_MONEY,
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{BRIDGE_SOURCE}; {COCHRAN}",
        base=RECURRING,
        statistic=PooledPart(
            lambda t: t.opening.cast("float64") - t.gross,
            lambda t: t.opening,
            (
                lambda t: t.gross_yy - 2 * t.gross_xy,
                lambda t: t.opening_squares,
                lambda t: -t.gross_xy,
            ),
            lambda t: t.opening_customers,
        ),
        version=2,
    ),
    Metric(
        id="quick_ratio",
        family="recurring",
        label=Text("Quick ratio", "速动比率（增长 / 流失）"),
        sentence=Text(
            "Recurring revenue won in the period for each unit of it that was lost.",
            "期间内每失去一元经常性收入，同时赢得多少元。",
        ),
        formula=Text(
            "(new + returned + expansion) / (contraction + churned)", "（新增 + 回流 + 增购）/（减购 + 流失）"
        ),
        unit="times",
        direction="up",
        numerator=Text("new, returned and expansion MRR", "新增、回流与增购 MRR"),
        denominator=Text("contraction and churned MRR", "减购与流失 MRR"),
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{GLOSSARY}; Hamid, Quick Ratio (Social Capital, 2015)",
        base=RECURRING,
        version=2,
        statistic=Ratio(
            lambda t: t.new + t.returned + t.expansion,
            lambda t: t.contraction + t.churned,
            "none",
            why_none=Text("both are sums of everything that happened", "分子与分母都是全量合计"),
        ),
    ),
    Metric(
        id="arpa",
        family="recurring",
        label=Text("Recurring revenue per subscriber", "每订阅客户经常性收入"),
        sentence=Text(
            "Recurring revenue at the end of the period for each subscriber.", "期末经常性收入除以订阅客户数。"
        ),
        formula=Text("MRR / subscribers", "MRR / 订阅客户数"),
        unit="money",
        direction="up",
        numerator=Text("recurring revenue at the end", "期末经常性收入"),
        denominator=Text("subscribers at the end", "期末订阅客户"),
        window=PERIOD,
        censoring=CONTRACT_LOSS,
        source=f"{GLOSSARY}; {COCHRAN}",
        base=RECURRING,
        version=2,
        statistic=Pooled(
            lambda t: t.closing,
            lambda t: t.closing_customers,
            (
                lambda t: t.closing_squares,
                lambda t: t.closing_customers.cast("float64"),
                lambda t: t.closing.cast("float64"),
            ),
            lambda t: t.closing_customers,
        ),
    ),
)
