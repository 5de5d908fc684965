"""Retention: of the customers who started in a period, how many come back in each period after it, or how much money.

`retention_matrix` answers a `RetentionQuestion` about any two actions, and `order_retention` about a run's purchases.
"""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure.activity import MONEY
from liuke.measure.inputs import Inputs
from liuke.measure.retention import customers, histories, money
from liuke.measure.retention.actions import Actions, Counts
from liuke.measure.retention.matrix import Matrix
from liuke.measure.retention.question import CHOICES, RetentionQuestion, read_question
from liuke.measure.retention.timing import Timing, check_times

__all__ = ["CHOICES", "Matrix", "RetentionQuestion", "order_retention", "read_question", "retention_matrix"]


def retention_matrix(
    question: RetentionQuestion,
    engine: Engine,
    starts: Table,
    returns: Table | None = None,
    *,
    zone: str = "UTC",
    last: date,
    first: date | None = None,
) -> Matrix:
    """Return the retention matrix of those who did one action and came back to do another (or the same again).

    `starts` and `returns` have a row an action: customer_id and at, a naive UTC timestamp or a date; where money is
    asked for, returns also have amount. Without `returns`, starting again is returning. `zone` decides days; what is
    before `first` (by default the first start) or after `last` is not known.
    """
    tables = [starts] if returns is None else [starts, returns]
    daily = check_times(question, tables)
    timing = Timing(question, zone, first or _first_day(engine, starts, zone, last), last, daily)
    plain = [_in_numbers(table, timing) for table in tables]
    return Matrix(timing, _counted(Actions(engine, timing, plain[0], plain[-1], same=returns is None)))


def order_retention(inputs: Inputs, question: RetentionQuestion) -> Matrix:
    """Return the retention matrix of a run's customers: purchase days start and return; returned goods reduce money.

    Orders are known by the day here, so rolling windows count days.
    """
    active = inputs.activity.rename(at="day")
    bought = active.filter(active.orders > 0)
    return retention_matrix(question, inputs.engine, bought, active if question.money else None, last=inputs.as_of)


def _counted(actions: Actions) -> Counts:
    if actions.timing.question.money:
        return money.counted(actions)
    return histories.counted(actions) if histories.fits(actions) else customers.counted(actions)


def _in_numbers(table: Table, timing: Timing) -> Table:
    known = timing.known(table)
    amount = {"amount": known.amount.cast(MONEY)} if timing.question.money and "amount" in known.columns else {}
    return known.select("customer_id", tick=timing.tick(known["at"]), period=timing.period(known["at"]), **amount)


def _first_day(engine: Engine, starts: Table, zone: str, last: date) -> date:
    """Return the local day of the first start; the last known day where there is none before it."""
    found: dict[str, Any] = engine.rows(starts.aggregate(first=starts["at"].min()))[0]
    first = found["first"]
    if isinstance(first, datetime):
        first = first.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    return min(first or last, last)
