"""Peers: how many customers of the same region, channel or plan were lost just before the snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from liuke.predict.features.feature import Population, Total
from liuke.predict.features.sources.facts import known_before

DAYS, FEWEST = 90, 20


@dataclass(frozen=True, slots=True)
class Peers:
    """Customers who share what `column` of `table` says.

    Of the customers there at the start of the last `DAYS` days before the snapshot, the share lost in them. `stay` has
    a row a spell: customer_id, started_on and lost_on, the day on which the loss became known. Where `day` names a
    column of `table`, what the latest row of a customer before the snapshot says counts.
    """

    id: str
    table: str
    column: str
    day: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The spells, and the table that says who is whose peer."""
        return ("stay", self.table)

    def columns(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """Return the columns that the source cannot do without, for `Total.columns`."""
        return frozenset(tables[self.table].columns)

    def totals(self, tables: Mapping[str, Table], population: Population, wanted: Sequence[Total]) -> Table:
        """Return customer_id, snapshot and the totals of the customer's peers; NULL where they are fewer than 20."""
        snapshots = population.pairs.select("snapshot").distinct()
        spells = tables["stay"].cross_join(snapshots)
        since = (spells.snapshot - ibis.interval(days=DAYS)).cast("date")
        spells = spells.mutate(since=since)
        lost_before = (spells.lost_on < spells.since).fill_null(False)
        there = spells.filter((spells.started_on < spells.since) & ~lost_before)
        there = there.mutate(left=(there.lost_on < there.snapshot).fill_null(False))
        pairs = there.select("customer_id", "snapshot").distinct()
        theirs = there.left_join(self.named(tables, pairs), ["customer_id", "snapshot"])
        groups = theirs.group_by("snapshot", "peer").agg(there=theirs.count(), gone=theirs.left.sum())
        groups = groups.filter(groups.peer.notnull() & (groups.there >= FEWEST))
        own = self.named(tables, population.pairs).inner_join(groups, ["snapshot", "peer"])
        return own.select("customer_id", "snapshot", **{one.name: one.of(own) for one in wanted})

    def named(self, tables: Mapping[str, Table], pairs: Table) -> Table:
        """Return customer_id, snapshot, peer: what each pair's customer is counted by."""
        rows = tables[self.table]
        if self.day is None:
            named = rows.group_by("customer_id").agg(peer=rows[self.column].min())
            return pairs.inner_join(named, "customer_id")
        rows = rows.select("customer_id", "number", day=rows[self.day], peer=rows[self.column])
        seen = known_before(rows, Population(pairs))
        return seen.group_by("customer_id", "snapshot").agg(peer=seen.peer.argmax(seen.number))
