"""What `inspect` proposes for a file, and what `receive` made of it."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path

from liuke.collect.layout import Layout, Row
from liuke.language import Text
from liuke.settings import Mapping
from liuke.workspace import Source

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file would be read: its layout, the canonical table, and which column becomes which.

    `guessed_from` says for each mapped canonical column where the choice comes from, `table_from` for the table.
    `filled` are canonical columns that hold one value throughout, which the file says elsewhere than in its rows.
    """

    path: Path
    layout: Layout
    mapping: Mapping
    guessed_from: Pairs[str, Text]
    notes: tuple[Text, ...]
    table_from: Text
    filled: Pairs[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def table(self) -> str:
        """The canonical table that the rows go to."""
        return self.mapping.table

    @property
    def format(self) -> str:
        """The kind of file: csv, excel, parquet, jsonl."""
        return self.layout.format

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        return self.layout.encoding

    @property
    def delimiter(self) -> str | None:
        """The delimiter of a delimited text file; a space stands for runs of them."""
        return self.layout.delimiter

    @property
    def compression(self) -> str | None:
        """`gzip`, or None."""
        return self.layout.compression

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the columns, all different."""
        return self.layout.headers

    @property
    def sample(self) -> tuple[Row, ...]:
        """The first rows as text."""
        return self.layout.head[:SHOWN]

    @property
    def rows_estimate(self) -> int | None:
        """About how many rows the file has; None where that is not known before reading."""
        return self.layout.rows_estimate

    @property
    def used(self) -> tuple[str, ...]:
        """The headers that the mapping reads."""
        return tuple(
            dict.fromkeys(name for value in self.mapping.columns.values() for name in factors(value, self.headers))
        )

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers that the mapping leaves out."""
        return tuple(name for name in self.headers if name not in self.used)


@dataclass(frozen=True, slots=True)
class Received:
    """A file in the workspace; `already` where it was there before and nothing changed.

    `replaced` are the tables that the same file was kept as before and is no more.
    """

    source: Source
    already: bool
    replaced: tuple[str, ...] = ()


def factors(value: str, headers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headers that a mapped value names: one, or the factors of a product such as `单价 * 数量`."""
    if value in headers:
        return (value,)
    return tuple(part.strip() for part in value.split("*"))
