"""What a canonical table is made of."""

from dataclasses import dataclass

import ibis

from liuke.language import Text

MONEY = "decimal(18, 4)"
TIME = "timestamp(6)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Ibis type, its short label, and whether every row must have it."""

    name: str
    type: str
    label: Text
    unit: str = ""
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: what a row is, its columns, and the columns that identify a row.

    `time` names the column that says when a row happened ("" where nothing happens), `also` other names of the table.
    """

    name: str
    row: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str = ""
    also: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that every row must have."""
        return tuple(column.name for column in self.columns if column.required)

    def schema(self) -> ibis.Schema:
        """Return the Ibis schema of the whole table, provenance included."""
        return ibis.schema({column.name: column.type for column in (*self.columns, *PROVENANCE)})


def column(name: str, type_: str, en: str, zh: str, unit: str = "", *marks: str) -> Column:
    """Return a column; `marks` are `required` and `personal`."""
    return Column(name, type_, Text(en, zh), unit, "required" in marks, "personal" in marks)


RECORDED = column("recorded_at", TIME, "When we learned it", "获知时间")
"""Of the facts whose exports say when they were written down; they were not known before."""

PROVENANCE = (
    column("source", "string", "Source file", "来源文件"),
    column("source_row", "int64", "Row in the source, the first data row being 1", "来源行号（首条数据为 1）"),
    RECORDED,
)
