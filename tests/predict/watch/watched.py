"""Runs that score by a model and keep the watch over it, as the pipeline does."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.score import running
from liuke.predict.watch.of_run import keep_watch
from liuke.predict.watch.seen import look
from liuke.settings import Settings
from liuke.workspace import Draft, Run, write_json
from tests.predict.watch.companies import AS_OF, history

EARLIER = AS_OF - timedelta(days=100)


def run(runs: Path, engine: Engine, bought: pl.DataFrame, churn: ChurnFit, as_of: date, id_: str) -> Run:
    """Score who is not lost by the model, and keep the watch, as the pipeline does."""
    draft = Draft(id_, runs / id_, engine)
    draft.folder.mkdir(parents=True)
    known = history(engine, bought, as_of)
    now = as_of + timedelta(days=1)
    rows = look(engine, known, churn, [now]).at(now)
    ids = running(engine, known.tables, as_of, churn)
    assert churn.model is not None
    scored = pl.DataFrame({"customer_id": ids, "probability": churn.model.probability(rows)})
    draft.write("score", engine.table(scored.with_columns(stage=pl.lit("active"))))
    keep_watch(runs, draft, known, churn, Settings())
    draft.manifest |= {"as_of": str(as_of), "horizon_days": churn.horizon_days, "model": {"version": "churn@1"}}
    write_json(draft.folder / "manifest.json", draft.manifest)
    return Run(draft.folder, draft.manifest)
