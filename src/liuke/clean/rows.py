"""The received rows of all sources as one table: ids tidied where needed, each row knowing its file and place."""

from collections.abc import Collection, Sequence
from functools import reduce

import ibis
from ibis.expr.types import IntegerColumn, Table

from liuke import schema
from liuke.clean.identifiers import impossible, tidy
from liuke.engine import Engine
from liuke.workspace import Source

FILE_SPAN = 1 << 40
"""More rows than any file has: file number × this + row number orders all rows by when they were received."""

NOTHING = ibis.literal(None, "string")
"""A text that is not there."""

_IDS = ("order_id", "customer_id", "product_id")


def read_rows(engine: Engine, sources: Sequence[Source], doubtful: Collection[str] = ()) -> Table:
    """Return the rows of sources of one table, in canonical columns, with what the rules need to know.

    Added columns: file (place of the source in `sources`), source, source_row, unread, doubtful (whether the ids of
    the source need a look, as named in `doubtful`), tidied (an id as it was written, where tidying changed it) and
    no_number (an order number that is none, which becomes NULL in table `order`).
    """
    parts = [_of_source(engine, file, source, source.id in doubtful) for file, source in enumerate(sources)]
    return engine.view(together(parts), "rows")


def _of_source(engine: Engine, file: int, source: Source, doubtful: bool) -> Table:
    columns = schema.TABLES[source.table].columns
    raw = engine.read(source.rows)
    rows = raw.select(
        file=ibis.literal(file, "int32"),
        source=ibis.literal(source.id),
        source_row=raw.source_row.cast("int64"),
        unread=raw.unread.cast("string"),
        doubtful=ibis.literal(doubtful),
        **{column.name: raw[column.name].cast(column.type) for column in columns},
    )
    return _tidied(rows, source.table) if doubtful else rows.mutate(tidied=NOTHING, no_number=NOTHING)


def _tidied(rows: Table, table: str) -> Table:
    names = [name for name in _IDS if name in rows.columns]
    changed = ibis.coalesce(*(ibis.ifelse(rows[name] != tidy(rows[name]), rows[name], NOTHING) for name in names))
    rows = rows.mutate(tidied=changed, **{name: tidy(rows[name]) for name in names})
    if table != "order":
        return rows.mutate(no_number=NOTHING)
    none = impossible(rows.order_id)
    return rows.mutate(
        no_number=ibis.ifelse(none, rows.order_id, NOTHING), order_id=ibis.ifelse(none, NOTHING, rows.order_id)
    )


def position(rows: Table) -> IntegerColumn:
    """Return a number that orders all rows by when they were received."""
    return rows.file.cast("int64") * FILE_SPAN + rows.source_row


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
