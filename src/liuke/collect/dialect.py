"""How the rows of a delimited text are written: the delimiter, and the line on which the table begins."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liuke.collect.headers import plain

DELIMITERS = (",", "\t", ";", "|", "^", "~")
SPACES = " "
_PREAMBLE = 30
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """`skip` lines come before the first row of the table, which has `columns` columns."""

    delimiter: str
    skip: int
    columns: int


def split(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """Return the cells of each row; blank lines are no rows."""
    if delimiter == SPACES:
        return [cells for line in lines if (cells := line.split())]
    rows = csv.reader(lines, delimiter=delimiter, strict=False)
    return [cells for cells in rows if cells]


def find_dialect(lines: Sequence[str], known: frozenset[str]) -> Dialect | None:
    """Return the dialect that splits the rows most evenly into most columns; None where none does."""
    found = [_score(lines, delimiter, known) for delimiter in DELIMITERS]
    best = max((entry for entry in found if entry), key=lambda entry: entry[0], default=None)
    if best:
        return best[1]
    spaced = {len(cells) for cells in split(lines[:_LOOKED_AT], SPACES)}
    return Dialect(SPACES, 0, spaced.pop()) if len(spaced) == 1 and min(spaced) >= 3 else None


def _score(lines: Sequence[str], delimiter: str, known: frozenset[str]) -> tuple[tuple[float, int], Dialect] | None:
    rows = split(lines[:_LOOKED_AT], delimiter)
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not widths:
        return None
    columns = max(widths, key=lambda width: (widths[width], width))
    even = widths[columns] / len(rows)
    if even < 0.5:
        return None
    skip = _start(lines, delimiter, columns, known)
    first = split(lines[skip:], delimiter)
    named = sum(plain(cell) in known for cell in first[0]) if first else 0
    return (even + named, columns), Dialect(delimiter, skip, columns)


def _start(lines: Sequence[str], delimiter: str, columns: int, known: frozenset[str]) -> int:
    """Return the number of lines before the table: titles and notes that an export puts on top."""
    rows: list[tuple[int, list[str]]] = []
    reader, line = csv.reader(lines[:_LOOKED_AT], delimiter=delimiter), 0
    for row in reader:
        rows.append((line, row))
        line = reader.line_num
    full = [(line, row) for line, row in rows[:_PREAMBLE] if len(row) >= columns]
    named = [(line, row) for line, row in full if any(plain(cell) in known for cell in row)]
    return (named or full or [(0, [])])[0][0]
