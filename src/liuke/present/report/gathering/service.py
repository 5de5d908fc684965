"""Service: how long customers waited, which promises were kept, and what had to be opened again."""

from liuke.language import Text
from liuke.measure import Inputs
from liuke.present.report.findings import Listing, Rows
from liuke.present.report.gathering.section import ByMonth, Section, last_year, lines, listing

KEPT = ("first_response_kept", "resolution_kept")
OF_GROUPS = (
    "tickets",
    "first_response_time",
    "first_response_kept",
    "resolution_time",
    "resolution_kept",
    "reopen_rate",
)
TICKETS = Text("of {n} tickets", "共 {n} 张工单")


def _kept(months: ByMonth) -> Rows:
    return lines(months, KEPT)


def _groups(inputs: Inputs, _: ByMonth) -> Listing | None:
    """Return the table by what tickets are about; where nobody wrote that down, by how they came."""
    unit = Text("the last twelve months; times are medians in working hours", "最近十二个月；时长为工作小时的中位数")
    for by, title in (
        ("category", Text("By what tickets are about", "按问题类别")),
        ("channel", Text("By channel", "按渠道")),
        ("priority", Text("By priority", "按优先级")),
    ):
        if found := listing(inputs, "tickets", title, unit, by, OF_GROUPS, last_year(inputs)):
            return found
    return None


SERVICE = Section(
    "service",
    ("tickets", "first_response_time", "first_response_kept", "resolution_time", "resolution_kept", "reopen_rate"),
    {
        "first_response_over_time": "first_response_time",
        "resolution_over_time": "resolution_time",
        "promises_kept": _kept,
        "reopened_over_time": "reopen_rate",
    },
    KEPT,
    (_groups,),
    {"first_response_kept": TICKETS, "resolution_kept": TICKETS},
)
