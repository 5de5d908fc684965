"""What attributes are called that answers can be split by."""

from collections.abc import Mapping

from liuke import schema
from liuke.language import Text
from liuke.measure.metric import Base

_FOUND_OUT: Mapping[str, Text] = {
    "segment": Text("segment", "分群"),
    "cluster": Text("cluster", "聚类"),
    "age_band": Text("age", "年龄段"),
    "tenure_band": Text("time as a customer", "成为客户的时长"),
    "rule_segment": Text("segment by rules", "规则分群"),
    "stage": Text("stage", "阶段"),
    "risk": Text("risk", "风险"),
    "cohort": Text("cohort", "群组"),
    "first_channel": Text("first channel", "首购渠道"),
    "rfm_recency": Text("recency score", "近度得分"),
    "rfm_frequency": Text("frequency score", "频度得分"),
    "rfm_monetary": Text("monetary score", "金额得分"),
    "from_plan": Text("plan before", "原套餐"),
    "origin": Text("origin", "来源"),
    "kind": Text("kind", "类型"),
    "name": Text("event", "事件"),
    "level": Text("level", "级别"),
}
"""Those that are worked out rather than written down."""
FOUND_LATER = frozenset(
    (
        "segment",
        "cluster",
        "rule_segment",
        "tenure_band",
        "stage",
        "risk",
        "rfm_recency",
        "rfm_frequency",
        "rfm_monetary",
    )
)
"""Those that the last day says, from what customers did until then: they explain nothing that came before it, and to
split by them who left is to split by the end."""


def _lowered(label: Text) -> Text:
    return Text(label.en[0].lower() + label.en[1:], label.zh)


_WRITTEN: Mapping[str, Text] = {
    column.name: _lowered(column.label) for table in reversed([*schema.TABLES.values()]) for column in table.columns
}


_FROM: Mapping[str, str] = {"ticket": "feedback", "contact": "interaction", "answer": "survey_response"}
"""The table that the rows of a table of a run were written down in, where it is called otherwise."""


def attribute_label(name: str, base: Base | None = None) -> Text:
    """Return what an attribute is called; its name where it has no label, as columns of a company's own.

    What rows have themselves is called as in the table of these rows: the category of a ticket is none of a product.
    """
    return _own(name, base) or _FOUND_OUT.get(name) or _WRITTEN.get(name) or Text(name, name)


def _own(name: str, base: Base | None) -> Text | None:
    if base is None or name not in base.own or name in _FOUND_OUT:
        return None
    tables = (schema.TABLES[_FROM.get(one, one)] for one in base.inputs if _FROM.get(one, one) in schema.TABLES)
    labels = (column.label for table in tables for column in table.columns if column.name == name)
    return next((_lowered(label) for label in labels), None)
