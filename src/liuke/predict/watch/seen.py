"""What the watch asks of the churn stage, in one place: features of some customers, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

CUSTOMERS = 25_000
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Seen:
    """A fixed sample of the customers whom a model is about, as they were known at several snapshots.

    `rows` have customer_id, snapshot, every feature there is, and `left` where it was asked for; `inputs` are the
    features that the model reads.
    """

    rows: pl.DataFrame
    inputs: tuple[str, ...]

    def at(self, snapshot: date) -> Matrix:
        """Return the model's inputs at a snapshot."""
        return matrix(self._at(snapshot), self.inputs)

    def outcomes(self, snapshot: date) -> pl.DataFrame:
        """Return every feature at a snapshot, and `left`: versions that are to be compared need not read the same."""
        return self._at(snapshot).drop_nulls(LEFT).drop("customer_id", "snapshot")

    def _at(self, snapshot: date) -> pl.DataFrame:
        return self.rows.filter(pl.col("snapshot") == snapshot)


def label(name: str, card: Mapping[str, Any]) -> Text:
    """Return what an input of a model is called; the card knows those that were declared."""
    if name in BY_ID:
        return BY_ID[name].label
    return next((Text(**one["label"]) for one in card.get("declared", ()) if one["id"] == name), Text(name, name))


def look(
    engine: Engine,
    history: History,
    churn: ChurnFit,
    snapshots: Sequence[date],
    outcome: tuple[int, int] | None = None,
) -> Seen:
    """Return a sample of the customers at some snapshots, from one query; with `outcome`, latency and horizon, `left`.

    `left` is only worth something at a snapshot whose outcome window is over.
    """
    some = _some(engine, history)
    days = engine.table(pl.DataFrame({"snapshot": sorted(set(snapshots))}), "snapshots")
    asked = churn.shape.population(some, days)
    if outcome is not None:
        asked = churn.shape.labelled(some, asked, *outcome)
    people = engine.hold(asked, "population")
    known = {one.id: one for one in (*available(history.tables, history.features), *churn.features)}
    built = checked(engine, build(some, people, tuple(known.values())), people)
    frame = engine.polars(built).sort("snapshot", "customer_id")
    for held in (built, people, days, *([some["activity"]] if "activity" in some else [])):
        engine.drop(held)
    last = [LEFT] if outcome is not None else []
    return Seen(frame.select("customer_id", "snapshot", *known, *last), tuple(one.id for one in churn.features))


def _some(engine: Engine, history: History) -> dict[str, Table]:
    """Return the tables of the sample; customer × day is held, since most of what is asked goes through it."""
    some = {name: sampled(table, history.customers, 1, CUSTOMERS) for name, table in history.tables.items()}
    if "activity" in some:
        some["activity"] = engine.hold(some["activity"], "sampled")
    return some


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
