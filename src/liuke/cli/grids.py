"""Tables on a terminal: no frame, quiet heads."""

from collections.abc import Iterable, Mapping

from rich.table import Table

from liuke.language import Language, Text


def grid(heads: Mapping[str, Text | str], language: Language, right: Iterable[str] = ()) -> Table:
    """Return a table without rows; the columns named in `right` hold numbers."""
    found, numbers = Table(box=None, pad_edge=False, header_style="dim"), set(right)
    for name, head in heads.items():
        found.add_column(
            head if isinstance(head, str) else head.say(language), justify="right" if name in numbers else "left"
        )
    return found
