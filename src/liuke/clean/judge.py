"""Judging single rows: which rule drops a row, and which ones flag it."""

from collections.abc import Sequence

import ibis
from ibis.expr.types import StringValue, Table

from liuke.clean.rules import Limits, rules_for

REASON = ("source", "source_row", "table", "rule", "column", "value", "detail")
"""The columns of table `quarantine`."""


def judged(rows: Table, table: str, limits: Limits) -> Table:
    """Return the rows that some rule finds, with the reason of the first that drops them (rule NULL: kept).

    Columns: file, those of the quarantine, and for each flagging rule a boolean `<id>` and a text `<id>_value`.
    """
    dropping, flagging = rules_for(table, dropping=True), rules_for(table, dropping=False)
    hits = rows.filter(ibis.or_(*(rule.found(rows, limits) for rule in (*dropping, *flagging))))
    conditions = [rule.found(hits, limits) for rule in dropping]
    cells = [rule.shows(hits) for rule in dropping]
    return hits.select(
        "file",
        "source",
        "source_row",
        table=ibis.literal(table),
        rule=_first(conditions, [ibis.literal(rule.id) for rule in dropping]),
        column=_first(conditions, [column for column, _ in cells]),
        value=_first(conditions, [value for _, value in cells]),
        detail=_first(conditions, [ibis.literal(rule.detail(limits)) for rule in dropping]),
        **{rule.id: rule.found(hits, limits) for rule in flagging},
        **{f"{rule.id}_value": rule.shows(hits)[1] for rule in flagging},
    )


def _first(conditions: Sequence[StringValue], answers: Sequence[StringValue]) -> StringValue:
    return ibis.cases(*zip(conditions, answers, strict=True), else_=ibis.literal(None, "string"))
