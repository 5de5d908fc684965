"""The registry: every metric there is, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.families import (
    acquisition,
    churn,
    customers,
    engagement,
    loyalty,
    recurring,
    repeat,
    revenue,
    satisfaction,
    service,
    subscriptions,
    value,
)
from liuke.measure.metric import Metric
from liuke.measure.searching import names, search

FAMILIES: Mapping[str, Text] = MappingProxyType(
    {
        "customers": Text("Customers", "客户"),
        "churn": Text("Churn and retention", "流失与留存"),
        "revenue": Text("Orders and revenue", "订单与收入"),
        "repeat": Text("Repeat purchase", "复购"),
        "value": Text("Value", "价值"),
        "recurring": Text("Recurring revenue", "经常性收入"),
        "subscriptions": Text("Subscriptions", "订阅与合同"),
        "acquisition": Text("Acquisition and conversion", "获客与转化"),
        "satisfaction": Text("Satisfaction", "满意度"),
        "service": Text("Service", "服务"),
        "engagement": Text("Engagement", "活跃与参与"),
        "loyalty": Text("Loyalty", "忠诚"),
    }
)
_ALL = (
    customers,
    churn,
    revenue,
    repeat,
    value,
    recurring,
    subscriptions,
    acquisition,
    satisfaction,
    service,
    engagement,
    loyalty,
)
METRICS: Mapping[str, Metric] = MappingProxyType({metric.id: metric for family in _ALL for metric in family.METRICS})
ALL = Text("`liuke metrics` lists them, and searches them by words.", "可用 `liuke metrics` 查看全部，或按词搜索。")
_SHOWN = 8
_NONE: Mapping[str, Metric] = MappingProxyType({})


def find_metric(name: str, own: Mapping[str, Metric] = _NONE) -> Metric:
    """Return a metric by its id, or by its label in either language; raises `UsageError` with the nearest names.

    `own` are metrics of the workspace, by id, as `user_metrics` returns them.
    """
    wanted = name.strip().casefold()
    known = {**METRICS, **own}
    for metric in known.values():
        if wanted in names(metric):
            return metric
    near = search_metrics(name, own)[:_SHOWN] if wanted else []
    raise UsageError(
        "metric.unknown",
        Text("There is no metric “{name}”.", "没有名为“{name}”的指标。").fill(name=name),
        Text("Nearest: {near}.", "相近的有：{near}。").fill(near=", ".join(metric.id for metric in near))
        if near
        else ALL,
    )


def search_metrics(words: str, own: Mapping[str, Metric] = _NONE) -> list[Metric]:
    """Return the metrics that a few words may mean, best first: names, everyday words and sentences are searched."""
    return search(words, [*METRICS.values(), *own.values()], FAMILIES)
