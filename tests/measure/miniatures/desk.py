"""A help desk with five tickets, open 09–17 from Monday to Friday, 4 hours to answer and 10 to solve."""

from datetime import date, datetime

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from liuke.settings import ServiceSettings, Settings
from tests.measure.miniatures.worked import MARCH, Miniature, Shown, Worked, inputs_from

AS_OF = date(2024, 3, 31)
TICKETS = (
    ("T1", "ann", "03-04 10:00", "03-04 11:00", "03-05 12:00", 5),
    ("T2", "bo", "03-08 16:30", "03-11 10:00", "03-12 17:00", 2),
    ("T3", "cy", "03-11 09:00", "03-11 15:00", "03-14 11:00", 4),
    ("T4", "dee", "03-18 09:00", "03-18 10:00", None, None),
    ("T5", "eve", "03-29 16:00", None, None, None),
)
"""Ticket, customer, received, first answer, solved, rating; 2024-03-04 is a Monday."""
CHANGES = (
    ("T3", "03-11 15:00", "waiting"),
    ("T3", "03-13 15:00", "open"),
    ("T2", "03-11 12:00", "resolved"),
    ("T2", "03-12 09:00", "open"),
    ("T2", "03-12 17:00", "resolved"),
    ("T3", "03-14 11:00", "resolved"),
)
"""Ticket, changed, status."""
SERVICE = ServiceSettings(hours="09:00-17:00", first_response_hours=4, resolution_hours=10)


def _at(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(f"2024-{moment.replace(' ', 'T')}") if moment else None


def desk(engine: Engine) -> Inputs:
    """Return the inputs that the stages make of the help desk."""
    given = {
        "feedback": [
            {
                "feedback_id": number, "customer_id": who, "received_at": _at(came), "first_response_at": _at(answered),
                "resolved_at": _at(solved), "rating": rating,
            }
            for number, who, came, answered, solved, rating in TICKETS
        ],
        "feedback_status": [
            {"feedback_id": number, "changed_at": _at(when), "status": status} for number, when, status in CHANGES
        ],
    }  # fmt: skip
    return inputs_from(engine, given, AS_OF, settings=Settings(service=SERVICE))


WORKED = {
    "tickets": Worked(MARCH, 5, None, Text("T1 to T5", "T1 至 T5")),
    "first_response_time": Worked(
        MARCH,
        1.25,
        None,
        Text(
            "1 (T1), 1.5 (T2: half an hour on Friday), 6 (T3), 1 (T4): midway between 1 and 1.5",
            "1（T1）、1.5（T2：周五计半小时）、6（T3）、1（T4）：取 1 与 1.5 的中点",
        ),
    ),
    "first_response_kept": Worked(
        MARCH,
        3,
        4,
        Text(
            "all but T3; T5 has waited one hour of four and is left out",
            "除 T3 外；T5 仅等待 1 小时（上限 4 小时），不计入",
        ),
    ),
    "resolution_time": Worked(
        MARCH,
        10.0,
        None,
        Text(
            "T1 10; T2 16.5 less 5 while it was resolved = 11.5; T3 26 less 16 of waiting = 10",
            "T1 10；T2 16.5 减去已解决期间的 5，得 11.5；T3 26 减去等待的 16，得 10",
        ),
    ),
    "resolution_kept": Worked(
        MARCH,
        2,
        4,
        Text("T1 and T3; T2 took longer, T4 is open past its 10 hours", "T1、T3；T2 超时，T4 未解决且已超过 10 小时"),
    ),
    "reopen_rate": Worked(MARCH, 1, 3, Text("T2 of T1, T2, T3", "T1、T2、T3 中的 T2")),
    "open_tickets": Worked(None, 2, None, Text("T4, T5", "T4、T5")),
    "rating": Worked(MARCH, 11, 3, Text("5 + 2 + 4", "5 + 2 + 4")),
}


def _heads(*pairs: tuple[str, str]) -> tuple[Text, ...]:
    return tuple(Text(*pair) for pair in pairs)


DESK = Miniature(
    "desk",
    Text("The help desk", "客服台"),
    Text(
        "Open 09:00 to 17:00 from Monday to Friday; 4 working hours to answer, 10 to solve; the clock stands still "
        "while a ticket is “waiting”, and while it is resolved before it is opened "
        "again. 2024-03-04 is a Monday; the last known day is 2024-03-31.",
        "周一至周五 09:00–17:00；首次响应时限 4 工作小时，解决时限 10 工作小时；状态为“waiting”时，"
        "以及重开之前处于已解决状态时暂停计时。"
        "2024-03-04 为周一；数据截至 2024-03-31。",
    ),
    (
        Shown(
            _heads(
                ("ticket", "工单"), ("customer", "客户"), ("received", "收到"), ("answered", "首次回复"),
                ("solved", "解决"), ("rating", "评分"),
            ),
            TICKETS,
        ),
        Shown(_heads(("ticket", "工单"), ("changed", "变更"), ("status", "状态")), CHANGES),
    ),
    desk,
    WORKED,
)  # fmt: skip
