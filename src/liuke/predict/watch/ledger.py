"""The ledger: every score with what later happened.

A run's own score table is what was said; nothing of it is copied before its outcome is known. The first run whose last
known day completes the horizon writes what happened into its table `ledger`, once: facts that come in later change
nothing there, and the ledger of all time is the ledgers of all runs, one after the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine, union
from liuke.workspace import Run

GROUPS = 10
BY_VALUE = "value"
"""What stands for the model where the scores came from the value model."""


@dataclass(frozen=True, slots=True)
class Due:
    """A run whose scores can be settled: the last day of its horizon is over."""

    run: Run
    horizon: int

    @property
    def settled_on(self) -> date:
        """The last day of the outcome window."""
        return self.run.as_of + timedelta(days=self.horizon)

    @property
    def model(self) -> str:
        """The version of the model that the scores came from."""
        return str((self.run.manifest.get("model") or {}).get("version") or BY_VALUE)


def due(history: Sequence[Run], as_of: date) -> list[Due]:
    """Return the runs with scores whose outcome is known at the end of `as_of` and stands in no ledger yet."""
    settled = {entry["run"] for run in history for entry in run.manifest.get("ledger", ())}
    found = [
        Due(run, int(run.manifest["horizon_days"]))
        for run in history
        if run.id not in settled and run.has("score") and run.manifest.get("horizon_days")
    ]
    return [one for one in found if one.settled_on <= as_of]


def settled(engine: Engine, ripe: Sequence[Due], made: Mapping[str, Table]) -> Table | None:
    """Return one row a score that is settled: run, as_of, model, customer_id, stage, probability, horizon_days, left.

    `made` are the tables of the run that settles. Customers whom it does not know any more (merged, or erased) are left
    out: what happened to them is not known. None where nothing is due.
    """
    rows = [_of(engine, one, made) for one in ripe]
    return union(rows) if rows else None


def _of(engine: Engine, one: Due, made: Mapping[str, Table]) -> Table:
    run = one.run
    score = run.table(engine, "score")
    said = score.filter(score.probability.notnull()).select(
        run=ibis.literal(run.id),
        as_of=ibis.literal(run.as_of),
        model=ibis.literal(one.model),
        customer_id=score.customer_id,
        stage=score.stage,
        probability=score.probability,
        horizon_days=ibis.literal(one.horizon, "int32"),
    )
    outcome = (run.manifest.get("model") or {}).get("outcome", "activity")
    known = OUTCOMES[str(outcome)](made, run.as_of, one.settled_on)
    return said.inner_join(known, "customer_id")


def by_activity(made: Mapping[str, Table], after: date, until: date) -> Table:
    """Return customer_id and `left`: 1 for who bought nothing on the days after `after` up to `until`.

    It is the label that the churn model learns from (`churn.snapshots.labelled`).
    """
    activity = made["activity"]
    inside = (activity.day > ibis.literal(after)) & (activity.day <= ibis.literal(until)) & (activity.orders > 0)
    return activity.group_by("customer_id").agg(left=(~inside.any()).cast("int8"))


def by_stay(made: Mapping[str, Table], after: date, until: date) -> Table:
    """Return customer_id and `left`: 1 for who became lost on one of the days after `after` up to `until`."""
    stay = made["stay"]
    lost = (stay.lost_on > ibis.literal(after)) & (stay.lost_on <= ibis.literal(until))
    return stay.group_by("customer_id").agg(left=lost.any().fill_null(False).cast("int8"))


OUTCOMES: Mapping[str, Callable[[Mapping[str, Table], date, date], Table]] = {
    "activity": by_activity,
    "stay": by_stay,
}


def entries(engine: Engine, ripe: Sequence[Due], ledger: Table) -> list[dict[str, Any]]:
    """Return, for each settled run, what the manifest keeps: customers not lost by ten bands of probability.

    The sums are what the tests of calibration need: of p, of p (1 − p), of what happened, and Spiegelhalter's two.
    """
    living = ledger.filter(ledger.stage != "lost")
    p, left = living.probability, living.left
    group = (p * GROUPS).floor().cast("int32").clip(upper=GROUPS - 1)
    rows = engine.rows(
        living.group_by("run", group=group)
        .agg(
            customers=p.count(),
            left=left.sum(),
            said=p.sum(),
            spread=(p * (1 - p)).sum(),
            tilt=((left - p) * (1 - 2 * p)).sum(),
            tilt_spread=((1 - 2 * p) ** 2 * p * (1 - p)).sum(),
        )
        .order_by("run", "group")
    )
    return [
        {
            "run": one.run.id,
            "as_of": one.run.as_of.isoformat(),
            "settled_on": one.settled_on.isoformat(),
            "model": one.model,
            "horizon_days": one.horizon,
            "groups": [{name: row[name] for name in row if name != "run"} for row in rows if row["run"] == one.run.id],
        }
        for one in ripe
    ]


def all_entries(history: Iterable[Run]) -> list[dict[str, Any]]:
    """Return what the ledgers of some runs say, oldest scores first."""
    found = [entry for run in history for entry in run.manifest.get("ledger", ())]
    return sorted(found, key=lambda entry: (entry["as_of"], entry["run"]))
