"""What attributes are called that answers can be split by."""

from collections.abc import Mapping

from liuke import schema
from liuke.language import Text

_FOUND_OUT: Mapping[str, Text] = {
    "segment": Text("segment", "分群"),
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
_WRITTEN: Mapping[str, Text] = {
    column.name: Text(column.label.en[0].lower() + column.label.en[1:], column.label.zh)
    for table in reversed([*schema.TABLES.values()])
    for column in table.columns
}


def attribute_label(name: str) -> Text:
    """Return what an attribute is called; its name where it has no label, as columns of a company's own."""
    return _FOUND_OUT.get(name) or _WRITTEN.get(name) or Text(name, name)
