"""Contracts that end or renew: what is foreseen is a loss that becomes known, by the days that contracts have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text

PAIR = ("customer_id", "snapshot")
SHORTEST = 30
WHY = Text(
    "Contracts that end or renew: leaving means that the contract ended and was not renewed within {grace} days, and "
    "that this became known in the {horizon} days asked about. Asked about are customers under contract that day.",
    "到期或续约的合同：“流失”指合同终止且 {grace} 天内未续约，并在所预测的 {horizon} 天内得以确认。"
    "预测对象是当日处于合同期内的客户。",
)
BESIDE = Text(
    " There are orders too; this workspace tells by contracts who is lost (lost.definition).",
    "数据中也有订单；本工作区按合同判定流失（lost.definition）。",
)


@dataclass(frozen=True, slots=True)
class Contracts:
    """`grace` is the days in which an ended contract may be renewed; `orders` says that there are orders beside them.

    The day of a loss is the one on which it becomes known, as `measure.lost` has it: the grace period is part of the
    horizon, and of contracts that end in its last days nothing is known yet: they count as staying.
    """

    id: ClassVar[str] = "contracts"
    label: ClassVar[Text] = Text("contracts that end or renew", "到期或续约的合同")

    grace: int
    orders: bool = False

    @property
    def why(self) -> Text:
        """Why, with the horizon left to be filled in."""
        said = WHY.fill(grace=self.grace, horizon="{horizon}")
        return Text(said.en + BESIDE.en, said.zh + BESIDE.zh) if self.orders else said

    def horizon(self, engine: Engine, tables: Mapping[str, Table]) -> int:
        """Return the usual length of a contract period, at least 30 days, and the grace period after it.

        Contracts without an agreed expiry have no period.
        """
        usual = None
        if "term" in tables:
            terms = tables["term"].filter(lambda t: t.due_known_on == t.day)
            days = terms.due_on.delta(terms.day, unit="day")
            usual = engine.rows(terms.aggregate(days=days.quantile(0.5)))[0]["days"]
        return max(SHORTEST, round(usual or 0)) + self.grace

    def population(self, tables: Mapping[str, Table], snapshots: Table) -> Table:
        """Return the customers whom a contract covers on the last day known at each snapshot."""
        spans = tables["contract"].select("customer_id", "starts_on", "ends_on").cross_join(snapshots)
        runs = spans.ends_on.isnull() | (spans.ends_on >= spans.snapshot)
        return spans.filter((spans.starts_on < spans.snapshot) & runs).select(*PAIR).distinct()

    def labelled(self, tables: Mapping[str, Table], population: Table, latency: int, horizon: int) -> Table:
        """Return the population with `left`: 1 for a loss known in the outcome window."""
        gone = tables["movement"].filter(lambda t: t.kind == "churned").select("customer_id", "day")
        gone = gone.inner_join(population.select(*PAIR), "customer_id")
        ends = (gone.snapshot + ibis.interval(days=latency + horizon)).cast("date")
        lost = gone.filter((gone.day >= gone.snapshot) & (gone.day < ends))
        begins = (lost.snapshot + ibis.interval(days=latency)).cast("date")
        first = lost.mutate(early=lost.day < begins).group_by(*PAIR).agg(early=lambda t: t.early.any())
        joined = population.left_join(first, PAIR)
        left = ibis.cases(
            (joined.early.isnull(), ibis.literal(0, "int8")),
            (~joined.early, ibis.literal(1, "int8")),
            else_=ibis.literal(None, "int8"),
        )
        return joined.select(population, left=left)
