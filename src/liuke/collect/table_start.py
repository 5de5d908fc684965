"""Where the table begins on a sheet: below the titles and notes that an export puts on top."""

from collections import Counter
from collections.abc import Sequence

from liuke.collect.headers import named

_PREAMBLE = 30
_LOOKED_AT = 200


def table_start(lines: Sequence[Sequence[str | None]], known: frozenset[str]) -> tuple[int, int]:
    """Return the number of rows before the table and the number of its columns.

    The table begins with the row that has the most known names, else with the first row as wide as most are.
    """
    widths = [_width(line) for line in lines]
    counts = Counter(width for width in widths[:_LOOKED_AT] if width).most_common(1)
    usual = counts[0][0] if counts else len(lines[0])
    titles = {
        number: count
        for number, line in enumerate(lines[:_PREAMBLE])
        if (count := named(line, known)) and widths[number] > 1
    }
    start = max(titles, key=lambda number: (titles[number], -number)) if titles else None
    if start is None:
        start = next((number for number, width in enumerate(widths[:_PREAMBLE]) if width >= usual), 0)
    return start, max(widths[start], usual if start + 1 < len(lines) else 0) or len(lines[start])


def _width(line: Sequence[str | None]) -> int:
    return max((place for place, cell in enumerate(line, 1) if cell and cell.strip()), default=0)
