"""What cleaning did, told in rows: how many came in, how many were kept, and which rule found what."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from ibis.expr.types import Table

from liuke.clean.rules import RULES
from liuke.engine import Engine
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

type Count = dict[str, Any]
"""How many rows of a source a rule found, and the first of them: source, rule, rows, first_row, value."""


def counted(engine: Engine, findings: Table) -> list[Count]:
    """Count findings by source and rule."""
    return engine.rows(
        findings.group_by("source", "rule").aggregate(
            rows=findings.count(),
            first_row=findings.source_row.min(),
            value=findings.value.argmin(findings.source_row),
        )
    )


def quality(counts: Iterable[Count], sources: Sequence[Source]) -> pl.DataFrame:
    """Return table `quality`: one row for each source and rule that found something, in the order of both."""
    tables = {source.id: source.table for source in sources}
    order = {id_: place for place, id_ in enumerate(tables)}
    ranks = {id_: place for place, id_ in enumerate(RULES)}
    rows = [
        {
            "source": count["source"],
            "table": tables[count["source"]],
            "rule": count["rule"],
            "severity": RULES[count["rule"]].severity,
            "action": RULES[count["rule"]].action,
            "rows": count["rows"],
            "example": f"{count['first_row']}: {count['value']}" if count["value"] else str(count["first_row"]),
        }
        for count in counts
    ]
    rows.sort(key=lambda row: (order[row["source"]], ranks[row["rule"]]))
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
