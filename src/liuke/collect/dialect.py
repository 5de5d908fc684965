"""How the rows of a delimited text are written: the delimiter, and the line on which the table begins."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liuke.collect.headers import plain
from liuke.collect.table_start import table_start

DELIMITERS = (",", "\t", ";", "|", "^", "~")
SPACES = " "
_LOOKED_AT = 200
csv.field_size_limit(1 << 24)


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
    skip = _start(lines, delimiter, known)
    first = split(lines[skip:], delimiter)
    named = sum(plain(cell) in known for cell in first[0]) if first else 0
    return (even + named, columns), Dialect(delimiter, skip, columns)


def _start(lines: Sequence[str], delimiter: str, known: frozenset[str]) -> int:
    """Return the number of lines before the table: titles and notes that an export puts on top."""
    places, rows = [0], []
    reader = csv.reader(lines[:_LOOKED_AT], delimiter=delimiter)
    for row in reader:
        rows.append(row)
        places.append(reader.line_num)
    return places[table_start(rows, known)[0]]
