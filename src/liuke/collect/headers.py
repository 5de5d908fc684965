"""The first row: whether it names the columns, and names that are all different."""

import re
import unicodedata
from collections.abc import Sequence

from liuke.language import Text

_NUMBER = re.compile(r"^[\s(¥￥$£€+\-]*\d[\d,.\s]*[)%元]?$")
_DATE = re.compile(r"^\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}")


def plain(header: str) -> str:
    """Return a header for comparison: NFKC, lower case, without spaces, underscores, hyphens and the like."""
    return re.sub(r"[\s_\-./·:#'\"“”‘’\u200b\ufeff]+", "", unicodedata.normalize("NFKC", header).casefold())


def looks_like_value(text: str) -> bool:
    """Say whether a cell is a number or a date rather than a name."""
    half = unicodedata.normalize("NFKC", text).strip()
    return bool(_NUMBER.match(half) or _DATE.match(half))


def named(cells: Sequence[str | None], known: frozenset[str]) -> int:
    """Return how many cells of a row are known names; 0 for a row of values such as `C1, 2024-03-05, phone`.

    Whole numbers may be names, dates and fractions hardly ever, unless the first cell is a known name.
    """
    found = [cell for cell in cells if cell]
    names = sum(plain(cell) in known for cell in found)
    values = sum(looks_like_value(cell) and not cell.strip().isdigit() for cell in found)
    return names if names > values or (names and plain(found[0]) in known) else 0


def titled(first: Sequence[str], known: frozenset[str]) -> bool:
    """Say whether a first row names the columns; `known` are plain names that canonical columns go by."""
    if named(first, known):
        return True
    filled = [cell for cell in first if cell.strip()]
    return bool(filled) and not any(looks_like_value(cell) for cell in filled)


def unique(raw: Sequence[str]) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Return names that differ (in more than case) for the columns, and notes on those that had to be renamed."""
    found: list[str] = []
    taken: set[str] = set()
    notes = []
    for position, cell in enumerate(raw, 1):
        wanted = re.sub(r"\s+", " ", cell.replace("\ufeff", "").replace("\0", "")).strip() or f"column_{position}"
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}_{number}"
        if number > 1:
            notes.append(
                Text(
                    "Two columns are called “{header}”; the later one is called “{name}” here.",
                    "有两列都叫“{header}”，后一列在此称为“{name}”。",
                ).fill(header=wanted, name=name)
            )
        taken.add(name.casefold())
        found.append(name)
    return tuple(found), tuple(notes)


def numbered(count: int) -> tuple[str, ...]:
    """Return names for the columns of a file without a header."""
    return tuple(f"column_{position}" for position in range(1, count + 1))
