"""What customers are clustered by: measures of one row of `summary`, how each is scaled, and what its ends are called.

The four by default are those of LRFM (Chang & Tsay 2004, after Hughes' RFM 1994): length, recency, frequency, money.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ibis.expr.types import NumericValue, Table

from liuke.errors import UsageError
from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Trait:
    """One end of a measure: its id, and what customers are there, in the words of a name."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """A number known of every customer who ever bought.

    `short` is the label for a narrow place, `kind` how it is told (days, number, money or percent). With `skewed` its
    logarithm counts, log(1 + x): the difference between 2 and 4 purchases is then that between 20 and about 34.
    """

    id: str
    label: Text
    short: Text
    kind: str
    of: Callable[[Table], NumericValue]
    skewed: bool
    high: Trait
    low: Trait


MEASURES: Mapping[str, Measure] = {
    one.id: one
    for one in (
        Measure(
            "recency",
            Text("Days since the last purchase", "距最近购买天数"),
            Text("Days silent", "静默天数"),
            "days",
            lambda known: known.recency_days.cast("float64"),
            True,
            Trait("silent", Text("long silent", "久未购买")),
            Trait("recent", Text("recently active", "近期活跃")),
        ),
        Measure(
            "frequency",
            Text("Purchase days", "购买天数"),
            Text("Purchases", "购买天数"),
            "number",
            lambda known: known.purchase_days.cast("float64"),
            True,
            Trait("frequent", Text("frequent", "高频")),
            Trait("rare", Text("infrequent", "低频")),
        ),
        Measure(
            "monetary",
            Text("Spent so far", "累计消费"),
            Text("Spent", "累计消费"),
            "money",
            lambda known: known.amount.cast("float64").clip(lower=0.0),
            True,
            Trait("high_spend", Text("high spend", "高消费")),
            Trait("low_spend", Text("low spend", "低消费")),
        ),
        Measure(
            "tenure",
            Text("Days since the first purchase", "距首次购买天数"),
            Text("Tenure, days", "距首购天数"),
            "days",
            lambda known: known.tenure_days.cast("float64"),
            False,
            Trait("long_standing", Text("long-standing", "老客户")),
            Trait("new", Text("new", "新客户")),
        ),
        Measure(
            "ticket",
            Text("Spent a purchase day", "单日消费"),
            Text("Basket", "单日消费"),
            "money",
            lambda known: (known.amount.cast("float64") / known.purchase_days).clip(lower=0.0),
            True,
            Trait("large_baskets", Text("large baskets", "客单价高")),
            Trait("small_baskets", Text("small baskets", "客单价低")),
        ),
        Measure(
            "pace",
            Text("Days a purchase", "平均几天购买一次"),
            Text("Pace, days", "购买间隔"),
            "days",
            lambda known: known.tenure_days.cast("float64") / known.purchase_days,
            True,
            Trait("slow_paced", Text("long pauses", "间隔长")),
            Trait("quick_paced", Text("short pauses", "间隔短")),
        ),
        Measure(
            "returns",
            Text("Share of returns", "退货占比"),
            Text("Returns", "退货占比"),
            "percent",
            lambda known: known.returns.cast("float64") / (known.orders + known.returns),
            False,
            Trait("sends_back", Text("much sent back", "退货多")),
            Trait("keeps", Text("little sent back", "退货少")),
        ),
    )
}
USUAL = ("recency", "frequency", "monetary", "tenure")


def chosen(names: Sequence[str]) -> tuple[Measure, ...]:
    """Return measures by id, each once; raises `UsageError` for one that there is not."""
    if unknown := [name for name in names if name not in MEASURES]:
        raise UsageError(
            "cluster.measure",
            Text("There is no measure “{name}” to cluster by.", "没有可用于聚类的度量“{name}”。").fill(name=unknown[0]),
            Text("Use any of: {names}.", "可用：{names}。").fill(names=", ".join(MEASURES)),
        )
    return tuple(MEASURES[name] for name in dict.fromkeys(names or USUAL))


def measured(summary: Table, measures: Sequence[Measure]) -> Table:
    """Return customer_id and a column for each measure; `summary` has a row for each customer who ever bought."""
    return summary.select("customer_id", **{one.id: one.of(summary) for one in measures})
