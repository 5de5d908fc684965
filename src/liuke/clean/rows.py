"""The received rows of all sources as one table: ids tidied where needed, each row knowing its file and place."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce

import ibis
from ibis.expr.types import IntegerColumn, StringValue, Table, Value

from liuke import schema
from liuke.clean.identifiers import impossible, tidy
from liuke.engine import Engine
from liuke.workspace import Source

FILE_SPAN = 1 << 40
"""More rows than any file has: file number × this + row number orders all rows by when they were received."""

NOTHING = ibis.literal(None, "string")
"""A text that is not there."""

IDS = (
    "order_id",
    "customer_id",
    "product_id",
    "subscription_id",
    "anonymous_id",
    "feedback_id",
    "lead_id",
    "id_value",
)
"""The columns that tables are linked by, as far as a table has them."""
MAY_BE_NOBODY = {("order", "order_id"), *((table, "customer_id") for table in schema.TABLES)} - {
    (table, "customer_id") for table, canonical in schema.TABLES.items() if "customer_id" in canonical.required
}
"""Where an id that is none becomes NULL, and the row stays."""

type Doubts = Mapping[str, Collection[str]]
"""For each source, the id columns that need a closer look."""


def ids_of(rows: Table) -> list[str]:
    """Return the id columns that a table has."""
    return [name for name in IDS if name in rows.columns]


def read_rows(engine: Engine, sources: Sequence[Source]) -> Table:
    """Return the rows of sources of one table, in canonical columns, ids as they are written.

    Added columns: file (place of the source in `sources`), source, source_row, unread.
    """
    raw = engine.read_labelled(
        {source.rows: {"file": file, "source": source.id} for file, source in enumerate(sources)}
    )
    rows = raw.select(
        "file",
        "source",
        source_row=raw.source_row.cast("int64"),
        unread=raw.unread.cast("string"),
        **{column.name: _cell(raw, column) for column in schema.TABLES[sources[0].table].columns},
    )
    return engine.view(rows, "rows")


def _cell(raw: Table, column: schema.Column) -> Value:
    """Return a column; NULL where the files were received before there was one."""
    return raw[column.name].cast(column.type) if column.name in raw.columns else ibis.null(column.type)


def tidy_rows(engine: Engine, rows: Table, table: str, doubts: Doubts) -> Table:
    """Return rows with their ids tidied where there is doubt about them.

    A doubtful id that is none becomes NULL where a row can do without it (`MAY_BE_NOBODY`).
    """
    doubted = {name: [source for source, names in doubts.items() if name in names] for name in ids_of(rows)}
    tidied = {name: _tidied(rows, name, sources, table) for name, sources in doubted.items() if sources}
    return engine.view(rows.mutate(**tidied), "tidied") if tidied else rows


def _tidied(rows: Table, name: str, sources: Sequence[str], table: str) -> StringValue:
    """Return an id column with the ids of some sources tidied."""
    tidied = tidy(rows[name])
    if (table, name) in MAY_BE_NOBODY:
        tidied = ibis.ifelse(impossible(tidied), NOTHING, tidied)
    return ibis.ifelse(rows.source.isin(sources), tidied, rows[name])


def position(rows: Table) -> IntegerColumn:
    """Return a number that orders all rows by when they were received."""
    return rows.file * FILE_SPAN + rows.source_row


def together(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables; a balanced tree, so that hundreds of files nest only a few levels deep."""
    level = list(tables)
    while len(level) > 1:
        level = [reduce(lambda left, right: left.union(right), level[at : at + 2]) for at in range(0, len(level), 2)]
    return level[0]


def without(engine: Engine, rows: Table, quarantine: Table) -> Table:
    """Return `rows` less those in the quarantine; as they are where it is empty."""
    if not engine.count(quarantine):
        return rows
    kept = rows.anti_join(quarantine.select("source", "source_row"), ["source", "source_row"])
    return engine.view(kept, "kept")
