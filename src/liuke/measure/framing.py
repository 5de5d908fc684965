"""Laying out an answer: which periods and attributes a question means, and which questions cannot be asked."""

from datetime import date, timedelta

from liuke.clock import GRAINS, Grain, next_start, start_of
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.inputs import Frame, Inputs
from liuke.measure.metric import Metric

type Days = tuple[date | None, date | None]


def first_day(inputs: Inputs) -> date:
    """Return the first day of the data."""
    row = inputs.engine.rows(inputs.activity.aggregate(first=inputs.activity.day.min()))[0]
    return row["first"] or inputs.as_of


def lay_out(inputs: Inputs, metric: Metric, by: tuple[str, ...], days: Days, began: date) -> Frame:
    """Return the frame of a question for the days since and until; `began` is the first day of the data.

    Raises `UsageError` for what cannot be asked, and says what can.
    """
    since, until = days
    grains: list[Grain] = [grain for grain in GRAINS if grain in by]
    attributes = tuple(name for name in by if name not in GRAINS)
    _check_split(inputs, grains, attributes)
    _check_metric(inputs, metric, asks_period=bool(grains or since or until))
    if metric.base.kind == "stock":
        return Frame(None, attributes, inputs.as_of, inputs.as_of)
    grain = grains[0] if grains else None
    first, last = _whole(since or began, until or inputs.as_of, grain)
    if first > last or first > inputs.as_of or last < began:
        raise _nothing(since or began, until or inputs.as_of, began, inputs.as_of)
    if grain:
        return Frame(grain, attributes, max(first, began), min(last, inputs.as_of))
    if metric.base.kind == "month" and not (since or until):
        first, last = _last_month(began, inputs.as_of)
    return Frame(None, attributes, first, last)


def _whole(first: date, last: date, grain: Grain | None) -> tuple[date, date]:
    """Return the first and last day of the periods that hold two days."""
    if grain is None or first > last:
        return first, last
    return start_of(first, grain), next_start(start_of(last, grain), grain) - timedelta(days=1)


def _check_split(inputs: Inputs, grains: list[Grain], attributes: tuple[str, ...]) -> None:
    known = inputs.attributes()
    unknown = [name for name in attributes if name not in known]
    if not unknown and len(grains) <= 1:
        return
    raise UsageError(
        "metric.by",
        Text("A metric cannot be split by “{by}” here.", "此处不能按“{by}”拆分指标。").fill(
            by=", ".join(unknown or grains)
        ),
        Text("Use at most one of {grains}, and any of: {names}.", "期间最多选一个：{grains}；属性可选：{names}。").fill(
            grains=", ".join(GRAINS), names=", ".join(known)
        ),
    )


def _check_metric(inputs: Inputs, metric: Metric, *, asks_period: bool) -> None:
    if metric.base.kind == "stock" and asks_period:
        raise UsageError(
            "metric.stock",
            Text("“{metric}” is of the run's last day and knows no periods.", "“{metric}”只反映数据截止日，没有期间。")
            .fill(metric=metric.label),
            Text(
                "Ask without a period, --from and --to, or call `liuke run --as-of DATE` for another day.",
                "请去掉期间与起止日期，或用 `liuke run --as-of 日期` 计算其他日期。",
            ),
        )  # fmt: skip
    if not all(inputs.has(name) for name in metric.inputs):
        raise UsageError(
            "metric.no_input",
            Text("“{metric}” needs scored customers, and this run has none.", "“{metric}”需要客户评分，本次运行没有。")
            .fill(metric=metric.label),
            Text("Add more orders, then call `liuke run` again.", "请添加更多订单后重新执行 `liuke run`。"),
        )  # fmt: skip


def _nothing(first: date, last: date, began: date, as_of: date) -> UsageError:
    return UsageError(
        "metric.empty",
        Text("From {first} to {last} there is no day with data.", "{first} 至 {last} 之间没有数据。").fill(
            first=first, last=last
        ),
        Text("The data go from {first} to {last}.", "数据范围为 {first} 至 {last}。").fill(first=began, last=as_of),
    )


def _last_month(began: date, as_of: date) -> tuple[date, date]:
    """Return the last whole month, or the running one where the data do not reach back that far."""
    running = start_of(as_of + timedelta(days=1), "month")
    whole = start_of(running - timedelta(days=1), "month")
    if whole < start_of(began, "month"):
        whole = running
    return whole, next_start(whole, "month") - timedelta(days=1)
