"""Asking a metric: lay out the frame, compute, and give every row its value, interval and partial flag."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from liuke.clock import GRAINS, Grain, next_start, start_of
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.intervals import Interval, ratio, wilson
from liuke.measure.metric import Frame, Inputs, Metric
from liuke.measure.registry import find_metric

NOT_ATTRIBUTES = frozenset({
    "customer_id", "first_on", "last_on", "orders", "purchase_days", "returns", "amount", "cost", "average_order",
    "recency_days", "tenure_days", "probability", "p_alive", "expected_orders", "clv", "usual_gap_days", "value_at_risk",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a metric, as the JSON contract states them."""

    metric: Metric
    unit: str
    by: tuple[str, ...]
    rows: list[dict[str, Any]]

    def record(self) -> dict[str, Any]:
        """Return the answer as the `--json` contract states it."""
        return {"metric": self.metric.id, "unit": self.unit, "by": list(self.by), "rows": self.rows}


def ask(
    inputs: Inputs,
    name: str,
    by: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Answer:
    """Return a metric by period (`month`, `week`, `quarter`) and by attributes of the customer, or as one number.

    `since` and `until` choose the periods that hold them and those between. Raises `UsageError` for what cannot be
    asked.
    """
    metric = find_metric(name)
    wanted = tuple([by] if isinstance(by, str) else by or ())
    frame = _frame(inputs, metric, wanted, since, until)
    rows = _complete(metric.compute(inputs, frame), frame)
    return Answer(metric, metric.unit, wanted, [_row(metric, inputs, frame, row) for row in rows])


def attributes(inputs: Inputs) -> list[str]:
    """Return what customers can be split by."""
    return [name for name in inputs.customer.columns if name not in NOT_ATTRIBUTES]


def _frame(inputs: Inputs, metric: Metric, by: tuple[str, ...], since: date | None, until: date | None) -> Frame:
    grains: list[Grain] = [grain for grain in GRAINS if grain in by]
    split = tuple(name for name in by if name not in GRAINS)
    unknown = [name for name in split if name not in attributes(inputs)]
    if unknown or len(grains) > 1:
        raise UsageError(
            "metric.by",
            Text("A metric cannot be split by “{by}” here.", "此处不能按“{by}”拆分指标。").fill(
                by=", ".join(unknown or grains)
            ),
            Text(
                "Use at most one of {grains}, and any of: {names}.", "期间最多选一个：{grains}；属性可选：{names}。"
            ).fill(grains=", ".join(GRAINS), names=", ".join(attributes(inputs))),
        )
    if metric.kind == "stock" and (grains or since or until):
        raise UsageError(
            "metric.stock",
            Text("“{metric}” is of the run's last day and knows no periods.", "“{metric}”只反映数据截止日，没有期间。").fill(
                metric=metric.label
            ),
            Text("Ask without --by period, --from and --to, or call `liuke run --as-of DATE` for another day.",
                 "请去掉期间与起止日期，或用 `liuke run --as-of 日期` 计算其他日期。"),
        )  # fmt: skip
    if "score" in metric.inputs and "probability" not in inputs.customer.columns:
        raise UsageError(
            "metric.no_input",
            Text(
                "“{metric}” needs scored customers, and this run has none.", "“{metric}”需要客户评分，本次运行没有。"
            ).fill(metric=metric.label),
            Text("Add more orders, then call `liuke run` again.", "请添加更多订单后重新执行 `liuke run`。"),
        )
    first, last = _span(inputs, metric, grains[0] if grains else None, since, until)
    if first > last:
        raise UsageError(
            "metric.empty",
            Text("From {first} to {last} there is no day.", "{first} 至 {last} 之间没有日期。").fill(
                first=first, last=last
            ),
            Text("The data go from {first} to {last}.", "数据范围为 {first} 至 {last}。").fill(
                first=_first_day(inputs), last=inputs.as_of
            ),
        )
    return Frame(grains[0] if grains else None, split, first, last)


def _first_day(inputs: Inputs) -> date:
    row = inputs.engine.rows(inputs.activity.aggregate(first=inputs.activity.day.min()))[0]
    return row["first"] or inputs.as_of


def _span(
    inputs: Inputs, metric: Metric, grain: Grain | None, since: date | None, until: date | None
) -> tuple[date, date]:
    if metric.kind == "stock":
        return inputs.as_of, inputs.as_of
    if metric.kind == "month" and not (grain or since or until):
        end = next_start(start_of(inputs.as_of, "month"), "month")
        end = end if end == inputs.as_of + timedelta(days=1) else start_of(inputs.as_of, "month")
        return start_of(end - timedelta(days=1), "month"), end - timedelta(days=1)
    return since or _first_day(inputs), until or inputs.as_of


def _complete(found: pl.DataFrame, frame: Frame) -> list[dict[str, Any]]:
    """Return a row for every period and every combination of attributes there is, in order."""
    rows = {tuple(row[key] for key in frame.keys): row for row in found.iter_rows(named=True)}
    starts = [start for start, _ in frame.spans]
    splits = sorted({key[1:] for key in rows if key[0] in starts} or ({()} if not frame.attributes else set()), key=str)
    return [
        rows.get((start, *values)) or {"period": start, **dict(zip(frame.attributes, values, strict=True))}
        for start, values in itertools.product(starts, splits)
    ]


def _row(metric: Metric, inputs: Inputs, frame: Frame, row: dict[str, Any]) -> dict[str, Any]:
    additive = metric.denominator is None and metric.unit != "days"
    numerator = row.get("numerator", 0 if additive or metric.denominator else None)
    denominator = row.get("denominator", 0) if metric.denominator else None
    value = numerator if metric.denominator is None else (numerator / denominator if denominator else None)
    low, high = _interval(metric, row, numerator, denominator)
    end = next(end for start, end in frame.spans if start == row["period"])
    named = frame.grain is not None or metric.kind == "month"
    return {
        "period": row["period"].isoformat() if named else None,
        "split": {name: row[name] for name in frame.attributes},
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "low": low,
        "high": high,
        "partial": metric.kind != "stock" and end > inputs.as_of + timedelta(days=1),
    }


def _interval(metric: Metric, row: dict[str, Any], numerator: float | None, denominator: float | None) -> Interval:
    if numerator is None or not denominator:
        return None, None
    if metric.interval == "wilson":
        return wilson(numerator, denominator)
    if metric.interval == "delta":
        return ratio(numerator, denominator, (row["yy"], row["xx"], row["xy"]), row["n"])
    return None, None
