"""The ledger: every score with what later happened.

A run's own score table is what was said; nothing of it is copied before its outcome is known. The first run whose last
known day completes the horizon writes what happened into its table `ledger`, once: facts that come in later change
nothing there, and the ledger of all time is the ledgers of all runs, one after the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine, union
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.watch.seen import became
from liuke.workspace import Run

GROUPS = 10
BY_VALUE = "value"
"""What stands for the model where the scores came from the value model."""


@dataclass(frozen=True, slots=True)
class Due:
    """A run whose scores can be settled: the last day of its horizon is over.

    The outcome window has `horizon` days, and begins `latency` days after the last day that the run knew.
    """

    run: Run
    horizon: int
    latency: int = 0

    @property
    def settled_on(self) -> date:
        """The last day of the outcome window."""
        return self.run.as_of + timedelta(days=self.latency + self.horizon)

    @property
    def model(self) -> str:
        """The version of the model that the scores came from."""
        return str((self.run.manifest.get("model") or {}).get("version") or BY_VALUE)


def due(history: Sequence[Run], as_of: date, shape: str = "orders") -> list[Due]:
    """Return the runs with scores whose outcome is known at the end of `as_of` and stands in no ledger yet.

    Scores of data of another shape were about something else: nothing can be said of them any more.
    """
    settled = {entry["run"] for run in history for entry in run.manifest.get("ledger", ())}
    found = [
        Due(run, int(run.manifest["horizon_days"]), _latency(run))
        for run in history
        if run.id not in settled and run.has("score") and run.manifest.get("horizon_days") and _shape(run) == shape
    ]
    return [one for one in found if one.settled_on <= as_of]


def _shape(run: Run) -> str:
    return str(run.manifest.get("shape", "orders"))


def _latency(run: Run) -> int:
    return int(run.manifest.get("settings", {}).get("predict", {}).get("latency_days", 0))


def settled(engine: Engine, ripe: Sequence[Due], history: History, churn: ChurnFit) -> Table | None:
    """Return one row a score that is settled: run, as_of, model, customer_id, stage, probability, horizon_days, left.

    `history` and `churn` are those of the run that settles. Customers whom it does not know any more (merged, or
    erased) are left out: what happened to them is not known. None where nothing is due.
    """
    rows = [_of(engine, one, history, churn) for one in ripe]
    return union(rows) if rows else None


def _of(engine: Engine, one: Due, history: History, churn: ChurnFit) -> Table:
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
    return said.inner_join(became(history, churn, said, run.as_of, one.latency, one.horizon), "customer_id")


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
