"""The frame in which an answer is laid out: its periods, its attributes, and whom it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import DateValue, Table

from liuke.clock import Grain, period_start, periods
from liuke.measure.conditions import Condition
from liuke.measure.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Frame:
    """How an answer is laid out: by period of a grain or one stretch of days, and by attributes.

    `first` and `last` bound the periods shown (both days included). `own` names those attributes that the rows
    themselves have, such as the channel of a ticket; the others are the customer's. `where` says which rows count.
    """

    grain: Grain | None
    attributes: tuple[str, ...]
    first: date
    last: date
    own: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()

    @property
    def spans(self) -> list[tuple[date, date]]:
        """The periods shown, as (first day, first day after)."""
        if self.grain:
            return list(periods(self.first, self.last, self.grain))
        return [(self.first, self.last + timedelta(days=1))]

    @property
    def keys(self) -> list[str]:
        """The names of the columns that an answer is grouped by."""
        return ["period", *self.attributes]

    def period(self, day: DateValue) -> DateValue:
        """Return the first day of the period of a day; NULL after the last, an earlier day before the first."""
        start, end = self.spans[0][0], self.spans[-1][1]
        inside = period_start(day, self.grain) if self.grain else ibis.literal(start)
        before = ibis.literal(start - timedelta(days=1))
        return ibis.cases((day < ibis.literal(start), before), (day < ibis.literal(end), inside))

    def within(self, rows: Table, day: DateValue) -> Table:
        """Return the rows whose day is in a period shown, with that `period`."""
        start, end = self.spans[0][0], self.spans[-1][1]
        period = period_start(day, self.grain) if self.grain else ibis.literal(start)
        return rows.filter((day >= ibis.literal(start)) & (day < ibis.literal(end))).mutate(period=period)


def split(table: Table, inputs: Inputs, frame: Frame) -> Table:
    """Return the rows that the frame is about, with the attributes it asks for; the rest come from the customer.

    Rows of customers of whom nothing else is known are kept, under None.
    """
    for condition in frame.where:
        if condition.name in frame.own:
            table = table.filter(condition.holds(table[condition.name]))
    table = of_whom(table, inputs, [condition for condition in frame.where if condition.name not in frame.own])
    names = [name for name in frame.attributes if name not in frame.own]
    if not names:
        return table
    bare = table.drop(*[name for name in names if name in table.columns])
    return bare.left_join(inputs.people(names), "customer_id").drop("customer_id_right")


def of_whom(table: Table, inputs: Inputs, asked: Sequence[Condition]) -> Table:
    """Return the rows of customers who meet the conditions; those of whom nothing is known may meet them, too."""
    if not asked:
        return table
    people = inputs.people([condition.name for condition in asked])
    held = ibis.and_(*[condition.holds(people[condition.name]) for condition in asked])
    if all(condition.holds_of_unknown for condition in asked):
        return table.anti_join(people.filter(~held).select("customer_id"), "customer_id")
    return table.semi_join(people.filter(held).select("customer_id"), "customer_id")
