"""What a run adds to the watch: the ledger of the scores that it settles, the drift of its inputs, and the alerts."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from ibis.expr.types import Table

from liuke.predict.churn.fit import ChurnFit
from liuke.predict.store.rules import question
from liuke.predict.watch.history import in_force
from liuke.predict.watch.ledger import all_entries, due, entries, settled
from liuke.predict.watch.seen import outcomes_at
from liuke.predict.watch.watching import Since, Watched, advice, state, watch
from liuke.settings import Settings
from liuke.workspace import Draft, Run


def keep_watch(
    runs: Path,
    draft: Draft,
    made: Mapping[str, Table],
    tables: Mapping[str, Table],
    churn: ChurnFit,
    as_of: date,
    settings: Settings,
) -> None:
    """Write the tables `ledger`, `drift` and `outcome` of a run, and note in its manifest what they say.

    `outcome` is a sample of customers as known before the last horizon that is over, with what became of them: stored
    models are compared on it. `runs` is the folder of the runs before; `made` the tables of this one, `tables` those
    that features are made from.
    """
    history = in_force(runs, as_of)
    ripe = due(history, as_of)
    draft.manifest["ledger"] = []
    if (rows := settled(draft.engine, ripe, made)) is not None:
        ledger = draft.write("ledger", rows.order_by("as_of", "customer_id"))
        draft.manifest["ledger"] = entries(draft.engine, ripe, ledger)
    known = [*all_entries(history), *draft.manifest["ledger"]]
    seen = None
    if churn.model is not None and churn.card is not None:
        customers = draft.engine.count(made["customer" if "customer" in made else "score"])
        _keep_outcomes(draft, tables, churn, customers, as_of)
        if "reference" in churn.card:
            seen = state(draft.engine, tables, churn, customers, as_of)
    found = watch(churn, seen, as_of, _since(history[-1:], draft), known, settings.predict.retrain_days)
    if found.rows:
        draft.write("drift", draft.engine.table(found.table, "drift"))
    draft.manifest["watch"] = _told(found, churn)


def _keep_outcomes(draft: Draft, tables: Mapping[str, Table], churn: ChurnFit, customers: int, as_of: date) -> None:
    asked = question(churn)
    snapshot = as_of + timedelta(days=1 - asked["horizon_days"] - asked["latency_days"])
    rows = outcomes_at(draft.engine, tables, churn, customers, snapshot, asked["latency_days"])
    draft.write("outcome", draft.engine.table(rows, "outcome"))
    draft.manifest["outcome"] = {"snapshot": snapshot.isoformat(), **asked}


def _since(before: list[Run], draft: Draft) -> Since:
    """Return what had moved in the run before, and since when."""
    rows = [row for run in before if run.has("drift") for row in draft.engine.rows(run.table(draft.engine, "drift"))]
    return {row["input"]: row["since"] for row in rows if row["since"]}


def _told(found: Watched, churn: ChurnFit) -> dict[str, object]:
    note = found.note
    return {
        "model": churn.card.get("version") if churn.card else None,
        "alerts": [one.record() for one in found.alerts],
        "advice": advice(found.alerts),
        "note": {"en": note.en, "zh": note.zh} if note else None,
    }
