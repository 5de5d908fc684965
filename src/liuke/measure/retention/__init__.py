"""Retention: of the customers who started in a period, how many come back in each period after it, or how much money.

`retention_matrix` answers a `RetentionQuestion` about any two actions; `daily_retention` and `timed_retention` about
those of a run.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.activity import MONEY
from liuke.measure.inputs import Inputs
from liuke.measure.retention import customers, histories, money
from liuke.measure.retention.actions import Actions, Counts
from liuke.measure.retention.choosing import ANY, PURCHASE, Chosen
from liuke.measure.retention.matrix import Matrix
from liuke.measure.retention.question import CHOICES, RetentionQuestion, read_question
from liuke.measure.retention.timing import Timing, check_times, days_if_no_hours

__all__ = [
    "ANY",
    "CHOICES",
    "PURCHASE",
    "Chosen",
    "Matrix",
    "RetentionQuestion",
    "daily_retention",
    "order_retention",
    "read_question",
    "retention_matrix",
    "timed_retention",
]


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
    return daily_retention(inputs, question, Chosen(PURCHASE, PURCHASE))


def daily_retention(inputs: Inputs, question: RetentionQuestion, chosen: Chosen) -> Matrix:
    """Return the retention matrix of chosen actions, by the days that a run has them; rolling windows count days.

    What comes on the day of the start counts as after it: where two actions differ, `timed_retention` knows better.
    """
    days = {PURCHASE: inputs.activity.rename(at="day")} if PURCHASE in (chosen.start, chosen.back) else {}
    if {chosen.start, chosen.back} - {PURCHASE}:
        days[ANY] = inputs.table("event_day").rename(at="day")
    return timed_retention(inputs, question, chosen, days)


def timed_retention(
    inputs: Inputs, question: RetentionQuestion, chosen: Chosen, rows: Mapping[str, Table], zone: str = "UTC"
) -> Matrix:
    """Return the retention matrix of chosen actions among `rows`: orders under PURCHASE, events under ANY.

    Of orders, those with `returned`, or days without `orders`, are no purchases but count as money. Where two actions
    differ and one of them has no time of day, both are counted by the day: midnight is not when it happened.
    """
    if chosen.back != chosen.start:
        rows = {name: days_if_no_hours(inputs.engine, table, zone) for name, table in rows.items()}

    def of(name: str, *, money: bool = False) -> Table:
        table = rows[PURCHASE if name == PURCHASE else ANY]
        if name == PURCHASE and not money:
            table = table.filter(~table.returned if "returned" in table.columns else table.orders > 0)
        return chosen.chosen(inputs, table, name)

    if question.money and chosen.back != PURCHASE:
        raise UsageError(
            "retention.money",
            Text("Only purchases bring money.", "只有购买才带来金额。"),
            Text("Ask for customers, or for purchases as coming back.", "请改为统计客户，或以购买作为返回行为。"),
        )
    back = of(chosen.back, money=question.money) if question.money or chosen.back != chosen.start else None
    return retention_matrix(question, inputs.engine, of(chosen.start), back, zone=zone, last=inputs.as_of)


def _counted(actions: Actions) -> Counts:
    if actions.timing.question.money:
        return money.counted(actions)
    return histories.counted(actions) if histories.fits(actions) else customers.counted(actions)


def _in_numbers(table: Table, timing: Timing) -> Table:
    known = timing.known(table)
    more = {"amount": known.amount.cast(MONEY)} if timing.question.money and "amount" in known.columns else {}
    if timing.rounds:
        more["moment"] = timing.moment(known["at"])
    return known.select("customer_id", tick=timing.tick(known["at"]), period=timing.period(known["at"]), **more)


def _first_day(engine: Engine, starts: Table, zone: str, last: date) -> date:
    """Return the local day of the first start; the last known day where there is none before it."""
    found: dict[str, Any] = engine.rows(starts.aggregate(first=starts["at"].min()))[0]
    first = found["first"]
    if isinstance(first, datetime):
        first = first.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    return min(first or last, last)
