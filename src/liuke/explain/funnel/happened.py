"""What happened in a run, as a funnel reads it: its events, its orders under `purchase`, and properties of events."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import StringValue, Table

from liuke.clock import local_time
from liuke.engine import Engine, union
from liuke.errors import UsageError
from liuke.explain.funnel.names import check_events, no_property, properties
from liuke.language import Text
from liuke.measure import Inputs
from liuke.measure.retention import PURCHASE
from liuke.measure.retention.timing import days_if_no_hours

SESSION = "session_id"


@dataclass(frozen=True, slots=True)
class Happened:
    """The events (table `event` of a run) and the orders (customer_id, ordered_at, returned) of a run."""

    inputs: Inputs
    event: Table | None
    order: Table | None
    zone: str

    @property
    def engine(self) -> Engine:
        """The engine that the tables are on."""
        return self.inputs.engine

    def rows(self, names: Sequence[str], hold: str = "", trait: str = "") -> Table:
        """Return the events and orders of these names: customer_id, at, name; `held` and `trait`, properties of events.

        `at` are days where one kind of them has no hours: midnight is not when it happened. Raises `UsageError` for
        events that nobody did, and for properties that no event has.
        """
        ordered = self.order is not None and PURCHASE in names
        done = [name for name in dict.fromkeys(names) if not (ordered and name == PURCHASE)]
        parts = [self._events(done, hold, trait)] if done else []
        parts += [self._orders(hold)] if ordered else []
        if any(part["at"].type().is_date() for part in parts):
            parts = [self._by_day(part) for part in parts]
        columns = ["customer_id", "at", "name", *(["held"] if hold else []), *(["trait"] if trait else [])]
        missing = [{name: ibis.null("string") for name in columns if name not in part.columns} for part in parts]
        return union([part.mutate(**more).select(columns) for part, more in zip(parts, missing, strict=True)])

    def _events(self, names: Sequence[str], hold: str, trait: str) -> Table:
        if self.event is None:
            self.inputs.table("event_day")  # says what to add
            raise UsageError(
                "funnel.no_events",
                Text("This run has no events one by one.", "本次运行没有逐条的行为事件。"),
                Text("Call `liuke run` again.", "请重新执行 `liuke run`。"),
            )
        check_events(self.engine, self.event, names)
        chosen = self.event.filter(self.event["name"].isin(names))
        more = {"held": self._property(chosen, hold)} if hold else {}
        more |= {"trait": self._property(chosen, trait, self.inputs.attributes())} if trait else {}
        return days_if_no_hours(self.engine, chosen.select("customer_id", "at", "name", **more), self.zone)

    def _property(self, events: Table, name: str, more: Sequence[str] = ()) -> StringValue:
        """Return the column of a property, or of the session.

        Raises `UsageError` where no event has it; what else may be named instead is in `more`.
        """
        quoted = '"' in name or "'" in name  # no path of JSON can be made of it
        found = events[SESSION] if name == SESSION else self.engine.json_text(events["properties"], name)
        if quoted or not self.engine.count(events.filter(found.notnull()).limit(1)):
            session = self.engine.count(events.filter(events[SESSION].notnull()).limit(1))
            raise no_property(name, [*([SESSION] if session else []), *properties(self.engine, events), *more])
        return found

    def _orders(self, hold: str) -> Table:
        if hold:
            raise UsageError(
                "funnel.hold_orders",
                Text("Orders have no “{name}” to hold constant.", "订单没有可保持不变的“{name}”。").fill(name=hold),
                Text("Leave it out, or use an event in place of purchase.", "请去掉该选项，或用事件代替 purchase。"),
            )
        assert self.order is not None  # noqa: S101 - asked for only where there are orders
        bought = self.order.filter(~self.order["returned"])
        rows = bought.select("customer_id", at="ordered_at", name=ibis.literal(PURCHASE))
        return days_if_no_hours(self.engine, rows, self.zone)

    def _by_day(self, rows: Table) -> Table:
        if rows["at"].type().is_date():
            return rows
        span = self.engine.rows(rows.aggregate(first=rows["at"].min(), last=rows["at"].max()))[0]
        return rows.mutate(at=local_time(rows["at"], self.zone, span["first"], span["last"]).cast("date"))
