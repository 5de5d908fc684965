"""Received files made by hand: a few rows of orders or lines as the reader of files leaves them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import polars as pl
import pyarrow.parquet as pq

from liuke import schema
from liuke.clean import Cleaned, clean
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Source

type Row = dict[str, Any]
type Receive = Callable[..., Source]

TODAY = date(2026, 6, 30)


def buy(order_id: str | None, customer_id: str | None = "ann", day: str = "2026-01-05", **cells: Any) -> Row:
    """Return an order of 10, or a line of 10; `day` may carry a time."""
    moment = datetime.fromisoformat(day if "T" in day else f"{day}T12:00")
    return {"order_id": order_id, "customer_id": customer_id, "ordered_at": moment, "amount": 10, **cells}


def frame(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows in all canonical columns, numbered from 1 unless they bring a source_row."""
    types = {column.name: column.type for column in schema.TABLES[table].columns}
    wanted = ibis.schema(types | {"source_row": "int64", "unread": "string"})
    records = [{name: row.get(name) for name in wanted} | {"source_row": at} for at, row in enumerate(rows, 1)]
    return pl.DataFrame(records, schema=pl.DataFrame(wanted.to_pyarrow().empty_table()).schema)


def store(
    folder: Path, rows: Sequence[Row], table: str = "order", rejected: Sequence[tuple[int, str, str]] = ()
) -> Source:
    """Store rows as one received file; `rejected` are (row, rule, text)."""
    folder.mkdir(parents=True)
    pq.write_table(frame(table, rows).to_arrow(), folder / "rows.parquet")
    lost = pl.DataFrame(
        list(rejected), schema={"source_row": pl.Int64, "rule": pl.String, "text": pl.String}, orient="row"
    )
    pq.write_table(lost.to_arrow(), folder / "rejected.parquet")
    return Source(folder.name, table, folder, {"name": f"{folder.name}.csv", "rejected": len(rejected)})


def orders(engine: Engine, cleaned: Cleaned, *columns: str) -> list[Row]:
    """Return kept orders, by number and content, in the columns named."""
    rows = engine.rows(cleaned.order.select(*columns))
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def rules(engine: Engine, cleaned: Cleaned) -> dict[str, int]:
    """Return how many rows each rule found."""
    found = cleaned.quality.group_by("rule").aggregate(rows=cleaned.quality.rows.sum())
    return {row["rule"]: row["rows"] for row in engine.rows(found)}


def cleaned_up(engine: Engine, *sources: Source, settings: Settings | None = None) -> Cleaned:
    """Clean sources as on TODAY."""
    return clean(engine, sources, settings or Settings(), today=TODAY)
