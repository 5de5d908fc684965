"""Which action starts and which one is coming back: purchases, any event, or an event by its name."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from ibis.expr.types import Table

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.conditions import Condition
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names, check_somebody
from liuke.measure.inputs import Inputs

PURCHASE, ANY = "purchase", "any"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """What starts, what is coming back (`purchase`, `any` event, or the name of one), and whose actions count."""

    start: str
    back: str
    where: tuple[Condition, ...] = ()

    @staticmethod
    def read(inputs: Inputs, start: str = "", back: str = "", where: Sequence[Condition] = ()) -> "Chosen":
        """Return the actions that words from outside mean; without any, purchases where there are orders, else events.

        Raises `UsageError` for an event that nobody did, and for filters that cannot be asked or keep nobody.
        """
        usual = PURCHASE if inputs.has("activity") or not inputs.has("event_day") else ANY
        start = start.strip() or usual
        found = Chosen(start, back.strip() or start, tuple(where))
        for name in (found.start, found.back):
            _check(inputs, name)
        check_names(inputs, Text("Retention", "留存"), (), found.where)
        if not all(one.holds_of_unknown for one in found.where):
            check_somebody(inputs, found.where, [])
        return found

    def chosen(self, inputs: Inputs, rows: Table, name: str) -> Table:
        """Return the rows of one action, from the orders or events it is among, of those who meet the conditions."""
        if name not in (PURCHASE, ANY):
            rows = rows.filter(rows["name"] == name)
        return of_whom(rows, inputs, self.where)


def _check(inputs: Inputs, name: str) -> None:
    """Raise `UsageError` where a run has no such action."""
    if name == PURCHASE:
        inputs.table("activity")
        return
    event = inputs.table("event_day")
    if name == ANY or inputs.engine.count(event.filter(event["name"] == name).limit(1)):
        return
    known = [row["name"] for row in inputs.engine.rows(event.select("name").distinct().order_by("name"))]
    near = difflib.get_close_matches(name, known, n=_SHOWN, cutoff=0.5) or known[:_SHOWN]
    raise UsageError(
        "retention.event",
        Text("Nobody did “{name}”.", "没有名为“{name}”的行为。").fill(name=name),
        Text(
            "Use purchase, any (any event), or one of: {names}.",
            "可用：purchase（购买）、any（任意行为），或：{names}。",
        ).fill(names=", ".join(map(str, near))),
    )
