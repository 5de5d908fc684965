"""The sources besides purchases: what customers do, say and pay, and the contracts that they have."""

from collections.abc import Mapping

from ibis.expr.types import Table, Value

from liuke.predict.features.sources.facts import Facts, table


def _day_of(column: str, name: str) -> Facts:
    """Return the source of a table whose rows happened on the day in `column`."""

    def rows(tables: Mapping[str, Table]) -> Table:
        return tables[name].rename(day=column)

    return Facts(name, (name,), rows)


VARIETY = Facts("variety", ("variety",), table("variety"))
EVENTS = Facts("event_day", ("event_day",), table("event_day"))
CONTACTS = Facts("contact", ("contact",), table("contact"))
TICKETS = Facts("ticket_known", ("ticket_known",), table("ticket_known"))
TURNS = Facts("ticket_turn", ("ticket_turn",), table("ticket_turn"))
ANSWERS = _day_of("answered_on", "answer")
BILLS = Facts("bill_known", ("bill_known",), table("bill_known"))
TERMS = Facts("term", ("term",), table("term"))
CONTRACTS = _day_of("starts_on", "contract")
MOVEMENTS = Facts("movement", ("movement",), table("movement"))

_FAR = 100_000


def latest(t: Table, column: str, where: Value | None = None) -> Value:
    """Return the value of the latest row; the lowest where several are of one day."""
    known = t[column].notnull() if where is None else t[column].notnull() & where
    return t[column].argmin(t.age * float(_FAR) + t[column].cast("float64"), where=known)
