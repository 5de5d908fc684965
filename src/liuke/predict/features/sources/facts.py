"""Sources whose rows happened on a day: what was known of them before a snapshot is aggregated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ibis.expr.types import Table

from liuke.predict.features.feature import Population, Total


@dataclass(frozen=True, slots=True)
class Facts:
    """A source of rows.

    `rows` returns customer_id and `day`, and whatever totals read. A row is known once its day is over, and where it
    has a `recorded_on`, not before that day is over too.
    """

    id: str
    tables: tuple[str, ...]
    rows: Callable[[Mapping[str, Table]], Table]

    def columns(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """Return the columns of the rows."""
        return frozenset(self.rows(tables).columns)

    def totals(self, tables: Mapping[str, Table], population: Population, wanted: Sequence[Total]) -> Table:
        """Return customer_id, snapshot and the totals of what was known before the snapshot."""
        seen = known_before(self.rows(tables), population)
        return seen.group_by("customer_id", "snapshot").agg(**{one.name: one.of(seen) for one in wanted})


def known_before(rows: Table, population: Population) -> Table:
    """Return the rows that were known before each snapshot of their customer, with `snapshot` and `age`."""
    if population.snapshot is not None:
        seen = rows.mutate(snapshot=population.snapshot)
    else:
        seen = rows.inner_join(population.pairs, "customer_id")
    seen = seen.filter(seen.day < seen.snapshot)
    if "recorded_on" in rows.columns:
        seen = seen.filter((seen.recorded_on < seen.snapshot).fill_null(True))
    return seen.mutate(age=seen.snapshot.delta(seen.day, unit="day").cast("int32"))


def table(name: str) -> Callable[[Mapping[str, Table]], Table]:
    """Return what takes the rows of a table as they are."""

    def rows(tables: Mapping[str, Table]) -> Table:
        return tables[name]

    return rows
