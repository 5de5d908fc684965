"""Judging single rows: which rule drops a row, and which ones flag it."""

import ibis
from ibis.expr.types import StringValue, Table

from liuke.clean.report import Count
from liuke.clean.rules import Limits, rules_for
from liuke.engine import Engine

REASON = ("source", "source_row", "table", "rule", "column", "value", "detail")
"""The columns of table `quarantine`."""


def judged(rows: Table, table: str, limits: Limits) -> Table:
    """Return the rows that some rule finds: `rule` is the first that drops the row (NULL: kept).

    For each rule that flags, a boolean column of its name tells whether it finds the row.
    """
    dropping, flagging = rules_for(table, dropping=True), rules_for(table, dropping=False)
    hits = rows.filter(ibis.or_(*(rule.found(rows, limits) for rule in (*dropping, *flagging))))
    first = ibis.cases(*((rule.found(hits, limits), rule.id) for rule in dropping), else_=ibis.literal(None, "string"))
    return hits.mutate(rule=first, **{rule.id: rule.found(hits, limits) for rule in flagging})


def reasons(judged_rows: Table, table: str, limits: Limits) -> Table:
    """Return the judged rows that a rule drops, in the columns of the quarantine."""
    rows = judged_rows.filter(judged_rows.rule.notnull())
    rules = rules_for(table, dropping=True)
    cells = {rule.id: rule.shows(rows) for rule in rules}
    return rows.select(
        "source",
        "source_row",
        "rule",
        table=ibis.literal(table),
        column=_by_rule(rows, {id_: column for id_, (column, _) in cells.items()}),
        value=_by_rule(rows, {id_: value for id_, (_, value) in cells.items()}),
        detail=_by_rule(rows, {rule.id: ibis.literal(rule.detail(limits)) for rule in rules}),
    ).select(*REASON)


def flag_counts(engine: Engine, kept: Table, table: str) -> list[Count]:
    """Count what each flagging rule finds among judged rows that are kept."""
    rules = rules_for(table, dropping=False)
    found = kept.group_by("source").aggregate(
        **{f"rows {rule.id}": kept[rule.id].sum() for rule in rules},
        **{f"first_row {rule.id}": kept.source_row.min(where=kept[rule.id]) for rule in rules},
        **{f"value {rule.id}": rule.shows(kept)[1].argmin(kept.source_row, where=kept[rule.id]) for rule in rules},
    )
    return [
        {"source": row["source"], "rule": rule.id}
        | {name: row[f"{name} {rule.id}"] for name in ("rows", "first_row", "value")}
        for row in engine.rows(found)
        for rule in rules
        if row[f"rows {rule.id}"]
    ]


def _by_rule(rows: Table, answers: dict[str, StringValue]) -> StringValue:
    return ibis.cases(*((rows.rule == id_, answer) for id_, answer in answers.items()), else_="")
