"""Published runs of made-up scores, as the watch reads them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.orders import Orders
from liuke.workspace import Draft, Run, write_json

AS_OF = date(2026, 1, 31)
HORIZON = 30


def publish(
    runs: Path, number: int, as_of: date, engine: Engine | None = None, score: pl.DataFrame | None = None, **more: Any
) -> Run:
    """Write the `number`-th run, made after those with lower numbers."""
    id_ = f"20260801T{number:06d}000000Z"
    (runs / id_).mkdir(parents=True)
    manifest: dict[str, Any] = {"as_of": as_of.isoformat(), "tables": {}, "horizon_days": HORIZON, **more}
    if engine is not None and score is not None:
        draft = Draft(id_, runs / id_, engine, manifest)
        draft.write("score", engine.table(score))
    write_json(runs / id_ / "manifest.json", manifest)
    return Run(runs / id_, manifest)


def scores(**probability: float | None) -> pl.DataFrame:
    """Return a score table; a name that begins with `lost` is of a customer who was lost already."""
    stage = ["lost" if name.startswith("lost") else "active" for name in probability]
    return pl.DataFrame(
        {"customer_id": list(probability), "stage": stage, "probability": list(probability.values())},
        schema_overrides={"probability": pl.Float64},
    )


def activity(**days: list[int]) -> pl.DataFrame:
    """Return purchases by customer, on days counted from the last day that the first run knows (0)."""
    rows = [(name, AS_OF + timedelta(days=day), 1) for name, all_days in days.items() for day in all_days]
    return pl.DataFrame(rows, schema={"customer_id": pl.String, "day": pl.Date, "orders": pl.Int32}, orient="row")


def asked(engine: Engine, bought: pl.DataFrame) -> tuple[History, ChurnFit]:
    """Return what the run that settles knows, and what it is about: orders."""
    known = History({"activity": engine.table(bought)}, AS_OF - timedelta(days=400), AS_OF, bought.height, 10_000)
    return known, ChurnFit(None, None, HORIZON, None, None, Orders(10_000))
