"""Pace: how much everybody bought in the same days of the year before, beside the days that led up to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from liuke.predict.features.feature import Population, Total

YEAR, BEHIND, FEWEST = 364, 90, 100
"""Whole weeks, so that weekdays meet; the days behind; the purchase days below which a pace is noise."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Purchase days of everybody who had bought by then, from some days before the day a year before the snapshot.

    `ahead` is those of the `days` days from that day on, `behind` those of the 90 days before it, and `year` those of
    the year from it to the snapshot.
    """

    days: int

    @property
    def id(self) -> str:
        """Its name."""
        return f"pace_{self.days}"

    @property
    def tables(self) -> tuple[str, ...]:
        """Customer × day."""
        return ("activity",)

    def columns(self, tables: Mapping[str, Table]) -> frozenset[str]:  # noqa: ARG002 - what the source needs
        """Return no column: none may be lacking."""
        return frozenset()

    def totals(self, tables: Mapping[str, Table], population: Population, wanted: Sequence[Total]) -> Table:
        """Return customer_id, snapshot and the totals, which are the same for all customers of a snapshot."""
        bought = tables["activity"].filter(lambda t: t.orders > 0)
        firsts = bought.group_by("customer_id").agg(first_on=bought.day.min())
        joined = bought.select("customer_id", "day").inner_join(firsts, "customer_id")
        daily = joined.group_by("day", "first_on").agg(bought=joined.count())
        snapshots = population.pairs.select("snapshot").distinct()
        seen = daily.cross_join(snapshots.mutate(then=(snapshots.snapshot - ibis.interval(days=YEAR)).cast("date")))
        since = (seen.then - ibis.interval(days=BEHIND)).cast("date")
        until = (seen.then + ibis.interval(days=self.days)).cast("date")
        seen = seen.filter((seen.first_on < since) & (seen.day >= since) & (seen.day < seen.snapshot))
        seen = seen.mutate(later=seen.day >= seen.then, near=seen.day < until)
        totals = seen.group_by("snapshot").agg(
            ahead=seen.bought.sum(where=seen.later & seen.near),
            behind=seen.bought.sum(where=~seen.later),
            year=seen.bought.sum(where=seen.later),
        )
        enough = totals.filter((totals.ahead >= FEWEST) & (totals.behind >= FEWEST))
        own = population.pairs.inner_join(enough, "snapshot")
        return own.select("customer_id", "snapshot", **{one.name: one.of(own) for one in wanted})
