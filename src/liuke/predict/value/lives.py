"""The lives of contracts: since when each customer has one, how often it was renewed, and whether it ended.

From the tables `contract` and `movement` of a run: one row a life, which is a time under contract without a break
longer than the grace period. Nothing after the day asked for is known.
"""

from datetime import date, timedelta

import ibis
from ibis.expr.types import DateValue, NumericValue, Table, Value

from liuke.measure.derived import contract_spells

DAYS_A_MONTH = 30.4375
"""A Julian year of 365.25 days, by twelve."""
SHORT = 20
"""Terms of fewer days are counted in days, longer ones in whole months, whose days differ."""
SLACK = 0.1
"""By so much of a term a life may miss a whole number of terms, as months do."""


def lives(contract: Table, movement: Table, day: date, grace_days: int) -> Table:
    """Return the lives known at the end of `day`.

    customer_id, number (of the life, from 1), plan (of the latest contract), monthly (its price a month), started_on,
    ended, term_days (of a term; a mean month where contracts do not expire), renewed (how often), next_on (when the
    next renewal is due; NULL where it ended), settled, noticed (a cancellation is known that no contract outlives). A
    life that ended ended at renewal number `renewed` + 1.

    `settled` are the renewals that would be known by now if they had not been made: what a model may learn from. One of
    the last `grace_days` is known only where it was made.
    """
    known, over = ibis.literal(day), ibis.literal(day - timedelta(days=grace_days))
    spells = contract_spells(movement.filter(movement.day <= known))
    spells = spells.select("customer_id", "started_on", "lost_on", life="number")
    rows = contract.filter(contract.starts_on <= known)
    rows = rows.mutate(term_days=_term(rows.due_on.delta(rows.starts_on, unit="day")))
    joined = rows.inner_join(spells, "customer_id")
    joined = joined.filter(
        (joined.starts_on >= joined.started_on) & (joined.lost_on.isnull() | (joined.starts_on < joined.lost_on))
    )
    told = (joined.cancelled_on <= known).fill_null(False)
    runs_on = ~told & (joined.ends_on.isnull() | (joined.ends_on > known))
    order = joined.starts_on.cast("string") + ":" + joined.number.cast("string").lpad(9, "0")
    found = joined.group_by("customer_id", "life", "started_on", "lost_on").agg(
        plan=joined.plan.argmax(order),
        monthly=joined.monthly.cast("float64").argmax(order),
        term_days=joined.term_days.argmax(order),
        covered_to=joined.due_on.max(),
        ends_on=joined.ends_on.max(),
        noticed=told.argmax(order) & (joined.count(where=runs_on) == 0),
        recent=joined.count(where=(joined.starts_on > over) & (joined.starts_on > joined.started_on)),
    )
    return _counted(found, known, over)


def _term(days: NumericValue) -> NumericValue:
    """Return the days of a term: whole months at their mean length; a mean month where there is no end."""
    months = ibis.greatest((days / DAYS_A_MONTH).round(), 1) * DAYS_A_MONTH
    told = ibis.ifelse(days < SHORT, days.cast("float64"), months)
    return ibis.ifelse(days > 0, told, ibis.literal(DAYS_A_MONTH)).fill_null(DAYS_A_MONTH)


def _counted(found: Table, known: Value, over: Value) -> Table:
    """Count the renewals: of who ended, by the last day covered; else by the day paid to, or by the days gone by."""
    ended = found.lost_on.notnull()
    last = ibis.coalesce(found.ends_on, found.covered_to, found.lost_on)
    ending = _terms(last, found).ceil()
    paid = ibis.ifelse(found.covered_to.notnull(), _terms(found.covered_to, found).ceil(), None)
    gone = (_terms(known, found) + 2 * SLACK).floor() + 1
    terms = ibis.greatest(ibis.ifelse(ended, ending, ibis.coalesce(paid, gone)), 1.0)
    due = (terms * found.term_days).round().cast("int32").as_interval("D")
    next_on = ibis.coalesce(found.covered_to, (found.started_on + due).cast("date"))
    known_all = ibis.greatest((_terms(over, found) + 2 * SLACK).floor(), 0.0)
    return found.select(
        "customer_id",
        "plan",
        "monthly",
        "started_on",
        "term_days",
        number="life",
        ended=ended,
        noticed=found.noticed & ~ended,
        renewed=(terms - 1).cast("int32"),
        settled=ibis.ifelse(
            ended,
            terms - 1,
            ibis.ifelse(found.covered_to.notnull(), terms - 1 - found.recent, ibis.least(terms - 1, known_all)),
        ).cast("int32"),
        next_on=ibis.ifelse(ended, None, next_on),
    ).order_by("customer_id", "number")


def _terms(day: DateValue | Value, found: Table) -> NumericValue:
    return day.delta(found.started_on, unit="day") / found.term_days - SLACK
