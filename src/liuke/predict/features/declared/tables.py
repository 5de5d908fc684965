"""What declared features may read: of each table the columns that are known from the day of a row on.

What is only written down later, such as the solution of a ticket, is NULL until the day on which it was. What may be
changed later without a trace, such as a status, is not there at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import ibis
from ibis.expr.types import Table, Value

from liuke.predict.features.feature import Population, Total
from liuke.predict.features.sources.facts import known_before

MONEY, WORD, COUNT, NUMBER = "decimal(18, 4)", "string", "int64", "float64"
HOUR = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, from which day it is known (default: the row's own), and how it is made of the row."""

    type: str
    known: str = ""
    needs: str = ""
    of: Callable[[Table], Value] | None = None

    def value(self, rows: Table, name: str) -> Value:
        """Return the column over rows that have `snapshot`; NULL where it was not known yet."""
        found = (self.of(rows) if self.of else rows[name]).cast(self.type)
        return ibis.ifelse(rows[self.known] < rows.snapshot, found, None) if self.known else found


@dataclass(frozen=True, slots=True)
class Readable:
    """A table by its name in settings: a source of rows that happened on the day in the column `day` of `table`."""

    name: str
    table: str
    day: str
    readable: Mapping[str, Column] = field(hash=False)

    @property
    def id(self) -> str:
        """Its name as a source."""
        return f"declared {self.name}"

    @property
    def tables(self) -> tuple[str, ...]:
        """The table that it is."""
        return (self.table,)

    @property
    def row(self) -> Table:
        """A table of the columns that an expression may name, and no rows."""
        types = {name: one.type for name, one in self.readable.items()}
        return ibis.table({**types, "day": "date", "age": "int32"}, name=self.name)

    def columns(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """Return the columns that the table has here."""
        there = {*tables[self.table].columns}
        own = {name for name, one in self.readable.items() if {one.needs or name, one.known or self.day} <= there}
        return frozenset({*own, "day", "age"})

    def totals(self, tables: Mapping[str, Table], population: Population, wanted: Sequence[Total]) -> Table:
        """Return customer_id, snapshot and the totals of what was known before the snapshot."""
        rows = tables[self.table].mutate(day=tables[self.table][self.day])
        seen = known_before(rows, population)
        there = self.columns(tables)
        known = {name: one.value(seen, name) for name, one in self.readable.items() if name in there}
        seen = seen.select("customer_id", "snapshot", "day", "age", **known)
        return seen.group_by("customer_id", "snapshot").agg(**{one.name: one.of(seen) for one in wanted})


def _plain(type_: str, *names: str) -> dict[str, Column]:
    return dict.fromkeys(names, Column(type_))


def _hours(minutes: str, known: str) -> Column:
    return Column(NUMBER, known, minutes, lambda t: t[minutes] / HOUR)


READABLE: Mapping[str, Readable] = MappingProxyType(
    {
        one.name: one
        for one in (
            Readable(
                "activity",
                "activity",
                "day",
                _plain(COUNT, "orders", "returns", "coupons")
                | _plain(MONEY, "amount", "cost", "costed")
                | _plain("decimal(18, 3)", "items"),
            ),
            Readable(
                "order",
                "order",
                "day",
                _plain(MONEY, "amount", "cost")
                | _plain(WORD, "channel", "coupon")
                | _plain("decimal(18, 3)", "items")
                | _plain("boolean", "returned"),
            ),
            Readable(
                "order_line",
                "order_line",
                "day",
                _plain(MONEY, "amount", "cost")
                | _plain(WORD, "product_id", "product", "category", "channel", "coupon")
                | _plain("decimal(18, 3)", "quantity")
                | _plain("boolean", "returned"),
            ),
            Readable("event_day", "event_day", "day", _plain(WORD, "name") | _plain(COUNT, "events")),
            Readable("contact", "contact", "day", _plain(WORD, "channel", "direction", "kind")),
            Readable(
                "ticket",
                "ticket_known",
                "day",
                _plain(WORD, "channel", "category", "product_id")
                | {
                    "rating": Column(NUMBER, "rated_on"),
                    "response_hours": _hours("response_minutes", "answered_on"),
                    "resolution_hours": _hours("resolution_minutes", "resolved_on"),
                },
            ),
            Readable("answer", "answer", "answered_on", _plain(WORD, "kind", "question") | _plain(NUMBER, "score")),
            Readable(
                "bill",
                "bill_known",
                "day",
                _plain(MONEY, "amount") | _plain(WORD, "plan") | _plain("boolean", "late"),
            ),
            Readable(
                "contract",
                "contract",
                "starts_on",
                _plain(WORD, "plan", "from_plan") | _plain(MONEY, "monthly", "from_monthly"),
            ),
            Readable("movement", "movement", "day", _plain(WORD, "kind") | _plain(MONEY, "before", "after")),
            Readable(
                "treatment", "treatment", "assigned_on", _plain(WORD, "playbook_id", "arm") | _plain(MONEY, "cost")
            ),
        )
    }
)
"""By their names in settings; those of a run that metrics read go by the same names there."""
