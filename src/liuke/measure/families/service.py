"""Service: how soon customers get an answer and a solution, what was promised and kept, what is still open."""

from liuke.language import Text
from liuke.measure.bases.service import OPEN, RESOLUTIONS, RESPONSES, SOLVED, TICKETS
from liuke.measure.families.common import COCHRAN, GLOSSARY, NONE, PERIOD, TODAY
from liuke.measure.metric import Metric
from liuke.measure.statistic import Quantile, Ratio, Total

CLOCK = Text(
    "working hours by [service]: hours by weekday, holidays and working weekends, in its time zone",
    "按 [service] 设置的工作时间计：各星期的时段、节假日与调休上班日，以其时区为准",
)
UNANSWERED = Text(
    "tickets without an answer whose target is not over yet, or was not when they were solved, are left out, as are "
    "answers dated before the ticket came; those without an answer past the target count as not kept",
    "尚无回复且未超过目标时限的工单（含未超时即解决者）不计入，回复时间早于收到时间者也不计入；无回复且已超时者计为未达标",
)
UNSOLVED = Text(
    "tickets still open whose target is not over yet are left out; those past it count as not kept; the clock stands "
    "still while a ticket waits for the customer, or is solved before it is opened again",
    "尚未结束且未超过目标时限的工单不计入；已超过时限者计为未达标；等待客户期间、重开前已解决期间暂停计时",
)
PAUSED = Text(
    "the clock stands still while a ticket waits for the customer, or is solved before it is opened again; open "
    "tickets are left out",
    "等待客户期间、重开前已解决期间暂停计时；未解决的工单不计入",
)
PROMISE = "ISO/IEC 20000-1:2018, §8.3.3 (service level agreements)"

METRICS = (
    Metric(
        id="tickets",
        family="service",
        label=Text("Tickets", "工单数"),
        sentence=Text("Tickets and other feedback received in the period.", "期间内收到的工单与反馈。"),
        formula=Text("count(tickets)", "工单计数"),
        unit="count",
        direction="down",
        numerator=Text("tickets", "工单"),
        denominator=None,
        window=PERIOD,
        censoring=NONE,
        source=GLOSSARY,
        base=TICKETS,
        statistic=Total(lambda t: t.received_on.notnull()),
    ),
    Metric(
        id="first_response_time",
        family="service",
        label=Text("First response time", "首次响应时长"),
        sentence=Text(
            "Half of the tickets of the period had their first answer within so many working hours.",
            "期间内工单首次回复所用工作时长的中位数。",
        ),
        formula=Text("median(working hours to the first answer)", "首次响应工作小时数的中位数"),
        unit="hours",
        direction="down",
        numerator=Text("working hours from receipt to the first answer", "自收到至首次回复的工作小时"),
        denominator=None,
        window=CLOCK,
        censoring=Text(
            "tickets without an answer, or with one dated before they came, are left out",
            "尚无回复或回复时间早于收到时间的工单不计入",
        ),
        source=GLOSSARY,
        base=RESPONSES,
        version=2,
        statistic=Quantile(lambda t: t.response_hours),
    ),
    Metric(
        id="first_response_kept",
        family="service",
        label=Text("First response in time", "首次响应达标率"),
        sentence=Text(
            "Share of the tickets of the period answered within the target.",
            "期间内的工单中，在目标时限内首次回复的占比。",
        ),
        formula=Text("answered in time / (answered + past the target)", "按时回复 /（已回复 + 超时）"),
        unit="share",
        direction="up",
        numerator=Text("of them, those answered within the target", "其中在目标时限内回复的工单"),
        denominator=Text("tickets answered, or without an answer past the target", "已回复或已超时未回复的工单"),
        window=CLOCK,
        censoring=UNANSWERED,
        source=f"{GLOSSARY}; {PROMISE}",
        base=TICKETS,
        statistic=Ratio(lambda t: t.response_kept, lambda t: t.response_due, "wilson"),
        version=2,
    ),
    Metric(
        id="resolution_time",
        family="service",
        label=Text("Resolution time", "解决时长"),
        sentence=Text(
            "Half of the tickets solved in the period took no more working hours than this.",
            "期间内解决的工单所用工作时长的中位数。",
        ),
        formula=Text(
            "median(working hours to the solution − waiting for the customer − solved before a reopening)",
            "解决工作小时数（扣除等待客户及重开前已解决的时间）的中位数",
        ),
        unit="hours",
        direction="down",
        numerator=Text(
            "working hours from receipt to the solution, pauses taken off", "自收到至解决的工作小时，扣除暂停"
        ),
        denominator=None,
        window=CLOCK,
        censoring=PAUSED,
        source=GLOSSARY,
        base=RESOLUTIONS,
        version=2,
        statistic=Quantile(lambda t: t.resolution_hours),
    ),
    Metric(
        id="resolution_kept",
        family="service",
        label=Text("Resolved in time", "解决达标率"),
        sentence=Text(
            "Share of the tickets of the period solved within the target.", "期间内的工单中，在目标时限内解决的占比。"
        ),
        formula=Text("solved in time / (solved + past the target)", "按时解决 /（已解决 + 超时）"),
        unit="share",
        direction="up",
        numerator=Text("of them, those solved within the target", "其中在目标时限内解决的工单"),
        denominator=Text("tickets solved, or open past the target", "已解决或已超时的工单"),
        window=CLOCK,
        censoring=UNSOLVED,
        source=f"{GLOSSARY}; {PROMISE}",
        base=TICKETS,
        statistic=Ratio(lambda t: t.resolution_kept, lambda t: t.resolution_due, "wilson"),
        version=2,
    ),
    Metric(
        id="reopen_rate",
        family="service",
        label=Text("Reopen rate", "工单重开率"),
        sentence=Text(
            "Share of the tickets solved in the period that had to be opened again before.",
            "期间内解决的工单中，此前曾重新打开的占比。",
        ),
        formula=Text("tickets opened again / tickets solved", "曾重开的工单 / 已解决的工单"),
        unit="share",
        direction="down",
        numerator=Text("of them, those opened again at least once", "其中至少重开一次的工单"),
        denominator=Text("tickets solved in the period", "期间内解决的工单"),
        window=PERIOD,
        censoring=Text(
            "a ticket that is open again counts once it is solved; no value where no change of status is written down",
            "重开后尚未解决的工单待解决后计入；没有任何状态变更记录时无值",
        ),
        source=GLOSSARY,
        base=SOLVED,
        statistic=Ratio(lambda t: t.reopened > 0, lambda t: t.resolved, "wilson", where=lambda t: t.reopened.notnull()),
        version=2,
    ),
    Metric(
        id="open_tickets",
        family="service",
        label=Text("Open tickets", "未解决工单数"),
        sentence=Text("Tickets that are not solved on the last day.", "截止日尚未解决的工单。"),
        formula=Text("count(tickets without a solution)", "未解决工单计数"),
        unit="count",
        direction="down",
        numerator=Text("tickets without a solution", "未解决的工单"),
        denominator=None,
        window=TODAY,
        censoring=NONE,
        source=GLOSSARY,
        base=OPEN,
        statistic=Total(lambda t: t.received_on.notnull()),
    ),
    Metric(
        id="rating",
        family="service",
        label=Text("Rating", "平均评分"),
        sentence=Text("Mean rating of the feedback of the period.", "期间内反馈评分的均值。"),
        formula=Text("mean(rating)", "评分均值"),
        unit="points",
        direction="up",
        numerator=Text("ratings", "评分"),
        denominator=Text("feedback with a rating", "有评分的反馈"),
        window=PERIOD,
        censoring=Text("feedback without a rating is left out", "没有评分的反馈不计入"),
        source=f"{GLOSSARY}; {COCHRAN}",
        base=TICKETS,
        statistic=Ratio(lambda t: t.rating, lambda t: t.rating.notnull(), "delta", where=lambda t: t.rating.notnull()),
    ),
)
