"""A made-up business with facts of every kind, some of them written down later than they happened."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from ibis.expr.types import Table

from liuke.clean.orders import as_placed, valued
from liuke.clean.rules import undone
from liuke.engine import Engine
from liuke.measure import activity, with_previous
from liuke.measure.derived import Known, derive
from liuke.predict.features.sources.known import FEATURE_TABLES, made_for_features
from liuke.settings import Settings
from tests.measure.miniatures.worked import facts

FIRST, AS_OF = date(2023, 6, 1), date(2024, 12, 31)
SNAPSHOT = date(2024, 6, 1)
DAYS = (AS_OF - FIRST).days
PLANS, CHANNELS = ("basic", "pro"), ("store", "web", None)
type Row = dict[str, Any]
type Book = dict[str, list[Row]]
"""Rows by canonical table."""
AT: Mapping[str, tuple[str, ...]] = {
    "order": ("ordered_at",),
    "order_line": ("ordered_at",),
    "subscription": ("started_at", "cancelled_at"),
    "bill": ("billed_at", "paid_at"),
    "event": ("occurred_at",),
    "interaction": ("occurred_at",),
    "feedback": ("received_at", "first_response_at", "resolved_at"),
    "feedback_status": ("changed_at",),
    "survey_response": ("answered_at",),
    "treatment": ("assigned_at", "delivered_at"),
}
"""When something of a row becomes known: it itself at the first moment, what is told of it later at the others."""


STATUS: Mapping[str, tuple[str, float]] = {
    "order": ("returned", 0.3),
    "order_line": ("cancelled", 0.3),
    "feedback": ("resolved", 0.02),
}
"""What a status says of some rows, and of which share of them: it has no day, so that nobody knows since when."""


def moment(day: date, hour: float = 9) -> datetime:
    """Return a moment of a day, in UTC."""
    return datetime.combine(day, time()) + timedelta(hours=hour)


def row(table: str, random: np.random.Generator, who: str, number: int) -> Row:
    """Return one row of a table that happened on some day of the history, with what came of it later."""
    day = FIRST + timedelta(days=int(random.integers(DAYS)))
    at = moment(day, int(random.integers(24)))

    def later(most: int) -> datetime | None:
        return at + timedelta(hours=int(random.integers(1, 24 * most))) if random.random() < 0.7 else None

    amount = int(random.integers(1, 90))
    plan, channel = PLANS[random.integers(2)], CHANNELS[random.integers(3)]
    made: dict[str, Row] = {
        "order": {"order_id": f"O{number}", "ordered_at": at, "amount": amount - 10, "channel": channel,
                  "coupon": "C" if amount % 3 else None},
        "order_line": {"order_id": f"L{number}", "ordered_at": at, "amount": amount, "quantity": 1,
                       "product_id": f"P{amount % 5}", "category": f"K{amount % 2}"},
        "subscription": {"subscription_id": f"S{who}{number % 2}", "plan": plan, "started_at": at,
                         "price": amount % 4 + 1, "period": "month",
                         "expires_at": at + timedelta(days=60) if amount % 3 else None,
                         "cancelled_at": later(50)},
        "bill": {"bill_id": f"B{number}", "plan": plan, "billed_at": at, "amount": amount, "status": None,
                 "starts_at": at, "ends_at": at + timedelta(days=30), "due_at": at + timedelta(days=amount % 9),
                 "paid_at": later(20)},
        "event": {"event_id": f"E{number}", "occurred_at": at, "name": f"n{amount % 4}"},
        "interaction": {"interaction_id": f"I{number}", "occurred_at": at, "channel": channel},
        "feedback": {"feedback_id": f"F{number}", "received_at": at, "rating": float(amount % 5 + 1),
                     "first_response_at": later(5), "resolved_at": later(40)},
        "feedback_status": {"feedback_id": f"F{number % 7}", "changed_at": at,
                            "status": "resolved" if amount % 2 else "open"},
        "survey_response": {"response_id": f"R{number}", "answered_at": at, "kind": ("nps", "csat", "ces")[amount % 3],
                            "score": float(amount % 6)},
        "treatment": {"treatment_id": f"T{number}", "playbook_id": f"p{amount % 2}", "arm": f"a{amount % 3}",
                      "assigned_at": at, "delivered_at": later(9), "cost": amount % 7},
    }  # fmt: skip
    if table in STATUS:
        said, share = STATUS[table]
        made[table]["status"] = said if random.random() < share else None
    return {"customer_id": who, **made[table]} if table != "feedback_status" else made[table]


def book(random: np.random.Generator, tables: tuple[str, ...], rows: int = 12, customers: int = 3) -> Book:
    """Return rows of some tables, of a few customers."""
    return {
        table: [row(table, random, f"c{random.integers(customers)}", number) for number in range(rows)]
        for table in tables
    }


def known_at(given: Book, end: date) -> Book:
    """Return what a business knows at the start of a day: no later row, and of earlier ones nothing that came later."""
    limit = moment(end, 0)
    found: Book = {}
    for table, rows in given.items():
        happened, *after = AT[table]
        kept = [one for one in rows if one[happened] < limit and (one.get("recorded_at") or limit.min) < limit]
        hidden = [
            {**one, **{name: None for name in after if one.get(name) is not None and one[name] >= limit}}
            for one in kept
        ]
        if table == "feedback":  # what is solved later was rated then
            hidden = [
                {**one, "rating": None} if was["resolved_at"] and not one["resolved_at"] else one
                for was, one in zip(kept, hidden, strict=True)
            ]
        found[table] = hidden
    return found


def _placed(rows: Table) -> Table:
    return valued(as_placed(rows.mutate(undone=undone(rows))))


def tables_of(engine: Engine, given: Book, as_of: date = AS_OF) -> dict[str, Table]:
    """Return the tables that features are made from, as a run makes them."""
    clean = {name: facts(engine, name, rows) for name, rows in given.items() if name not in ("order", "order_line")}
    order, lines = (facts(engine, name, given[name]) if name in given else None for name in ("order", "order_line"))
    order, lines = (None if rows is None else _placed(rows) for rows in (order, lines))
    made = {}
    if order is not None:
        made["activity"] = engine.hold(with_previous(activity(order, "UTC", moment(FIRST), moment(as_of))))
    known = Known(engine, clean, Settings(), FIRST, as_of, made)
    derived = derive(known, lambda _name, table: engine.hold(table))
    return {
        **{name: table for name, table in derived.items() if name in FEATURE_TABLES},
        **made_for_features(known, order, lines),
    }
