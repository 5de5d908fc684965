"""A counted funnel: its steps, by group where it was split, and the customers behind every one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ibis.expr.types import Table

from liuke.errors import UsageError
from liuke.explain.funnel import figures
from liuke.explain.funnel.entering import Entered
from liuke.explain.funnel.following import together
from liuke.explain.funnel.question import FunnelQuestion
from liuke.explain.funnel.rows import Rows, moment
from liuke.language import Text

type Row = dict[str, Any]


@dataclass(frozen=True)
class Funnel:
    """How far entries come. Its tables are held by the engine until `forget` is called or the engine closes.

    `reached` has for every step a table of the entries that reach it; `by` names what the funnel is split by.
    """

    rows: Rows
    entered: Entered
    reached: Sequence[Table]
    by: str = ""

    @property
    def question(self) -> FunnelQuestion:
        """What was asked."""
        return self.rows.question

    @cached_property
    def steps(self) -> list[Row]:
        """A row a step, of everybody."""
        return self._steps(())[None]

    @cached_property
    def groups(self) -> dict[Any, list[Row]]:
        """The rows of each group, the largest first; empty where the funnel is not split."""
        if not self.rows.split:
            return {}
        found = self._steps(self.rows.split)
        return dict(sorted(found.items(), key=lambda one: (-one[1][0]["customers"], one[0] is None, str(one[0]))))

    def _steps(self, by: tuple[str, ...]) -> dict[Any, list[Row]]:
        engine, keys, table = self.rows.engine, self.rows.keys, together(list(self.reached))
        found: dict[Any, dict[int, Row]] = {} if by else {None: {}}
        for row in figures.counted(engine, table, by):
            found.setdefault(row.get("group"), {})[row["place"]] = row
        gone: dict[Any, dict[int, int]] = {}
        excludes = bool(self.question.exclude)
        for row in figures.stopped(engine, table, self.entered.entries, keys, by) if excludes else ():
            gone.setdefault(row.get("group"), {})[row["place"]] = int(row["customers"])
        return {
            group: figures.steps(self.question.steps, rows, gone.get(group, {}) if excludes else None)
            for group, rows in found.items()
        }

    def everybody(self) -> list[int]:
        """Return for every step how many customers did it at all on known days, in the funnel or not."""
        return figures.everybody(self.rows.engine, self.rows.events, self.question.steps)

    def customers(self, step: int) -> Table:
        """Return who reached a step (counted from 1) and not the next: customer_id, entered_at, reached_at (UTC).

        Of the last step, those who reached it. With `held` where a property is held constant, `group` where the funnel
        is split. Raises `UsageError` for a step that there is not.
        """
        if not 1 <= step <= len(self.reached):
            raise UsageError(
                "funnel.no_step",
                Text("There is no step {step}.", "没有第 {step} 步。").fill(step=step),
                Text("Name one from 1 to {last}.", "请填写 1 到 {last}。").fill(last=len(self.reached)),
            )
        here = self.reached[step - 1]
        if step < len(self.reached):
            here = here.anti_join(self.reached[step], self.rows.keys)
        chosen = here.select(
            *self.rows.keys, *self.rows.split, entered_at=moment(here["start"]), reached_at=moment(here["tick"])
        )
        return chosen.order_by("entered_at", *self.rows.keys)

    def record(self) -> dict[str, Any]:
        """Return the funnel for JSON."""
        return {
            **self.question.record(),
            "entries": self.entered.count,
            "young": self.entered.young,
            "by": self.by or None,
            "rows": self.steps,
            "groups": [{"group": group, "rows": rows} for group, rows in self.groups.items()],
        }

    def forget(self) -> None:
        """Let the engine drop what it holds for this funnel."""
        for table in (self.entered.entries, *self.reached):
            self.rows.engine.drop(table)
