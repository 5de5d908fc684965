"""How service did, month by month: waiting, the promises kept, and what had to be opened again."""

from liuke.language import Text
from liuke.present.charts.lines import Pair, lines
from liuke.present.charts.trend import Series, trend

HOURS = Text("working hours; half of the tickets took no longer", "工作小时，中位数：半数工单不超过此时长")
LATE = Text("Not complete", "未完整")

FIRST_RESPONSE = trend(
    "first_response_over_time", Series(Text("First response time", "首次响应时长"), "hours", None), HOURS
)
RESOLUTION = trend("resolution_over_time", Series(Text("Resolution time", "解决时长"), "hours", None), HOURS)
PROMISES = lines(
    "promises_kept",
    Pair(
        {
            "first_response_kept": (Text("First response in time", "首次响应达标"), "accent"),
            "resolution_kept": (Text("Resolved in time", "解决达标"), "stage-new"),
        },
        Text("% of the tickets whose time is up or that were dealt with", "占已处理或已到时限工单的百分比"),
    ),
)
REOPENED = trend(
    "reopened_over_time",
    Series(Text("Reopen rate", "工单重开率"), of=Text("resolved tickets", "张已解决工单"), late=LATE),
    Text("% of the resolved tickets that were opened again", "已解决工单中重新打开的占比（%）"),
)
