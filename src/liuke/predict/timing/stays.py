"""Stays as durations: how long each was seen to last, and from which of its days on its end could be seen.

Two things that the rows do not say themselves, and that bend every curve where they are overlooked:

* Records often hold only those contracts that still ran when the records began: who had ended before is not in them. So
  nobody counts as watched before the first loss that the records know of. That day is a stopping time, and so the
  hazards after it are as if the watch had begun then (left truncation: Andersen, Borgan, Gill & Keiding 1993,
  Statistical Models Based on Counting Processes, III.3).
* Where a stay begins with a purchase or a bill, the first ones in the data may be those of old customers. A stay counts
  where the data reach back so far that an earlier purchase or bill of the same stay would be in them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import IntegerValue, NumericValue, Table

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure.lost import Contract
from liuke.workspace import Run

DAYS_A_MONTH = 30.4375
SHORT = 20
"""Terms of fewer days are told apart by days, longer ones by months."""
UNSAID = 31
"""The days that a bill is taken to cover at most where its period is open."""


@dataclass(frozen=True, slots=True)
class Stays:
    """The stays of a run, and how they are known.

    `stay` is that table of a run, known up to the end of `as_of`; in the first `warm_up` days of the data no loss can
    be known. `contract` is that table where the stays are those of contracts, `billed` says that these were inferred
    from bills, which may be followed by others for `grace` days. `term` has the agreed terms, as features know them:
    many systems write an expiry down only once a contract has ended, which must not tell how long it was to last.
    """

    stay: Table
    as_of: date
    warm_up: int = 0
    contract: Table | None = None
    billed: bool = False
    grace: int = 0
    term: Table | None = None

    @staticmethod
    def of(run: Run, engine: Engine) -> "Stays | None":
        """Return the stays of a published run; None where it cannot tell who is lost."""
        name = next((name for name in ("stay", "spell") if run.has(name)), None)
        if name is None:
            return None
        lost = run.manifest["lost"]
        of_contracts = lost.get("definition") == Contract.kind
        return Stays(
            run.table(engine, name),
            run.as_of,
            int(lost.get("warm_up", lost.get("days", 0))),
            run.table(engine, "contract") if of_contracts else None,
            "subscription" not in {source["table"] for source in run.manifest["inputs"]},
            int(lost.get("grace_days", 0)),
        )

    def durations(self, engine: Engine) -> tuple[Table, date | None]:
        """Return a row a stay that can be counted, and since when ends are watched; None where nobody is lost.

        Columns: customer_id, number, started_on; days, ended, entry and watched as `durations` and `person_periods`
        have them; term of the first contract (months, −days of a short one, 0 where none was agreed) and its plan.
        """
        rows = self._lasting()
        found = engine.rows(rows.aggregate(first=rows.started_on.min(), lost=rows.lost_on.min()))[0]
        if found["first"] is None or found["lost"] is None:
            return rows.filter(ibis.literal(False)), None
        if self.contract is None:
            since = found["first"] + timedelta(days=self.warm_up)
            return rows.filter(rows.started_on >= ibis.literal(since)), since
        if self.billed:
            reaches = rows.started_on.delta(ibis.literal(found["first"]), unit="day")
            rows = rows.filter(reaches >= rows.covers.fill_null(UNSAID) + self.grace)
        since = ibis.literal(found["lost"])
        rows = rows.mutate(entry=ibis.greatest(since.delta(rows.started_on, unit="day"), 0))
        return rows.filter((rows.entry == 0) | (rows.days > rows.entry)), found["lost"]

    def living(self) -> Table:
        """Return customer_id, tenure (days) and term (0 without contracts) of everybody who is not lost."""
        rows = self._lasting()
        return rows.filter(~rows.ended).select("customer_id", "term", tenure="days")

    def _lasting(self) -> Table:
        stay, end = self.stay, ibis.literal(self.as_of)
        rows = stay.filter(stay.started_on <= end).select(
            "customer_id",
            "number",
            "started_on",
            "lost_on",
            days=ibis.coalesce(stay.lost_on, end).delta(stay.started_on, unit="day").cast("int64"),
            watched=end.delta(stay.started_on, unit="day").cast("int64"),
            ended=stay.lost_on.notnull(),
            entry=ibis.literal(0, "int64"),
        )
        rows = _joined(rows, _openings(self.contract)) if self.contract is not None else rows
        if self.term is None:
            return rows.mutate(term=ibis.literal(0, "int64"))
        rows = _joined(rows, _agreed(self.term))
        return rows.mutate(term=rows.term.fill_null(0))


def no_stays() -> UsageError:
    """Return the error for a run that cannot tell who is lost."""
    return UsageError(
        "timing.no_stays",
        Text("This run cannot tell who left.", "本次运行无法判定谁已离开。"),
        Text(
            "Add orders, subscriptions or bills with `liuke add FILE`.", "请用 `liuke add 文件` 添加订单、订阅或账单。"
        ),
    )


def _joined(rows: Table, known: Table) -> Table:
    """Return stays with what is known of their first day."""
    joined = rows.left_join(known, ["customer_id", "started_on"])
    return joined.drop("customer_id_right", "started_on_right")


def _openings(contract: Table) -> Table:
    """Return plan and covers (days) of the first of the contracts that a customer began on a day.

    Those of the first contract are known when the stay begins; who changes them later has stayed until then.
    """
    days = contract.ends_on.delta(contract.starts_on, unit="day")
    rows = contract.mutate(covers=days.fill_null(UNSAID).cast("int64"))
    return rows.group_by("customer_id", started_on="starts_on").agg(
        plan=rows.plan.argmin(rows.number), covers=rows.covers.argmin(rows.number)
    )


def _agreed(term: Table) -> Table:
    """Return the longest of the terms that a customer agreed to on a day."""
    rows = term.filter(term.due_known_on == term.day)
    rows = rows.mutate(term=term_of(rows.due_on.delta(rows.day, unit="day")))
    return rows.group_by("customer_id", started_on="day").agg(term=rows.term.max())


def term_of(days: NumericValue) -> IntegerValue:
    """Return the months of a term, −days of one shorter than `SHORT`, 0 where there is none."""
    months = ibis.greatest((days / DAYS_A_MONTH).round(), 1).cast("int64")
    told: IntegerValue = ibis.cases((days >= SHORT, months), (days > 0, -days.cast("int64")), else_=0).fill_null(0)
    return told.cast("int64")
