"""Judging single rows: which rule drops a row, and which ones flag it."""

from collections.abc import Sequence

import ibis
from ibis.expr.types import StringValue, Table

from liuke.clean.report import Count
from liuke.clean.rows import NOTHING
from liuke.clean.rules import Limits, Rule
from liuke.engine import Engine

REASON = ("source", "source_row", "table", "rule", "column", "value", "detail")
"""The columns of table `quarantine`."""


def judged(rows: Table, rules: Sequence[Rule], limits: Limits) -> Table:
    """Return the rows that some rule finds: `rule` is the first that drops the row (NULL: kept).

    For each rule that flags, a boolean column of its name tells whether it finds the row. Of the other columns there
    are those that the rules show.
    """
    hits = rows.filter(ibis.or_(*(rule.found(rows, limits) for rule in rules)))
    shown = sorted({"source", "source_row", "unread"} | {rule.column for rule in rules if rule.column})
    return hits.select(
        *shown,
        rule=ibis.cases(*((rule.found(hits, limits), rule.id) for rule in rules if rule.drops), else_=NOTHING),
        **{rule.id: rule.found(hits, limits).fill_null(False) for rule in rules if not rule.drops},
    )


def reasons(judged_rows: Table, table: str, rules: Sequence[Rule], limits: Limits) -> Table:
    """Return the judged rows that a rule drops, in the columns of the quarantine."""
    rows = judged_rows.filter(judged_rows.rule.notnull())
    cells = {rule: rule.shows(rows) for rule in rules if rule.drops}
    return rows.select(
        "source",
        "source_row",
        "rule",
        table=ibis.literal(table),
        column=_by_rule(rows, {rule.id: column for rule, (column, _) in cells.items()}),
        value=_by_rule(rows, {rule.id: value for rule, (_, value) in cells.items()}),
        detail=_by_rule(rows, {rule.id: ibis.literal(rule.detail(limits)) for rule in cells}),
    ).select(*REASON)


def flag_counts(engine: Engine, kept: Table, rules: Sequence[Rule]) -> list[Count]:
    """Count what each flagging rule finds among judged rows that are kept."""
    rules = [rule for rule in rules if not rule.drops]
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
