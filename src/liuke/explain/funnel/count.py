"""Count a funnel: who enters, how far each entry comes."""

from datetime import date

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.funnel.entering import enter
from liuke.explain.funnel.following import follow
from liuke.explain.funnel.question import FunnelQuestion
from liuke.explain.funnel.result import Funnel
from liuke.explain.funnel.rows import Rows


def count_funnel(
    question: FunnelQuestion,
    engine: Engine,
    events: Table,
    *,
    last: date,
    zone: str = "UTC",
    people: Table | None = None,
    by: str = "",
) -> Funnel:
    """Return the funnel of a table of events: customer_id, at (a naive UTC time or a date) and name.

    Nothing is known after the day `last`: an entry whose window reaches beyond it is left out, whatever came of it.
    `zone` decides at which moment a day begins. A property to hold constant is column `held`. The funnel is split, by
    what is called `by`, by column `trait` of the event of the entry, or by `people` (customer_id, group).
    """
    rows = Rows.of(question, engine, events, zone, last, people)
    entered = enter(rows)
    return Funnel(rows, entered, follow(rows, entered.entries), by)
