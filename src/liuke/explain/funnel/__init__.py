"""Funnels: of those who begin, how many come how far, where they stop, how long they take."""

from datetime import date

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.funnel.entering import Entered, enter
from liuke.explain.funnel.following import follow
from liuke.explain.funnel.question import FunnelQuestion, read_window
from liuke.explain.funnel.result import Funnel
from liuke.explain.funnel.rows import Rows

__all__ = ["Entered", "Funnel", "FunnelQuestion", "count_funnel", "read_window"]


def count_funnel(
    question: FunnelQuestion, engine: Engine, events: Table, *, last: date, zone: str = "UTC"
) -> Funnel:
    """Return the funnel of a table of events: customer_id, at (a naive UTC time or a date), name; held where wanted.

    Nothing is known after the day `last`: an entry whose window reaches beyond it is left out, whatever came of it.
    `zone` decides at which moment a day begins.
    """
    rows = Rows.of(question, engine, events, zone, last)
    entered = enter(rows)
    return Funnel(rows, entered, follow(rows, entered.entries))
