"""Acquisition and conversion: contact → lead → opportunity → customer → repeat."""

from liuke.language import Text
from liuke.measure.bases.sales import (
    CLOSED,
    CYCLES,
    FIRST_CONTACTS,
    LEAD_WINDOW,
    LEADS,
    OPPORTUNITIES,
    SIGN_UP_WINDOW,
    SIGN_UPS,
)
from liuke.measure.families.common import FARRIS, GLOSSARY, NONE, PERIOD
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Metric
from liuke.measure.statistic import Pick, Quantile, Ratio, Total

RIPE = Text(f"leads whose {LEAD_WINDOW} days are not over yet are left out", f"创建未满 {LEAD_WINDOW} 天的线索不计入")
LEAD_TIME = Text(f"{LEAD_WINDOW} days after each lead was created", f"每条线索创建后的 {LEAD_WINDOW} 天")
RIPE_LEADS = Text(
    f"leads created in the period, at least {LEAD_WINDOW} days ago", f"期间内创建、且已满 {LEAD_WINDOW} 天的线索"
)


def lead_window(_: Inputs) -> int:
    """Return the days that a lead has to become a customer."""
    return LEAD_WINDOW


def sign_up_window(_: Inputs) -> int:
    """Return the days that a sign-up has to buy."""
    return SIGN_UP_WINDOW


def _of_leads(id_: str, label: Text, sentence: Text, step: Text, met: Pick, unwritten: Text | None = None) -> Metric:
    """Declare the share of leads that came as far as a step; `unwritten` says where nothing tells whether they did."""
    censoring = RIPE
    if unwritten:
        censoring = Text("{ripe}; no value where {unwritten}", "{ripe}；{unwritten}时无值").fill(
            ripe=RIPE, unwritten=unwritten
        )
    return Metric(
        id=id_,
        family="acquisition",
        label=label,
        sentence=sentence,
        formula=Text("{step} / leads", "{step} / 线索").fill(step=step),
        unit="share",
        direction="up",
        numerator=Text("of them, those {step} within the window", "其中在时间窗内{step}的线索").fill(step=step),
        denominator=RIPE_LEADS,
        window=LEAD_TIME,
        censoring=censoring,
        source=f"{GLOSSARY}; {FARRIS}",
        base=LEADS,
        statistic=Ratio(
            lambda t: t.ripe & met(t),
            lambda t: t.ripe,
            "wilson",
            where=(lambda t: met(t).notnull()) if unwritten else None,
        ),
        ripens=lead_window,
        version=2 if unwritten else 1,
    )


METRICS = (
    Metric(
        id="contact_to_lead_rate",
        family="acquisition",
        label=Text("Contact to lead rate", "接触转线索率"),
        sentence=Text(
            f"Share of the people first contacted in the period who became a lead within {LEAD_WINDOW} days.",
            f"期间内首次接触的人中，在 {LEAD_WINDOW} 天内成为线索的占比。",
        ),
        formula=Text("became a lead / first contacts", "成为线索 / 首次接触"),
        unit="share",
        direction="up",
        numerator=Text("of them, those who became a lead within the window", "其中在时间窗内成为线索的人"),
        denominator=Text(
            "people first contacted in the period who were no lead yet", "期间内首次接触、此前不是线索的人"
        ),
        window=Text(f"{LEAD_WINDOW} days after each first contact", f"每次首次接触后的 {LEAD_WINDOW} 天"),
        censoring=Text("contacts whose window is not over yet are left out", "时间窗未满的接触不计入"),
        source=GLOSSARY,
        base=FIRST_CONTACTS,
        statistic=Ratio(lambda t: t.ripe & t.became_lead, lambda t: t.ripe, "wilson"),
        ripens=lead_window,
    ),
    Metric(
        id="leads",
        family="acquisition",
        label=Text("Leads", "线索数"),
        sentence=Text("Leads created in the period.", "期间内创建的线索。"),
        formula=Text("count(leads)", "线索计数"),
        unit="count",
        direction="up",
        numerator=Text("leads", "线索"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=LEADS,
        statistic=Total(lambda t: t.created_on.notnull()),
    ),
    _of_leads(
        "contact_rate",
        Text("Contact rate", "线索联系率"),
        Text("Share of the leads who were contacted.", "线索中已联系的占比。"),
        Text("contacted", "已联系"),
        lambda t: t.contacted,
        Text("no contact with a lead is written down", "没有任何线索联系记录"),
    ),
    _of_leads(
        "lead_to_opportunity_rate",
        Text("Lead to opportunity rate", "线索转商机率"),
        Text("Share of the leads that became an opportunity or a customer.", "线索中转为商机（或已成为客户）的占比。"),
        Text("turned into an opportunity or a customer", "转为商机或客户"),
        lambda t: t.qualified,
        Text("no opportunity is written down", "没有任何商机记录"),
    ),
    _of_leads(
        "conversion_rate",
        Text("Conversion rate", "线索转化率"),
        Text("Share of the leads that became customers.", "线索中成为客户的占比。"),
        Text("turned into a customer", "成为客户"),
        lambda t: t.converted,
    ),
    Metric(
        id="repeat_conversion_rate",
        family="acquisition",
        label=Text("Repeat after conversion", "转化后复购率"),
        sentence=Text(
            "Share of the leads that became customers who bought again on a later day.",
            "成为客户的线索中，之后再次购买的占比。",
        ),
        formula=Text("bought again / leads that became customers", "再次购买 / 成为客户的线索"),
        unit="share",
        direction="up",
        numerator=Text("of them, those who bought again", "其中再次购买者"),
        denominator=Text(
            "leads created in the period that became customers within the window",
            "期间内创建并在时间窗内成为客户的线索",
        ),
        window=Text("from the lead to the run's last day", "自线索创建至数据截止日"),
        censoring=Text(
            "{ripe}; no value where neither purchases nor contracts are written down",
            "{ripe}；没有任何购买或合同记录时无值",
        ).fill(ripe=RIPE),
        source=GLOSSARY,
        base=LEADS,
        statistic=Ratio(
            lambda t: t.ripe & t.repeated,
            lambda t: t.ripe & t.converted,
            "wilson",
            where=lambda t: t.repeated.notnull(),
        ),
        ripens=lead_window,
        version=2,
    ),
    Metric(
        id="opportunities",
        family="acquisition",
        label=Text("Opportunities", "商机数"),
        sentence=Text("Opportunities created in the period.", "期间内创建的商机。"),
        formula=Text("count(opportunities)", "商机计数"),
        unit="count",
        direction="up",
        numerator=Text("opportunities", "商机"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=OPPORTUNITIES,
        statistic=Total(lambda t: t.created_on.notnull()),
    ),
    Metric(
        id="win_rate",
        family="acquisition",
        label=Text("Win rate", "赢单率"),
        sentence=Text(
            "Share of the opportunities decided in the period that were won.", "期间内已有结果的商机中赢单的占比。"
        ),
        formula=Text("won / (won + lost)", "赢单 /（赢单 + 输单）"),
        unit="share",
        direction="up",
        numerator=Text("of them, those won", "其中赢单"),
        denominator=Text("opportunities won or lost in the period", "期间内赢单或输单的商机"),
        window=PERIOD,
        censoring=Text("open opportunities are left out", "尚无结果的商机不计入"),
        source=f"{GLOSSARY}; {FARRIS}",
        base=CLOSED,
        statistic=Ratio(lambda t: t.won, lambda t: t.won.notnull(), "wilson"),
    ),
    Metric(
        id="won_amount",
        family="acquisition",
        label=Text("Won amount", "赢单金额"),
        sentence=Text("Amount of the opportunities won in the period.", "期间内赢单商机的金额合计。"),
        formula=Text("sum(amount of won opportunities)", "赢单商机金额合计"),
        unit="money",
        direction="up",
        numerator=Text("amount of won opportunities", "赢单商机金额"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=CLOSED,
        statistic=Total(lambda t: t.won.ifelse(t.amount.fill_null(0), 0).cast("decimal(18, 4)")),
    ),
    Metric(
        id="sales_cycle",
        family="acquisition",
        label=Text("Sales cycle", "成交周期"),
        sentence=Text(
            "Half of the opportunities won in the period took no more days than this.",
            "期间内赢单的商机从创建到赢单所用天数的中位数。",
        ),
        formula=Text("median(days from creation to the win)", "创建至赢单天数的中位数"),
        unit="days",
        direction="down",
        numerator=Text("days from creation to the win", "创建至赢单的天数"),
        denominator=None,
        window=PERIOD,
        censoring=Text("open and lost opportunities are left out", "未结束与输单的商机不计入"),
        source=GLOSSARY,
        base=CYCLES,
        statistic=Quantile(lambda t: t.days),
    ),
    Metric(
        id="sign_ups",
        family="acquisition",
        label=Text("Sign-ups", "注册数"),
        sentence=Text("Customers who signed up in the period.", "期间内注册的客户。"),
        formula=Text("count(customers by the day they signed up)", "按注册日的客户计数"),
        unit="customers",
        direction="up",
        numerator=Text("customers who signed up", "注册客户"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=SIGN_UPS,
        statistic=Total(lambda t: t.customer_id.notnull()),
    ),
    Metric(
        id="activation_rate",
        family="acquisition",
        label=Text("Activation rate", "注册转化率"),
        sentence=Text(
            f"Share of the sign-ups of the period who bought within {SIGN_UP_WINDOW} days.",
            f"期间内注册的客户中，在 {SIGN_UP_WINDOW} 天内首购的占比。",
        ),
        formula=Text("sign-ups with a purchase within the window / sign-ups", "时间窗内首购的注册客户 / 注册客户"),
        unit="share",
        direction="up",
        numerator=Text("of them, those who bought within the window", "其中在时间窗内首购的客户"),
        denominator=Text(
            f"customers who signed up at least {SIGN_UP_WINDOW} days ago", f"注册已满 {SIGN_UP_WINDOW} 天的客户"
        ),
        window=Text(f"{SIGN_UP_WINDOW} days after each sign-up", f"每位客户注册后的 {SIGN_UP_WINDOW} 天"),
        censoring=Text("customers whose window is not over yet are left out", "时间窗未满的客户不计入"),
        source=GLOSSARY,
        base=SIGN_UPS,
        statistic=Ratio(lambda t: t.ripe & t.activated, lambda t: t.ripe, "wilson"),
        ripens=sign_up_window,
    ),
)
