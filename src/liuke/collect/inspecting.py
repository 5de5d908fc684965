"""A look at a file before anything is taken in."""

from collections.abc import Mapping
from pathlib import Path

from liuke.collect.detect import format_of
from liuke.collect.mapping import propose
from liuke.collect.proposal import Proposal
from liuke.settings import Settings


def inspect(
    path: Path,
    settings: Settings,
    *,
    table: str | None = None,
    given: Mapping[str, str] | None = None,
    timezone: str | None = None,
) -> Proposal:
    """Look at a file and propose how to read it; nothing is written.

    `given` maps canonical columns to headers (or products such as `单价 * 数量`; `-` leaves a column out) and wins over
    mappings stored in `settings`, which win over guesses. Without `table`, the table is told from the
    columns and the file's name. Raises `DataError` for a file that cannot be read or mapped, `UsageError` for a header
    or column that does not exist.
    """
    layout = format_of(path).look(path)
    return propose(path, layout, settings, table=table, given=given, timezone=timezone)
