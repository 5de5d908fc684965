"""Service: contacts, tickets that are open, and how long a customer waited, as far as that was known."""

import ibis
from ibis.expr.types import BooleanValue, Table

from liuke.language import Text
from liuke.predict.features.feature import Feature, Total, Window
from liuke.predict.features.sources.others import CONTACTS, TICKETS, TURNS


def _before(t: Table, column: str) -> BooleanValue:
    return (t[column] < t.snapshot).fill_null(False)


CONTACTS_90 = Total(CONTACTS, "contacts_in_90", lambda t: t.count(where=t.age <= 90), empty=0)
TICKETS_90 = Total(TICKETS, "tickets_in_90", lambda t: t.count(where=t.age <= 90), empty=0)
OPEN = Total(TURNS, "tickets_open", lambda t: t.turn.sum(), empty=0)
UNANSWERED = Total(
    TICKETS,
    "tickets_unanswered",
    lambda t: t.count(where=(t.age <= 90) & ~_before(t, "answered_on") & ~_before(t, "resolved_on")),
    empty=0,
)
_ANSWERED = (
    Total(
        TICKETS,
        "answered_in_365",
        lambda t: t.response_minutes.count(where=(t.age <= 365) & (t.answered_on < t.snapshot)),
        empty=0,
    ),
    Total(
        TICKETS,
        "waited_in_365",
        lambda t: t.response_minutes.sum(where=(t.age <= 365) & (t.answered_on < t.snapshot)),
    ),
)
_SOLVED = (
    Total(
        TICKETS,
        "solved_in_365",
        lambda t: t.resolution_minutes.count(where=(t.age <= 365) & (t.resolved_on < t.snapshot)),
        empty=0,
    ),
    Total(
        TICKETS,
        "solving_in_365",
        lambda t: t.resolution_minutes.sum(where=(t.age <= 365) & (t.resolved_on < t.snapshot)),
    ),
)
WAITED_90 = Total(TURNS, "open_days_in_90", lambda t: (t.turn * ibis.least(t.age, 90)).sum(), empty=0)

FEATURES = (
    Feature(
        "contacts_90",
        "service",
        Text("Contacts in the last 90 days", "近 90 天接触次数"),
        Text("Contacts with us among the last 90 days.", "近 90 天内与我们的接触次数。"),
        "count",
        Window(90),
        (CONTACTS_90,),
        0,
        lambda t: t.contacts_in_90,
        Text("{value} contacts in the last 90 days; {usual} is usual", "近 90 天接触 {value} 次，一般客户 {usual} 次"),
    ),
    Feature(
        "tickets_90",
        "service",
        Text("Tickets in the last 90 days", "近 90 天工单数"),
        Text("Tickets and other feedback received in the last 90 days.", "近 90 天收到的工单及其他反馈数。"),
        "count",
        Window(90),
        (TICKETS_90,),
        1,
        lambda t: t.tickets_in_90,
        Text(
            "{value} tickets in the last 90 days; {usual} is usual", "近 90 天提交 {value} 张工单，一般客户 {usual} 张"
        ),
    ),
    Feature(
        "open_tickets",
        "service",
        Text("Open tickets", "未解决工单数"),
        Text(
            "Tickets received and not solved, or opened again, at the snapshot.", "快照日尚未解决或被重新打开的工单数。"
        ),
        "count",
        Window(),
        (OPEN,),
        1,
        lambda t: t.tickets_open,
        Text("{value} tickets still open", "仍有 {value} 张工单未解决"),
    ),
    Feature(
        "unanswered_tickets_90",
        "service",
        Text("Tickets of the last 90 days without an answer", "近 90 天未获响应的工单数"),
        Text(
            "Tickets received in the last 90 days that were neither answered nor solved at the snapshot.",
            "近 90 天收到、到快照日既未首次响应也未解决的工单数。",
        ),
        "count",
        Window(90),
        (UNANSWERED,),
        1,
        lambda t: t.tickets_unanswered,
        Text("{value} tickets of the last 90 days had no answer yet", "近 90 天有 {value} 张工单尚未响应"),
    ),
    Feature(
        "response_hours",
        "service",
        Text("Hours until a first answer", "首次响应小时数"),
        Text(
            "Mean hours by the calendar until the first answer, of the year's tickets answered before the snapshot.",
            "近一年内、快照日前已响应工单的平均首次响应时长（自然小时）。",
        ),
        "hours",
        Window(365),
        _ANSWERED,
        1,
        lambda t: t.waited_in_365 / t.answered_in_365.nullif(0) / 60,
        Text("waited {value} for a first answer; {usual} is usual", "首次响应平均等待 {value}，一般客户 {usual}"),
    ),
    Feature(
        "resolution_hours",
        "service",
        Text("Hours until tickets were solved", "工单解决小时数"),
        Text(
            "Mean hours by the calendar until a ticket was first solved, of the year's tickets solved before the "
            "snapshot.",
            "近一年内、快照日前已解决工单从收到到首次解决的平均时长（自然小时）。",
        ),
        "hours",
        Window(365),
        _SOLVED,
        1,
        lambda t: t.solving_in_365 / t.solved_in_365.nullif(0) / 60,
        Text("waited {value} for a solution; {usual} is usual", "工单平均 {value}才解决，一般客户 {usual}"),
    ),
    Feature(
        "open_ticket_days_90",
        "service",
        Text("Days that tickets were open in the last 90 days", "近 90 天工单未解决天数"),
        Text(
            "Days of the last 90 on which tickets were not solved, of all tickets together; one that is not solved at "
            "the snapshot counts up to then, whatever became of it later.",
            "近 90 天内各工单处于未解决状态的天数之和；快照日仍未解决的工单只计至快照日，不看其后的结果。",
        ),
        "days",
        Window(90),
        (WAITED_90,),
        1,
        lambda t: t.open_days_in_90,
        Text(
            "tickets were open for {value} of the last 90; {usual} is usual",
            "近 90 天工单累计 {value}未解决，一般客户 {usual}",
        ),
        Text("had no open ticket in the last 90 days; {usual} is usual", "近 90 天没有未解决的工单，一般客户 {usual}"),
    ),
)
