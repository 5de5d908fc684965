"""What a feature is: one declaration of what it means, what it is summed from, and how it is told to a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ibis.expr.types import DateValue, NumericValue, Table, Value

from liuke.errors import UsageError
from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Window:
    """The days before the snapshot that a feature reads: the last `days` of them, or all (None), but the last `skip`.

    Raises `UsageError` for one that reaches past the snapshot or is empty.
    """

    days: int | None = None
    skip: int = 0

    def __post_init__(self) -> None:
        if self.skip < 0 or (self.days is not None and self.days <= self.skip):
            raise UsageError(
                "features.window",
                Text(
                    "A feature's window of the last {days} days but {skip} is empty or reaches past the snapshot.",
                    "特征窗口（近 {days} 天，除去最后 {skip} 天）为空，或越过了快照日。",
                ).fill(days="…" if self.days is None else self.days, skip=self.skip),
                Text(
                    "A feature may only read days before the snapshot: skip at least 0 days, and have more days.",
                    "特征只能读取快照日之前的数据：skip 不得为负，且 days 必须大于 skip。",
                ),
            )


@dataclass(frozen=True, slots=True)
class Population:
    """Who is asked about, and when: distinct pairs of customer_id and snapshot.

    `snapshot` is the day that they all share, where they do, as an expression: nothing need be joined to know it.
    """

    pairs: Table
    snapshot: DateValue | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """One number a customer and snapshot, aggregated from the rows of a source that were known then.

    `of` aggregates rows that have the source's columns, `snapshot`, and `age`: days from the row's `day` to the
    snapshot, 1 for the day before it. `columns` are those that the rows need not have; without them there is no such
    total. `empty` is the total of no rows. Sums are of whole numbers or decimals, so that their order changes nothing.
    """

    source: "Source"
    name: str
    of: Callable[[Table], Value]
    columns: tuple[str, ...] = ()
    empty: int | None = None


class Source(Protocol):
    """What totals are aggregated from."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it cannot do without."""

    def columns(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """Return the columns that totals may read."""

    def totals(self, tables: Mapping[str, Table], population: Population, wanted: Sequence[Total]) -> Table:
        """Return customer_id, snapshot and the totals: at most one row a pair, of facts known before the snapshot."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One declaration: what it is, what it is made from, and how its reason is told.

    `theme` is what its reason belongs to. `risky` is +1 where more of it speaks for leaving, −1 where less does, 0
    where either may: trees may not learn the opposite, and a reason is only told on its risky side. `value` works on
    the totals. `reason` may use {value} and {usual}: the customer's own value and what is usual (for recency the
    customer's own gap, else the median of customers who are not lost); `unit` says how both are said. `none` is the
    reason where the value is 0. `beside` names another feature of the same customer whose value takes the place of
    {usual}, and `own` is the reason where that value is known.
    """

    id: str
    theme: str
    label: Text
    meaning: Text
    unit: str
    window: Window
    totals: tuple[Total, ...]
    risky: int
    value: Callable[[Table], NumericValue]
    reason: Text
    none: Text | None = None
    beside: str = ""
    own: Text | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it is made from."""
        return tuple(dict.fromkeys(table for total in self.totals for table in total.source.tables))

    def available(self, tables: Mapping[str, Table]) -> bool:
        """Say whether there is all that the feature is made from."""
        return all(
            set(total.source.tables) <= set(tables) and set(total.columns) <= total.source.columns(tables)
            for total in self.totals
        )
