"""What a look at a file tells before it is read: how it is stored, its columns, and its first rows as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text

ROW = "__row"
"""The column that readers add: the number of the row in its file, the first data row being 1."""

type Cell = str | None
type Row = dict[str, Cell]
type Share = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is stored and what its columns are called.

    `head` holds the first rows (a few thousand at most) as text by header; guesses are made from them.
    `skip` counts the lines before the header, `titled` says whether there is a header at all.
    """

    format: str
    headers: tuple[str, ...]
    head: tuple[Row, ...] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    compression: str | None = None
    sheet: str | None = None
    skip: int = 0
    titled: bool = True
    rows_estimate: int | None = None
    notes: tuple[Text, ...] = ()


class Reader(Protocol):
    """Reads the named columns of a file into a table with `ROW`; sets rows that are none aside in `draft`."""

    def __call__(
        self, engine: Engine, file: Path, layout: Layout, headers: Sequence[str], draft: Path, share: Share, /
    ) -> Table:
        """Return the rows; `share` is told the part of the file that has been read."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: how to look at it, and how to read it."""

    name: str
    look: Callable[[Path], Layout]
    read: Reader
