"""What the watch asks of the churn stage, in one place: features of some customers, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.snapshots import matrix, sampled
from liuke.predict.features import BY_ID, available, build, checked
from liuke.predict.learning.sample import Matrix

FOR_DRIFT, FOR_OUTCOMES = 50_000, 20_000
LEFT = "left"


def label(name: str, card: Mapping[str, Any]) -> Text:
    """Return what an input of a model is called; the card knows those that were declared."""
    if name in BY_ID:
        return BY_ID[name].label
    return next((Text(**one["label"]) for one in card.get("declared", ()) if one["id"] == name), Text(name, name))


def customers_at(engine: Engine, history: History, churn: ChurnFit, snapshots: Sequence[date]) -> list[Matrix]:
    """Return the model's inputs of a fixed sample of the customers whom it is about at each snapshot."""
    some = _some(history, FOR_DRIFT // len(snapshots))
    return [matrix(_built(engine, some, churn, day), _inputs(churn)) for day in snapshots]


def outcomes_at(
    engine: Engine, history: History, churn: ChurnFit, snapshot: date, latency: int, horizon: int
) -> pl.DataFrame:
    """Return every feature and `left` of a fixed sample of the customers whom the model is about at a snapshot.

    All features there are: versions that are to be compared need not have read the same.
    """
    known = {one.id: one for one in (*available(history.tables, history.features), *churn.features)}
    everything = replace(churn, features=tuple(known.values()))
    rows = _built(engine, _some(history, FOR_OUTCOMES), everything, snapshot, (latency, horizon))
    return rows.drop_nulls(LEFT).select(*known, LEFT)


def _inputs(churn: ChurnFit) -> list[str]:
    return [one.id for one in churn.features]


def _some(history: History, rows: int) -> History:
    some = {name: sampled(table, history.customers, 1, rows) for name, table in history.tables.items()}
    return replace(history, tables=some)


def _built(
    engine: Engine, history: History, churn: ChurnFit, day: date, outcome: tuple[int, int] | None = None
) -> pl.DataFrame:
    """Return the features of customers at a snapshot in a fixed order; with `outcome`, latency and horizon, `left`."""
    days = engine.table(pl.DataFrame({"snapshot": [day]}), "snapshot")
    asked = churn.shape.population(history.tables, days)
    if outcome is not None:
        asked = churn.shape.labelled(history.tables, asked, *outcome)
    people = engine.hold(asked, "population")
    built = checked(engine, build(history.tables, people, churn.features, day), people)
    frame = engine.polars(built).sort("customer_id")
    for held in (built, people, days):
        engine.drop(held)
    return frame


def became(history: History, churn: ChurnFit, score: Table, after: date, latency: int, horizon: int) -> Table:
    """Return customer_id and `left` of the customers in `score` who are still known, as the churn labels have it.

    `after` is the last day known to those who scored. Without `left` are those who were lost before the window began.
    """
    tables = history.tables
    known = [tables[name].select("customer_id") for name in ("activity", "contract") if name in tables]
    still = ibis.union(*known, distinct=True) if len(known) > 1 else known[0].distinct()
    asked = score.select("customer_id").semi_join(still, "customer_id")
    asked = asked.mutate(snapshot=(ibis.literal(after) + ibis.interval(days=1)).cast("date"))
    found = churn.shape.labelled(tables, asked, latency, horizon)
    return found.filter(found.left.notnull()).select("customer_id", "left")
