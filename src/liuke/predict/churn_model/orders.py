"""Orders without contracts: a customer says nothing on leaving, so what is foreseen is a silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text

PAIR = ("customer_id", "snapshot")
ALONE = Text(
    "Orders without contracts: nobody gives notice, so leaving means no purchase in the {horizon} days asked about. "
    "Asked about are customers who bought within the {window} days before, and so are not lost yet.",
    "仅有订单、没有合同：客户离开时不会告知，因此“流失”指所预测的 {horizon} 天内没有购买。"
    "预测对象是此前 {window} 天内有过购买、尚未流失的客户。",
)
BESIDE = Text(
    "Orders, by which this workspace tells who is lost: leaving means no purchase in the {horizon} days asked about, "
    "of customers who bought within the {window} days before. There are contracts too; set "
    'lost.definition = "contract" in liuke.toml to foresee their ends instead.',
    "本工作区按订单判定流失：“流失”指此前 {window} 天内有过购买的客户在所预测的 {horizon} 天内没有购买。"
    '数据中还有合同；如需改为预测合同终止，请在 liuke.toml 中设置 lost.definition = "contract"。',
)


@dataclass(frozen=True, slots=True)
class Orders:
    """`window` is the inactivity window in days; `contracts` says that there are contracts beside the orders."""

    id: ClassVar[str] = "orders"
    label: ClassVar[Text] = Text("orders without contracts", "无合同的订单")

    window: int
    contracts: bool = False

    @property
    def why(self) -> Text:
        """Why, with the horizon left to be filled in."""
        return (BESIDE if self.contracts else ALONE).fill(window=self.window, horizon="{horizon}")

    def horizon(self, engine: Engine, tables: Mapping[str, Table]) -> int:  # noqa: ARG002 - what the shape needs
        """Return the inactivity window."""
        return self.window

    def population(self, tables: Mapping[str, Table], snapshots: Table) -> Table:
        """Return the customers who are not lost at each snapshot: who bought on one of the `window` days before it.

        Of a last purchase on day d the loss is known at the end of d + window (`measure.spells`), and a snapshot is the
        morning after the last known day.
        """
        activity = tables["activity"]
        bought = activity.filter(activity.orders > 0).select("customer_id", "day").cross_join(snapshots)
        since = (bought.snapshot - ibis.interval(days=self.window)).cast("date")
        return bought.filter((bought.day < bought.snapshot) & (bought.day >= since)).select(*PAIR).distinct()

    def labelled(self, tables: Mapping[str, Table], population: Table, latency: int, horizon: int) -> Table:
        """Return the population with `left`: 1 for no purchase day in the outcome window."""
        activity = tables["activity"]
        bought = activity.filter(activity.orders > 0).select("customer_id", "day")
        bought = bought.inner_join(population.select(*PAIR), "customer_id")
        begins = (bought.snapshot + ibis.interval(days=latency)).cast("date")
        ends = (bought.snapshot + ibis.interval(days=latency + horizon)).cast("date")
        stayed = bought.filter((bought.day >= begins) & (bought.day < ends)).select(*PAIR).distinct()
        joined = population.left_join(stayed.mutate(stayed=True), PAIR)
        return joined.select(population, left=joined.stayed.isnull().cast("int8"))
