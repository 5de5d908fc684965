"""Judging single rows: which rule drops a row, and which ones flag it."""

from collections.abc import Sequence

import ibis
from ibis.expr.types import StringValue, Table

from liuke import schema
from liuke.clean.identifiers import tidy, written
from liuke.clean.report import Count
from liuke.clean.rows import NOTHING, Doubts, ids_of
from liuke.clean.rules import FACTS, Limits, Rule
from liuke.clean.survey import doubts_about
from liuke.engine import Engine

REASON = ("source", "source_row", "table", "rule", "column", "value", "detail")
"""The columns of table `quarantine`."""


def candidates(raw: Table, rules: Sequence[Rule], limits: Limits, doubts: Doubts) -> Table:
    """Return rows that some rule may find, ids as written, in the columns that rules look at.

    One look at an id column answers for all rules about it, and columns without any doubtful id get none.
    """
    columns = sorted({name for names in doubts.values() for name in names})
    about = doubts_about(raw, limits.test_customers)
    cheap = [rule.found(raw, limits) for rule in rules if not rule.about_ids]
    rows = raw.filter(ibis.or_(*cheap, *(about[name] for name in columns)))
    looked_at = {rule.column for rule in rules if rule.column}
    if limits.table in FACTS:
        looked_at = set(schema.TABLES[limits.table].names)
    return rows.select(sorted({"source", "source_row", "unread"} | looked_at))


def judged(rows: Table, rules: Sequence[Rule], limits: Limits) -> Table:
    """Return candidates with their ids tidied, and `rule`, the first that drops the row (NULL: kept).

    For each rule that flags, a boolean column of its name tells whether it finds the row.
    """
    names = ids_of(rows)
    rows = rows.mutate(**{written(name): rows[name] for name in names}, **{name: tidy(rows[name]) for name in names})
    return rows.mutate(
        rule=ibis.cases(*((rule.found(rows, limits), rule.id) for rule in rules if rule.drops), else_=NOTHING),
        **{rule.id: rule.found(rows, limits).fill_null(False) for rule in rules if not rule.drops},
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
