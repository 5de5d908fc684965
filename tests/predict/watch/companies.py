"""Simulated companies as activity, and the watch over a model that has learnt from their past."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.predict.churn.fit import INPUTS, ChurnFit
from liuke.predict.churn.snapshots import plan, slice_of
from liuke.predict.learning.learn import learn
from liuke.predict.watch.reference import reference
from liuke.predict.watch.watching import State, state
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
            items=pl.lit(None, pl.Decimal(18, 3)),
        )
        .sort("customer_id", "day")
    )


def learnt(engine: Engine, activity: pl.DataFrame, until: date = AS_OF) -> ChurnFit:
    """Return the model learnt from what was known at the end of `until`, with its picture in the card."""
    table, order = engine.table(activity), plan(FIRST, until, WINDOW)
    assert order is not None
    train = slice_of(engine, table, (*order.train[1:], order.calibrate), order.horizon, WINDOW)
    watch = slice_of(engine, table, (order.test,), order.horizon, WINDOW)
    model = learn("logistic", INPUTS, train, watch, 0)
    picture = reference(train, INPUTS, model.probability(train.features))
    card = {"name": "churn", "kind": "logistic", "as_of": str(until), "version": "churn@1", "reference": picture}
    return ChurnFit(model, card, order.horizon, None, None)


def seen(engine: Engine, activity: pl.DataFrame, as_of: date = AS_OF) -> State:
    known = activity.filter(pl.col("day") <= as_of)
    activity_ = engine.table(known)
    made = {"activity": activity_, "customer": activity_.select("customer_id").distinct()}
    return state(engine, made, as_of, WINDOW, [one.id for one in INPUTS])


def dearer(activity: pl.DataFrame, factor: int, days: int = 80) -> pl.DataFrame:
    """Return the same purchases, each `factor` times as dear in the last `days` days."""
    late = pl.col("day") > AS_OF - timedelta(days=days)
    amount = pl.when(late).then(pl.col("amount") * factor).otherwise(pl.col("amount"))
    return activity.with_columns(amount.cast(pl.Decimal(18, 4)).alias("amount"))
