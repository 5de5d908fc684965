"""Simulated companies as activity, and the watch over a model that has learnt from their past."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.orders import Orders
from liuke.predict.churn_model.snapshots import plan, rows_of, slices_of
from liuke.predict.features import Feature, available
from liuke.predict.learning.learn import learn
from liuke.predict.learning.sample import Input
from liuke.predict.watch.reference import reference
from liuke.predict.watch.seen import look
from liuke.predict.watch.watching import State, days_to_see, state
from liuke.simulate import Cause, Scenario, simulate

FIRST, AS_OF, WINDOW, CUSTOMERS = date(2023, 7, 1), date(2026, 6, 30), 75, 1500
STEADY: dict[str, Any] = {
    "growth": 1.0,
    "season": (1.0,) * 12,
    "price_rise": 0.0,
    "contracts": 0.0,
    "causes": (Cause("life", Scenario("", 1).causes[3].label, 1.0),),
}
"""A company where every day is like the one before."""


def company(seed: int, **more: Any) -> pl.DataFrame:
    """Return the activity of a company that changes in nothing but what is named."""
    scenario = Scenario("company", CUSTOMERS, seed, FIRST, AS_OF, **(STEADY | more))
    with TemporaryDirectory() as folder:
        orders = pl.concat([pl.read_parquet(path) for path in simulate(scenario, Path(folder)).orders])
    bought = pl.col("amount") > 0
    return (
        orders.group_by("customer_id", day=pl.col("ordered_at").dt.date())
        .agg(
            orders=bought.sum().cast(pl.Int32),
            returns=(~bought).sum().cast(pl.Int32),
            amount=pl.col("amount").sum().cast(pl.Decimal(18, 4)),
            cost=pl.lit(None, pl.Decimal(18, 4)),
            costed=pl.lit(None, pl.Decimal(18, 4)),
            items=pl.lit(None, pl.Decimal(18, 3)),
        )
        .sort("customer_id", "day")
    )


def history(engine: Engine, activity: pl.DataFrame, as_of: date = AS_OF) -> History:
    known = activity.filter(pl.col("day") <= as_of)
    return History({"activity": engine.table(known)}, FIRST, as_of, CUSTOMERS, WINDOW)


def learnt(engine: Engine, activity: pl.DataFrame, until: date = AS_OF) -> ChurnFit:
    """Return the model learnt from what was known at the end of `until`, with its picture in the card."""
    known, order = history(engine, activity, until), plan(FIRST, until, WINDOW)
    assert order is not None
    shape, features = Orders(WINDOW), seasonless(known)
    ids = [one.id for one in features]
    slices = slices_of(rows_of(engine, shape, known.tables, order, features), order, ids)
    inputs = tuple(Input(one.id, one.id, one.risky) for one in features)
    model = learn("logistic", inputs, slices.moved, slices.test, 0)
    picture = reference(slices.moved, inputs, model.probability(slices.moved.features))
    card = {"name": "churn", "kind": "logistic", "as_of": str(until), "version": "churn@1", "reference": picture}
    return ChurnFit(model, card, order.horizon, None, None, shape, features)


def seasonless(known: History) -> tuple[Feature, ...]:
    return tuple(one for one in available(known.tables) if one.theme != "season")


def seen(engine: Engine, activity: pl.DataFrame, churn: ChurnFit, as_of: date = AS_OF) -> State:
    return state(look(engine, history(engine, activity, as_of), churn, days_to_see(as_of)), as_of)


def dearer(activity: pl.DataFrame, factor: int, days: int = 80) -> pl.DataFrame:
    """Return the same purchases, each `factor` times as dear in the last `days` days."""
    late = pl.col("day") > AS_OF - timedelta(days=days)
    amount = pl.when(late).then(pl.col("amount") * factor).otherwise(pl.col("amount"))
    return activity.with_columns(amount.cast(pl.Decimal(18, 4)).alias("amount"))
