"""What cleaning did, told in rows: how many came in, how many were kept, and which rule found what."""

from collections.abc import Iterable, Mapping, Sequence

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.clean.rules import RULES, rules_for
from liuke.workspace import Source

QUALITY = pl.Schema(
    {
        "source": pl.String,
        "table": pl.String,
        "rule": pl.String,
        "severity": pl.String,
        "action": pl.String,
        "rows": pl.Int64,
        "example": pl.String,
    }
)
RECONCILIATION = pl.Schema(
    {
        "source": pl.String,
        "table": pl.String,
        "rows_in": pl.Int64,
        "rows_kept": pl.Int64,
        "rows_quarantined": pl.Int64,
    }
)
FINDING = ("source", "source_row", "rule", "value")
"""The columns of a finding."""

COUNTED = ("source", "rule", "rows", "first_row", "value")
"""The columns of a count of findings: rows of a source that a rule found, and the first of them."""


def counted(rows: Table) -> Table:
    """Count findings, one row a finding with source, rule, source_row and value."""
    found = rows.group_by("source", "rule").aggregate(
        rows=rows.count(), first_row=rows.source_row.min(), value=rows.value.argmin(rows.source_row)
    )
    return found.select(*COUNTED)


def flagged(judged: Table, table: str) -> list[Table]:
    """Return, for each rule that flags single rows, its findings among judged rows that no rule drops."""
    kept = judged.filter(judged.rule.isnull())
    return [
        kept.filter(kept[rule.id]).select(
            "source", "source_row", rule=ibis.literal(rule.id), value=kept[f"{rule.id}_value"]
        )
        for rule in rules_for(table, dropping=False)
    ]


def quality(counts: Iterable[Mapping[str, object]], sources: Sequence[Source]) -> pl.DataFrame:
    """Return table `quality`: one row for each source and rule that found something, in the order of both."""
    tables = {source.id: source.table for source in sources}
    order = {id_: place for place, id_ in enumerate(tables)}
    ranks = {id_: place for place, id_ in enumerate(RULES)}
    rows = [
        {
            "source": count["source"],
            "table": tables[str(count["source"])],
            "rule": count["rule"],
            "severity": RULES[str(count["rule"])].severity,
            "action": RULES[str(count["rule"])].action,
            "rows": count["rows"],
            "example": f"{count['first_row']}: {count['value']}" if count["value"] else str(count["first_row"]),
        }
        for count in counts
    ]
    rows.sort(key=lambda row: (order[str(row["source"])], ranks[str(row["rule"])]))
    return pl.DataFrame(rows, schema=QUALITY)


def reconciliation(
    sources: Sequence[Source], came: Mapping[str, int], kept: Mapping[str, int], quarantined: Mapping[str, int]
) -> pl.DataFrame:
    """Return table `reconciliation`: rows in, kept and in quarantine for each source, each counted by itself."""
    return pl.DataFrame(
        [
            {
                "source": source.id,
                "table": source.table,
                "rows_in": came.get(source.id, 0),
                "rows_kept": kept.get(source.id, 0),
                "rows_quarantined": quarantined.get(source.id, 0),
            }
            for source in sources
        ],
        schema=RECONCILIATION,
    )
