"""What a retention matrix is asked by, and which answers contradict each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from liuke.errors import UsageError
from liuke.language import Text

type By = Literal["day", "week", "month", "quarter"]
type Returning = Literal["on", "on_or_after"]
type Windows = Literal["calendar", "rolling"]
type Entry = Literal["first", "recurring"]
type Floor = Literal["none", "hour", "day"]
type Of = Literal["customers", "net", "gross"]

DAYS: dict[str, int] = {"day": 1, "week": 7, "month": 30}
"""Days of a rolling window."""


@dataclass(frozen=True, slots=True)
class RetentionQuestion:
    """How retention is counted. Raises `UsageError` for a choice that does not exist or does not fit the others.

    * `by`: the period in which customers enter a cohort, and the length of the buckets k = 0, 1, … counted from it.
    * `windows`: *calendar* buckets are the days, weeks, months or quarters of the calendar, the cohort's own being
      bucket 0. *Rolling* ones run from each customer's own start: 24 hours, 7 days or 30 days each, whatever the clock
      says. Monday 20:00 and Tuesday 06:00 are one calendar day apart, and no rolling day.
    * `returning`: *on* counts customers who return within the bucket, *on_or_after* those who return in it or later.
    * `entry`: with *first* a customer enters once, by their first start; with *recurring* once for each period in
      which they start, and rolling windows then run from the first start of that period.
    * `floor`: rolling windows are measured to the microsecond (*none*: Mixpanel), from clock hour to clock hour
      (*hour*: Amplitude's days, so that 1 December 17:59 and 2 December 17:00 are one day apart), or from day to day
      (*day*: Amplitude's weeks and months).
    * `of`: *customers*, or the money they bring: *net* revenue retention, which counts customers who buy more than at
      first, or *gross*, which counts nobody above what they brought in bucket 0.

    Sources: Mixpanel, “Retention” (docs.mixpanel.com/docs/reports/retention); Amplitude, “How time works in a retention
    analysis” (amplitude.com/docs/analytics/charts/retention-analysis/retention-analysis-time).
    """

    by: By = "month"
    returning: Returning = "on"
    windows: Windows = "calendar"
    entry: Entry = "first"
    floor: Floor = "none"
    of: Of = "customers"

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise UsageError(
                    "retention.unknown",
                    Text("{name} does not know “{given}”.", "{name} 不支持“{given}”。").fill(
                        name=name, given=getattr(self, name)
                    ),
                    Text("Use one of: {known}.", "可选：{known}。").fill(known=", ".join(known)),
                )
        for contradicts, why, instead in _CONTRADICTIONS:
            if contradicts(self):
                raise UsageError("retention.contradiction", why, instead)

    @property
    def rolling(self) -> bool:
        """Whether buckets run from each customer's own start."""
        return self.windows == "rolling"

    @property
    def money(self) -> bool:
        """Whether money is counted, not customers."""
        return self.of != "customers"


def read_question(**given: str) -> RetentionQuestion:
    """Return the question that words from outside state; `on-or-after` is `on_or_after`. Raises as the question."""
    said: dict[str, Any] = {name: word.strip().lower().replace("-", "_") for name, word in given.items()}
    return RetentionQuestion(**said)


CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(alias.__value__)
    for name, alias in {
        "by": By, "returning": Returning, "windows": Windows, "entry": Entry, "floor": Floor, "of": Of,
    }.items()
}  # fmt: skip
"""What each part of a question may be."""

_CONTRADICTIONS: tuple[tuple[Callable[[RetentionQuestion], bool], Text, Text], ...] = (
    (
        lambda asked: asked.rolling and asked.by not in DAYS,
        Text(
            "Rolling windows have a fixed length, and quarters have none.",
            "滚动窗口的长度固定，而季度的长短不一。",
        ),
        Text(
            "Use rolling windows by day, week (7 days) or month (30 days), or calendar windows by quarter.",
            "滚动窗口请按天、周（7 天）或月（30 天）统计；按季度统计请用自然周期。",
        ),
    ),
    (
        lambda asked: asked.floor != "none" and not asked.rolling,
        Text(
            "Calendar windows begin at midnight: there is nothing to round down.",
            "自然周期从零点开始，无需向下取整。",
        ),
        Text("Leave the floor out, or use rolling windows.", "请去掉取整选项，或改用滚动窗口。"),
    ),
    (
        lambda asked: asked.floor == "hour" and asked.by != "day",
        Text(
            "Only rolling days are counted from hour to hour; rolling weeks and months go by whole days.",
            "只有滚动的“天”按整点计算；滚动的“周”和“月”按整天计算。",
        ),
        Text("Use the floor “day”, or count by day.", "请改为按天取整（day），或按天统计。"),
    ),
    (
        lambda asked: asked.money and asked.returning != "on",
        Text(
            "Money comes in a bucket; what comes “on or after” it is the value still to come, not retention.",
            "金额归属于各自的留存期；“当期及以后”的金额是后续价值，不是留存。",
        ),
        Text("Ask for money “on” the bucket, or for customers.", "请按“当期”统计金额，或改为统计客户。"),
    ),
)
