"""What a metric is: one declaration that gives a number its meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ibis.expr.types import Table

from liuke.language import Text
from liuke.measure.frame import Frame
from liuke.measure.inputs import Inputs
from liuke.measure.statistic import METHODS, IntervalMethod, Statistic

type Unit = Literal[
    "share", "money", "customers", "orders", "days", "purchases", "items", "count", "hours", "months", "points", "times"
]
type Direction = Literal["up", "down", "none"]
type Kind = Literal["flow", "month", "stock"]

UNITS: dict[Unit, Text] = {
    "share": Text("share", "占比"),
    "money": Text("money", "金额"),
    "customers": Text("customers", "客户数"),
    "orders": Text("orders", "订单数"),
    "days": Text("days", "天"),
    "purchases": Text("purchases per customer", "次 / 客户"),
    "items": Text("items", "件"),
    "count": Text("count", "个数"),
    "hours": Text("working hours", "工作小时"),
    "months": Text("months", "月"),
    "points": Text("points", "分"),
    "times": Text("times", "倍"),
}
DIRECTIONS: dict[Direction, Text] = {
    "up": Text("higher is better", "越高越好"),
    "down": Text("lower is better", "越低越好"),
    "none": Text("neither high nor low is better", "无优劣之分"),
}


@dataclass(frozen=True, slots=True)
class Base:
    """Rows that metrics are aggregated over; metrics that share one are answered in one pass.

    `build` returns rows with `period` and the frame's attributes among their columns. `inputs` names the tables it
    needs; the first of them says when the data begin. Of kind, a `flow` is of the days asked for, by default all; a
    `month` too, but by default of the last whole month; a `stock` is of the run's last day and knows no periods. `own`
    names the attributes that the rows have themselves, besides those of their customer. `summed` is a base whose rows
    are sums of these with the same columns: asked together, metrics of both need one pass, over that.
    """

    name: str
    inputs: tuple[str, ...]
    kind: Kind
    build: Callable[[Inputs, Frame], Table]
    own: tuple[str, ...] = ()
    summed: "Base | None" = None


def at_once(_: Inputs) -> int:
    """Return no days."""
    return 0


def window_days(inputs: Inputs) -> int:
    """Return the days of the inactivity window."""
    return inputs.window_days


def until_losses(inputs: Inputs) -> int:
    """Return the days after which a loss can be known."""
    return inputs.warm_up


@dataclass(frozen=True, slots=True)
class Metric:
    """One declaration.

    `numerator` and `denominator` name the sets; `statistic` computes the number over the rows of `base`. `ripens` says
    how many days after a period its answer is complete, `warms_up` in how many days after the data begin it cannot show
    anything yet. A change of meaning is a new `version`.
    """

    id: str
    family: str
    label: Text
    sentence: Text
    formula: Text
    unit: Unit
    direction: Direction
    numerator: Text
    denominator: Text | None
    window: Text
    censoring: Text
    source: str
    base: Base
    statistic: Statistic
    ripens: Callable[[Inputs], int] = at_once
    warms_up: Callable[[Inputs], int] = at_once
    version: int = 1

    @property
    def inputs(self) -> tuple[str, ...]:
        """The tables it needs."""
        return self.base.inputs

    @property
    def interval(self) -> IntervalMethod:
        """How its interval is made."""
        return self.statistic.interval

    @property
    def interval_told(self) -> Text:
        """How its interval is made, in words, or why there is none."""
        told = METHODS[self.interval]
        if self.interval != "none":
            return told
        return Text("{told}: {why}", "{told}：{why}").fill(told=told, why=self.statistic.why_none)
