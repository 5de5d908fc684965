"""What a funnel is asked by, and which answers contradict each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

from liuke.clock import read_length
from liuke.errors import UsageError
from liuke.language import Text

type Order = Literal["specific", "any"]
type Entry = Literal["first", "recent"]

LONGEST = timedelta(days=3650)
MOST_STEPS = 20
CHOICES: Mapping[str, tuple[str, ...]] = {"order": get_args(Order.__value__), "entry": get_args(Entry.__value__)}


@dataclass(frozen=True, slots=True)
class FunnelQuestion:
    """Which steps are counted, and how. Raises `UsageError` for what does not exist or does not fit.

    * `steps`: names of events, two or more; `purchase` is an order where there are orders.
    * `window`: how long after its entry a step still counts (to the microsecond; a step at its very end does). Without
      one there is no limit.
    * `order`: *specific* counts a step only after the one before it; anything may lie between. *any* counts step k once
      steps 1 to k have all been done, in whatever order; the window then runs from the first of them.
    * `entry`: with *first* a customer enters with their first step 1 (in any order: their first step). With *recent*
      every step 1 starts anew, and the entry that leads furthest counts, the latest of several such: A 13:00, A 13:30,
      B 13:45, C 14:15 with a window of an hour reaches B by the first entry and C by the most recent one.
    * `hold`: `session_id` or a property of events that must be the same on all steps of an entry. A customer still
      enters once, unless `each` asks for an entry for each of its values.
    * `exclude`: who does one of these after the entry leaves: steps later than that do not count.
    * `since` and `until`: the days, both included, on which customers may enter.

    Steps at the same moment count as in order, for nobody can tell which came first; but where a step is repeated
    (A, B, A) every step must be later than the one before, so that no event counts twice.

    Sources: Mixpanel, “Funnels” (docs.mixpanel.com/docs/reports/funnels); Amplitude, “How funnels are computed”
    (amplitude.com/docs/analytics/charts/funnel-analysis); ties as in ClickHouse's windowFunnel.
    """

    steps: tuple[str, ...]
    window: timedelta | None = timedelta(days=7)
    order: Order = "specific"
    entry: Entry = "first"
    hold: str = ""
    each: bool = False
    exclude: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise UsageError(
                    "funnel.unknown",
                    Text("{name} does not know “{given}”.", "{name} 不支持“{given}”。").fill(
                        name=name, given=getattr(self, name)
                    ),
                    Text("Use one of: {known}.", "可选：{known}。").fill(known=", ".join(known)),
                )
        for contradicts, code, why, instead in _CONTRADICTIONS:
            if contradicts(self):
                raise UsageError(f"funnel.{code}", why, instead)

    @property
    def repeats(self) -> bool:
        """Whether a step comes more than once."""
        return len(set(self.steps)) < len(self.steps)

    @property
    def any_order(self) -> bool:
        """Whether steps count in any order."""
        return self.order == "any"

    @property
    def opens(self) -> tuple[str, ...]:
        """The events with which a customer may enter."""
        return self.steps if self.any_order else self.steps[:1]

    def record(self) -> dict[str, Any]:
        """Return the question for JSON; the window in seconds."""
        return {
            "steps": list(self.steps),
            "window_seconds": None if self.window is None else self.window.total_seconds(),
            "order": self.order,
            "entry": self.entry,
            "hold": self.hold or None,
            "each": self.each,
            "exclude": list(self.exclude),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }


def read_window(text: str) -> timedelta | None:
    """Return the window that words such as 7d, 1h or 30m state; None for `none`. Raises `UsageError` for others."""
    try:
        return read_length(text)
    except ValueError as fault:
        raise UsageError(
            "funnel.window",
            Text("The window “{text}” cannot be read.", "无法识别窗口“{text}”。").fill(text=text),
            Text(
                "Write 30m, 1h, 7d or 2w (minutes, hours, days, weeks), or none for no limit.",
                "请写成 30m、1h、7d、2w（分钟、小时、天、周），或用 none 表示不限。",
            ),
        ) from fault


_CONTRADICTIONS: tuple[tuple[Callable[[FunnelQuestion], bool], str, Text, Text], ...] = (
    (
        lambda asked: len(asked.steps) < 2,
        "one_step",
        Text("A funnel needs two steps or more.", "漏斗至少需要两个步骤。"),
        Text(
            "Name the steps in their order, such as view,cart,purchase.", "请按顺序列出步骤，如 view,cart,purchase。"
        ),
    ),
    (
        lambda asked: not all(name.strip() for name in (*asked.steps, *asked.exclude)),
        "no_name",
        Text("A step without a name cannot be counted.", "步骤名称不能为空。"),
        Text("Leave the empty name out.", "请去掉空名称。"),
    ),
    (
        lambda asked: len(asked.steps) > MOST_STEPS,
        "too_many_steps",
        Text("A funnel has at most {most} steps.", "漏斗最多 {most} 个步骤。").fill(most=MOST_STEPS),
        Text("Leave some out.", "请减少步骤。"),
    ),
    (
        lambda asked: asked.window is not None and not timedelta() < asked.window <= LONGEST,
        "window",
        Text(
            "The window must be longer than nothing and at most {most} days.", "窗口必须大于零，且不超过 {most} 天。"
        ).fill(most=LONGEST.days),
        Text("Use such as 1h or 7d, or none for no limit.", "请使用如 1h、7d，或用 none 表示不限。"),
    ),
    (
        lambda asked: asked.any_order and asked.repeats,
        "repeated",
        Text("In any order, a step cannot be repeated.", "不限顺序时，步骤不能重复。"),
        Text("Leave the repeated step out, or ask for the specific order.", "请去掉重复的步骤，或改为指定顺序。"),
    ),
    (
        lambda asked: bool({*asked.exclude} & {*asked.steps}),
        "excluded_step",
        Text("A step cannot be excluded at the same time.", "同一事件不能既是步骤又被排除。"),
        Text("Take it out of the steps or out of the exclusion.", "请从步骤或排除项中去掉它。"),
    ),
    (
        lambda asked: asked.each and not asked.hold,
        "each",
        Text("Only of a property held constant can each value be an entry.", "只有保持不变的属性才能按取值分别计入。"),
        Text("Name one, such as session_id.", "请指定属性，如 session_id。"),
    ),
    (
        lambda asked: asked.since is not None and asked.until is not None and asked.since > asked.until,
        "days",
        Text("The first day is after the last.", "起始日期晚于结束日期。"),
        Text("Exchange them.", "请调换两者。"),
    ),
)  # fmt: skip
