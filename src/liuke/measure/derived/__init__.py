"""The tables of a run that metrics read, made from clean facts: one file a subject, one line here.

A table may build on those before it. One that has no facts to be made from is not in the run.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ibis.expr.types import Table

from liuke.measure.derived.actions import treatment
from liuke.measure.derived.answers import answer
from liuke.measure.derived.billing import bill
from liuke.measure.derived.contract import contract
from liuke.measure.derived.engagement import contact, event, event_day
from liuke.measure.derived.known import Known
from liuke.measure.derived.lines import order_line
from liuke.measure.derived.movement import contract_spells, movement
from liuke.measure.derived.profile import profile
from liuke.measure.derived.reach import later_rows, strangers
from liuke.measure.derived.sales import lead, opportunity
from liuke.measure.derived.tickets import ticket

__all__ = ["DERIVED", "Known", "contract_spells", "derive", "later_rows", "strangers"]

DERIVED: Mapping[str, Callable[[Known], Table | None]] = MappingProxyType(
    {
        "profile": profile,
        "contract": contract,
        "movement": movement,
        "bill": bill,
        "order_line": order_line,
        "event": event,
        "event_day": event_day,
        "contact": contact,
        "ticket": ticket,
        "answer": answer,
        "opportunity": opportunity,
        "lead": lead,
        "treatment": treatment,
    }
)


def derive(known: Known, keep: Callable[[str, Table], Table]) -> dict[str, Table]:
    """Make every table that the facts allow; `keep` stores one by its name and returns it as stored."""
    made = dict(known.made)
    for name, build in DERIVED.items():
        table = build(Known(known.engine, known.facts, known.settings, known.first, known.as_of, made))
        if table is not None:
            made[name] = keep(name, table)
    return made
