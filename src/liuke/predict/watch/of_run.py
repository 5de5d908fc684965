"""What a run adds to the watch: the ledger of the scores that it settles, the drift of its inputs, and the alerts."""

from datetime import timedelta
from pathlib import Path

from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.store.rules import question
from liuke.predict.watch.history import in_force
from liuke.predict.watch.ledger import all_entries, due, entries, settled
from liuke.predict.watch.seen import Seen, look
from liuke.predict.watch.watching import Since, Watched, advice, days_to_see, state, watch
from liuke.settings import Settings
from liuke.workspace import Draft, Run


def keep_watch(runs: Path, draft: Draft, history: History, churn: ChurnFit, settings: Settings) -> None:
    """Write the tables `ledger`, `drift` and `outcome` of a run, and note in its manifest what they say.

    `outcome` is a sample of customers as known before the last horizon that is over, with what became of them: stored
    models are compared on it. `runs` is the folder of the runs before.
    """
    before = in_force(runs, history.as_of)
    ripe = due(before, history.as_of, churn.shape.id)
    draft.manifest["ledger"] = []
    if (rows := settled(draft.engine, ripe, history, churn)) is not None:
        ledger = draft.write("ledger", rows.order_by("as_of", "customer_id"))
        draft.manifest["ledger"] = entries(draft.engine, ripe, ledger)
    known = [*all_entries(before), *draft.manifest["ledger"]]
    seen = None
    if churn.model is not None and churn.card is not None:
        looked = _keep_outcomes(draft, history, churn)
        if "reference" in churn.card:
            seen = state(looked, history.as_of)
    found = watch(churn, seen, history.as_of, _since(before[-1:], draft), known, settings.predict.retrain_days)
    if found.rows:
        draft.write("drift", draft.engine.table(found.table, "drift"))
    draft.manifest["watch"] = _told(found, churn)


def _keep_outcomes(draft: Draft, history: History, churn: ChurnFit) -> Seen:
    """Write the table `outcome`, and return the customers at its snapshot and at those that are compared."""
    asked = question(churn)
    latency, horizon = asked["latency_days"], asked["horizon_days"]
    snapshot = history.as_of + timedelta(days=1 - horizon - latency)
    seen = look(draft.engine, history, churn, (snapshot, *days_to_see(history.as_of)), (latency, horizon))
    draft.write("outcome", draft.engine.table(seen.outcomes(snapshot), "outcome"))
    draft.manifest["outcome"] = {"snapshot": snapshot.isoformat(), **asked}
    return seen


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
        "note": note.record() if note else None,
    }
