"""What a miniature is: a few rows of a made-up business, and each metric worked out on them by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from liuke.measure.derived import Known, derive
from liuke.settings import Settings

MARCH, JANUARY = date(2024, 3, 1), date(2024, 1, 1)
type Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Worked:
    """A metric worked out by hand: its month (None for the last day known), both parts, and the working.

    `value` where it is not numerator / denominator; `by` and `of` name one group of a split.
    """

    month: date | None
    numerator: float
    denominator: float | None
    working: Text
    given: float | None = None
    by: str | None = None
    of: str | None = None

    @property
    def value(self) -> float:
        if self.given is not None:
            return self.given
        return self.numerator if self.denominator is None else self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Shown:
    """One table of a miniature as the reference shows it."""

    heads: Sequence[Text]
    rows: Sequence[Cells]


@dataclass(frozen=True, slots=True)
class Miniature:
    """A made-up business: what is told of it, its rows, its inputs as the stages make them, and the worked metrics."""

    id: str
    title: Text
    told: Text
    shown: Sequence[Shown]
    inputs: Callable[[Engine], Inputs]
    worked: Mapping[str, Worked]


def at(day: str) -> datetime:
    """Return the morning of a day of 2024 given as month-day."""
    return datetime.fromisoformat(f"2024-{day}T09:00")


def on(day: str) -> date:
    """Return a day of 2024 given as month-day."""
    return date.fromisoformat(f"2024-{day}")


def facts(engine: Engine, table: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows as a clean canonical table."""
    types = ibis.schema({column.name: column.type for column in schema.TABLES[table].columns})
    columns = pl.DataFrame(types.to_pyarrow().empty_table()).schema
    frame = pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=columns, strict=False)
    return engine.table(frame.with_columns(source=pl.lit("file"), source_row=pl.int_range(1, pl.len() + 1)), table)


def inputs_from(
    engine: Engine,
    given: Mapping[str, Sequence[Mapping[str, Any]]],
    as_of: date,
    made: Mapping[str, Table] | None = None,
    settings: Settings | None = None,
) -> Inputs:
    """Return what the derived tables make of facts; `made` are tables of orders."""
    known = Known(
        engine,
        {table: facts(engine, table, rows) for table, rows in given.items()},
        settings or Settings(),
        date(2024, 1, 1),
        as_of,
        made or {},
    )
    return Inputs(engine, derive(known, lambda name, table: engine.hold(table, name)), as_of, "CNY", 30, 30)
