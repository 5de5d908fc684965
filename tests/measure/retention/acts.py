"""Small tables of actions for tests of retention."""

from datetime import datetime

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine

SCHEMA = {"customer_id": pl.String, "at": pl.Datetime("us"), "amount": pl.Decimal(18, 4)}


def acts(engine: Engine, *rows: tuple[str, str] | tuple[str, str, int]) -> Table:
    """Return customer, ISO time and amount (10 unless given) as a table of actions."""
    read = [(row[0], datetime.fromisoformat(row[1]), row[2] if len(row) == 3 else 10) for row in rows]
    return engine.table(pl.DataFrame(read, schema=SCHEMA, orient="row"))


def days(engine: Engine, *rows: tuple[str, str] | tuple[str, str, int]) -> Table:
    """Return the same with days in place of times."""
    table = acts(engine, *rows)
    return table.mutate(at=table["at"].cast("date"))
