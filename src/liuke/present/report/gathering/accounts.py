"""How received rows were accounted for, and what each rule of cleaning found, with names in words."""

import re
from typing import Any

from liuke.clean import RULES
from liuke.engine import Engine
from liuke.language import Text
from liuke.workspace import Run

type Rows = list[dict[str, Any]]

_ZEROS = re.compile(r"(?<![.\w])\d+\.\d{4}(?![\d.])")

ACTIONS = {
    "dropped": Text("set aside in quarantine", "移入隔离区"),
    "merged": Text("merged, the copy set aside", "合并，副本移入隔离区"),
    "flagged": Text("kept and marked", "保留并标记"),
}

LABELS = {
    "order": Text("orders", "订单"),
    "order_line": Text("order lines", "订单明细"),
    "customer": Text("customers", "客户"),
    "subscription": Text("subscriptions", "订阅"),
    "bill": Text("bills", "账单"),
    "event": Text("events", "行为事件"),
    "interaction": Text("contacts", "接触记录"),
    "feedback": Text("feedback and tickets", "反馈与工单"),
    "feedback_status": Text("statuses of tickets", "工单状态变更"),
    "survey_response": Text("survey answers", "问卷回答"),
    "lead": Text("leads", "线索"),
    "opportunity": Text("opportunities", "商机"),
    "treatment": Text("treatments", "干预记录"),
    "identity": Text("identities", "身份关联"),
}


def _names(run: Run) -> dict[str, str]:
    return {source["id"]: source.get("name", source["id"]) for source in run.manifest.get("inputs", [])}


def short(example: str | None) -> str | None:
    """Return an example without the zeros that amounts have for being kept with four decimals."""
    return example and _ZEROS.sub(lambda found: found[0].rstrip("0").rstrip("."), example)


def files(run: Run, engine: Engine) -> Rows:
    """Return name, label of the table, and rows in, kept and quarantined, of each file in the order of their names."""
    if not run.has("reconciliation"):
        return []
    names = _names(run)
    found = [
        row | {"name": names.get(row["source"], row["source"]), "label": LABELS[row["table"]]}
        for row in engine.rows(run.table(engine, "reconciliation"))
    ]
    return sorted(found, key=lambda row: (row["name"], row["source"]))


def quality(run: Run, engine: Engine) -> Rows:
    """Return label, severity, action, rows, example and file name, of each rule that found something."""
    if not run.has("quality"):
        return []
    names = _names(run)
    found = engine.rows(run.table(engine, "quality"))
    rank = ("error", "warning", "info")
    found.sort(key=lambda row: (rank.index(row["severity"]), -row["rows"], row["rule"], row["source"]))
    return [
        row
        | {
            "name": names.get(row["source"], row["source"]),
            "label": RULES[row["rule"]].label,
            "action": ACTIONS[row["action"]],
            "example": short(row["example"]),
        }
        for row in found
    ]
