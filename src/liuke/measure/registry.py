"""The registry: every metric there is, by id."""

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.families import churn, customers, repeat, revenue, value
from liuke.measure.metric import Metric

FAMILIES: Mapping[str, Text] = MappingProxyType(
    {
        "customers": Text("Customers", "客户"),
        "churn": Text("Churn and retention", "流失与留存"),
        "revenue": Text("Orders and revenue", "订单与收入"),
        "repeat": Text("Repeat purchase", "复购"),
        "value": Text("Value", "价值"),
    }
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.id: metric for family in (customers, churn, revenue, repeat, value) for metric in family.METRICS}
)


def find_metric(name: str) -> Metric:
    """Return a metric by its id, or by its label in either language; raises `UsageError` with the nearest names."""
    wanted = name.strip().casefold()
    for metric in METRICS.values():
        if wanted in {metric.id, metric.label.en.casefold(), metric.label.zh.casefold()}:
            return metric
    names = {text: metric.id for metric in METRICS.values() for text in (metric.id, metric.label.en, metric.label.zh)}
    near = [names[text] for text in difflib.get_close_matches(name, names, n=4, cutoff=0.3)]
    near += [metric.id for text, metric in _texts() if wanted and wanted in text]
    raise UsageError(
        "metric.unknown",
        Text("There is no metric “{name}”.", "没有名为“{name}”的指标。").fill(name=name),
        Text("Nearest: {near}.", "相近的有：{near}。").fill(near=", ".join(dict.fromkeys(near or METRICS))),
    )


def _texts() -> list[tuple[str, Metric]]:
    return [
        (f"{m.id} {m.label.en} {m.sentence.en} {m.label.zh} {m.sentence.zh}".casefold(), m) for m in METRICS.values()
    ]
