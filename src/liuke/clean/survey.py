"""A first look over all rows of a table: which files need their ids looked at, which currencies, how large amounts are.

One pass that spares others: rules about ids are costly on many rows, and most files give them nothing to find.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import ibis
import polars as pl
from ibis.expr.types import BooleanValue, Table

from liuke.clean.identifiers import doubtful
from liuke.clean.rows import Doubts, ids_of, read_rows
from liuke.clean.rules import undone
from liuke.engine import Engine
from liuke.workspace import Source

STEPS = 8
"""Steps of the amount histogram for each doubling."""

MOST_STATUSES = 1_000
"""More statuses than an order may reasonably have."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first look saw.

    `rows` are the rows of the sources as they are written, and whether each was `undone` by its status. `groups` has a
    row for each source, currency as written, amount step and sign (back: below 0), with counts: rows, numbered (rows
    with an order number), and for each id column whether some id is doubtful.
    """

    sources: tuple[Source, ...]
    rows: Table
    doubts: Doubts
    groups: pl.DataFrame

    def rows_in(self, source: Source) -> int:
        """Return the number of rows of a source."""
        return int(self.groups.filter(pl.col("source") == source.id)["rows"].sum())

    @property
    def returns(self) -> bool:
        """Whether there are negative amounts."""
        return bool(self.groups["back"].fill_null(False).any())

    @property
    def numbered(self) -> bool:
        """Whether there are order numbers."""
        return bool(self.groups["numbered"].sum() > 0)

    @property
    def unnumbered(self) -> bool:
        """Whether there may be rows without an order number that is one."""
        doubtful = any("order_id" in columns for columns in self.doubts.values())
        return doubtful or bool((self.groups["numbered"] < self.groups["rows"]).any())

    @property
    def currencies(self) -> list[str]:
        """The currencies as they are written in the files, in alphabetical order."""
        return sorted(self.groups["currency"].drop_nulls().unique())


def look(engine: Engine, sources: Sequence[Source], test_customers: str) -> Survey:
    """Look once over all rows of sources of one table."""
    rows = read_rows(engine, sources)
    size = rows.amount.cast("float64").abs()
    groups = engine.polars(
        rows.mutate(step=(ibis.ifelse(size > 0, size, None).log2() * STEPS).ceil().cast("int16"), back=rows.amount < 0)
        .group_by("source", "currency", "step", "back")
        .aggregate(
            rows=lambda group: group.count(),
            numbered=rows.order_id.count(),
            **{name: doubt.fill_null(False).any() for name, doubt in doubts_about(rows, test_customers).items()},
        )
    )
    rows = engine.view(rows.mutate(undone=undone(rows, _undone_statuses(engine, rows))), "rows")
    return Survey(tuple(sources), rows, _doubts(groups, ids_of(rows)), groups)


def _undone_statuses(engine: Engine, rows: Table) -> list[str] | None:
    """Return the statuses that tell of orders undone; None where the column is no list of statuses but free text."""
    statuses = rows.select("status").distinct().limit(MOST_STATUSES + 1)
    found = engine.polars(statuses.mutate(undone=undone(statuses)))
    return None if found.height > MOST_STATUSES else sorted(found.filter("undone")["status"])


def doubts_about(rows: Table, *test_customers: str) -> dict[str, BooleanValue]:
    """Return for each id column whether an id in it needs a closer look."""
    patterns = {"customer_id": test_customers}
    return {name: doubtful(rows[name], *patterns.get(name, ())) for name in ids_of(rows)}


def _doubts(groups: pl.DataFrame, names: Sequence[str]) -> Doubts:
    found = groups.group_by("source").agg(pl.col(names).any())
    return {row["source"]: [name for name in names if row[name]] for row in found.to_dicts()}


def find_doubts(engine: Engine, sources: Sequence[Source], *test_customers: str) -> Doubts:
    """Return for each source the id columns with an id to look at closer; one pass over the ids."""
    found: dict[str, Collection[str]] = {}
    for table in {source.table for source in sources}:
        rows = read_rows(engine, [source for source in sources if source.table == table])
        any_ = {name: doubt.fill_null(False).any() for name, doubt in doubts_about(rows, *test_customers).items()}
        found |= _doubts(engine.polars(rows.group_by("source").aggregate(**any_)), list(any_))
    return found


def outlier_limit(groups: pl.DataFrame, factor: float, least: int = 20) -> Decimal | None:
    """Return the amount from which a purchase is an outlier: `factor` × the 99th percentile of amounts above 0.

    The percentile is read from the histogram (upper edge of its step, at most 9 % above) at the lower nearest rank, so
    that a single wild amount among a few dozen does not hide itself. None for fewer than `least` purchases.
    """
    steps = groups.filter(pl.col("step").is_not_null() & ~pl.col("back")).group_by("step").agg(pl.col("rows").sum())
    total = int(steps["rows"].sum())
    if total < least:
        return None
    rank = math.floor(0.99 * (total - 1))
    within = steps.sort("step").with_columns(pl.col("rows").cum_sum()).filter(pl.col("rows") > rank)
    return round(Decimal(factor * 2 ** (within["step"][0] / STEPS)), 2)
