"""A first look over all rows of a table: which files need their ids looked at, which currencies, how large amounts are.

One pass that spares others: rules about ids are costly on many rows, and most files give them nothing to find.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import ibis
import polars as pl

from liuke.clean.identifiers import doubtful
from liuke.clean.rows import read_rows
from liuke.engine import Engine
from liuke.workspace import Source

STEPS = 8
"""Steps of the amount histogram for each doubling."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first look saw. `groups`: rows by source, currency as written, and amount step."""

    sources: tuple[Source, ...]
    doubtful: frozenset[str]
    numbered: bool
    unnumbered: bool
    groups: pl.DataFrame

    def rows_in(self, source: Source) -> int:
        """Return the number of rows of a source."""
        return int(self.groups.filter(pl.col("source") == source.id)["rows"].sum())

    @property
    def returns(self) -> bool:
        """Whether there are negative amounts."""
        return bool(self.groups["back"].fill_null(False).any())

    @property
    def currencies(self) -> list[str]:
        """The currencies as they are written in the files, in alphabetical order."""
        return sorted(self.groups["currency"].drop_nulls().unique())


def look(engine: Engine, sources: Sequence[Source], test_customers: str) -> Survey:
    """Look once over all rows of sources of one table."""
    rows = read_rows(engine, sources)
    odd = doubtful(rows.customer_id, test_customers) | doubtful(rows.order_id)
    if "product_id" in rows.columns:
        odd = odd | doubtful(rows.product_id)
    size = rows.amount.cast("float64").abs()
    groups = engine.polars(
        rows.mutate(step=(ibis.ifelse(size > 0, size, None).log2() * STEPS).ceil().cast("int16"), back=rows.amount < 0)
        .group_by("source", "currency", "step", "back")
        .aggregate(rows=lambda group: group.count(), odd=odd.fill_null(False).any(), numbered=rows.order_id.count())
    )
    return Survey(
        tuple(sources),
        frozenset(groups.filter("odd")["source"]),
        bool(groups["numbered"].sum() > 0),
        bool((groups["numbered"] < groups["rows"]).any()),
        groups,
    )


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


def doubtful_sources(engine: Engine, sources: Sequence[Source]) -> frozenset[str]:
    """Return the ids of the sources that have an id to tidy."""
    found: set[str] = set()
    for table in {source.table for source in sources}:
        rows = read_rows(engine, [source for source in sources if source.table == table])
        names = [name for name in ("order_id", "customer_id", "product_id") if name in rows.columns]
        odd = ibis.or_(*(doubtful(rows[name]).fill_null(False) for name in names))
        found.update(row["source"] for row in engine.rows(rows.filter(odd).select("source").distinct()))
    return frozenset(found)
