"""Runs that score by a model and keep the watch over it, as the pipeline does."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from liuke.engine import Engine
from liuke.predict.churn.fit import ChurnFit
from liuke.predict.churn.snapshots import labelled, matrix
from liuke.predict.watch.of_run import keep_watch
from liuke.settings import Settings
from liuke.workspace import Draft, Run, write_json
from tests.predict.watch.companies import AS_OF, WINDOW

EARLIER = AS_OF - timedelta(days=100)


def run(runs: Path, engine: Engine, bought: pl.DataFrame, churn: ChurnFit, as_of: date, id_: str) -> Run:
    """Score who is not lost by the model, and keep the watch, as the pipeline does."""
    draft = Draft(id_, runs / id_, engine)
    draft.folder.mkdir(parents=True)
    activity = draft.write("activity", engine.table(bought.filter(pl.col("day") <= as_of)))
    rows = engine.polars(labelled(activity, as_of + timedelta(days=1), 1, WINDOW)).sort("customer_id")
    assert churn.model is not None
    assert churn.card is not None
    scored = rows.select(
        "customer_id", stage=pl.lit("active"), probability=pl.lit(churn.model.probability(matrix(rows)))
    )
    draft.write("score", engine.table(scored))
    made = {"activity": activity, "customer": draft.write("customer", activity.select("customer_id").distinct())}
    keep_watch(runs, draft, made, churn, WINDOW, as_of, Settings())
    draft.manifest |= {"as_of": str(as_of), "horizon_days": churn.horizon_days, "model": {"version": "churn@1"}}
    write_json(draft.folder / "manifest.json", draft.manifest)
    return Run(draft.folder, draft.manifest)
