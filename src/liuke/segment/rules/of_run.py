"""What a run keeps of rules: who is in which segment, how many each has, and which rules cannot have anybody."""

from typing import Any

from ibis.expr.types import Table

from liuke.language import Text
from liuke.measure import Inputs
from liuke.segment.rules.rules import OTHERS, Rules
from liuke.segment.store import RULES, SegmentStore
from liuke.workspace import Draft

CHANGED = Text("the settings declare it so", "按设置中的声明")
NOBODY = Text(
    "Nobody meets the conditions of “{name}”: they contradict each other, or no customer is like that.",
    "没有客户符合“{name}”的条件：条件互相矛盾，或没有这样的客户。",
)
TAKEN = Text(
    "All {n} customers who meet the conditions of “{name}” are in segments declared before it.",
    "符合“{name}”条件的 {n} 位客户都已归入排在它之前的分群。",
)
OVERLAP = Text(
    "{n} of the {of} customers who meet the conditions of “{name}” are in segments declared before it.",
    "符合“{name}”条件的 {of} 位客户中，有 {n} 位已归入排在它之前的分群。",
)


def keep_rules(draft: Draft, inputs: Inputs, rules: Rules, store: SegmentStore, code: str) -> dict[str, Any]:
    """Write the table `rule_segment`; return what the manifest says.

    Raises `ConfigError` for a rule that cannot be used here.
    """
    table = draft.write("rule_segment", rules.assigned(inputs).order_by("customer_id"))
    version = store.keep(RULES, rules.body(), code)
    store.use(version, CHANGED, "liuke run")
    head = {"version": version.id, "sha256": version.mark, "made_at": version.made_at, "as_of": str(inputs.as_of)}
    return head | described(inputs, rules, table)


def described(inputs: Inputs, rules: Rules, assigned: Table) -> dict[str, Any]:
    """Return how many customers each rule has, and what is to be known of rules that overlap or have nobody."""
    engine = inputs.engine
    counts = {row["rule_segment"]: row["customers"] for row in engine.rows(_counted(assigned))}
    met = rules.met(inputs)
    alone = engine.rows(met.aggregate(**{rule.id: met[rule.id].sum().fill_null(0) for rule in rules.rules}))[0]
    total = sum(counts.values())
    rows = [_row(id_, label, counts.get(id_, 0), total, rules, alone) for id_, label in rules.labels.items()]
    notes = [note for row in rows if (note := _note(row))]
    return {"customers": total, "segments": rows, "notes": [note.record() for note in notes]}


def _counted(assigned: Table) -> Table:
    return assigned.group_by("rule_segment").agg(customers=assigned.count())


def _row(id_: str, label: Text, count: int, total: int, rules: Rules, alone: dict[str, Any]) -> dict[str, Any]:
    where = [str(one) for rule in rules.rules if rule.id == id_ for one in rule.where]
    share = count / total if total else None
    meets = None if id_ == OTHERS else int(alone[id_])
    return {"id": id_, "name": label.record(), "where": where, "customers": count, "share": share, "meets": meets}


def _note(row: dict[str, Any]) -> Text | None:
    if row["meets"] is None or row["meets"] == row["customers"]:
        return NOBODY.fill(name=Text(**row["name"])) if row["meets"] == 0 else None
    text, n = (TAKEN, row["meets"]) if not row["customers"] else (OVERLAP, row["meets"] - row["customers"])
    return text.fill(name=Text(**row["name"]), n=f"{n:,}", of=f"{row['meets']:,}")
