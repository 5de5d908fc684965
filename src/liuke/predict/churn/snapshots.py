"""Snapshots: which dates the churn model learns from, is calibrated on and is tested on, in the order of time.

    … train | calibrate | test | as_of
Each outcome window of `horizon` days starts on its snapshot and has ended before the next slice's snapshot: nothing
that a slice is judged by was known to the slice before it. A window that has not elapsed is censored: no row, never a
negative. There is no latency gap: activity is by day and the snapshot is the morning after the last known day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.churn.features import FEATURES, features
from liuke.predict.learning.sample import Matrix, Sample

SHORTEST, MOST_TRAINING = 7, 4


@dataclass(frozen=True, slots=True)
class Plan:
    """The horizon in days and the snapshots of each slice, oldest first."""

    horizon: int
    train: tuple[date, ...]
    calibrate: date
    test: date


def plan(first: date, as_of: date, window: int, wanted: int = 0) -> Plan | None:
    """Return the snapshots for data from `first` to `as_of`; None where the history is too short for three slices.

    The horizon is `wanted` days, or the inactivity window, but at most a fifth of the history.
    """
    history = (as_of - first).days + 1
    horizon = min(wanted or window, history // 5)
    if horizon < SHORTEST:
        return None
    test = as_of + timedelta(days=1 - horizon)
    calibrate = test - timedelta(days=horizon)
    latest = calibrate - timedelta(days=horizon)
    step = timedelta(days=max(SHORTEST, horizon // 2))
    train = [latest - step * back for back in range(MOST_TRAINING)]
    kept = [day for day in train if day - first >= timedelta(days=horizon)]
    return Plan(horizon, tuple(sorted(kept or [latest])), calibrate, test)


def labelled(activity: Table, snapshot: date, horizon: int, window: int) -> Table:
    """Return features and `left` of the customers not lost at the snapshot: one row in, one row out.

    `left` is 1 for no purchase day within `horizon` days from the snapshot on.
    """
    rows = features(activity, snapshot)
    here = rows.filter(rows.recency_days <= window)
    until = ibis.literal(snapshot + timedelta(days=horizon))
    bought = activity.filter((activity.day >= ibis.literal(snapshot)) & (activity.day < until) & (activity.orders > 0))
    stayed = bought.select("customer_id").distinct().mutate(stayed=True)
    joined = here.left_join(stayed, "customer_id")
    return joined.select(here, left=joined.stayed.isnull().cast("int8"))


def sampled(activity: Table, customers: int, snapshots: int, rows: int) -> Table:
    """Return the activity of a fixed share of the customers, so that `snapshots` give about `rows` rows.

    Which customers is decided by their id alone: the same ones in every snapshot and every run.
    """
    every = max(1, -(-customers * snapshots // rows))
    return activity if every == 1 else activity.filter(activity.customer_id.hash().abs() % every == 0)


def slice_of(engine: Engine, activity: Table, snapshots: Sequence[date], horizon: int, window: int) -> Sample:
    """Return the rows of some snapshots, in a fixed order."""
    frames = [engine.polars(labelled(activity, day, horizon, window)).sort("customer_id") for day in snapshots]
    rows = pl.concat(frames)
    weight = 1 / rows.select(pl.len().over("customer_id")).to_series().to_numpy()
    return Sample(matrix(rows), rows["left"].to_numpy(), weight)


def matrix(rows: pl.DataFrame) -> Matrix:
    """Return the features of some rows as a matrix in the order of `FEATURES`; NaN where there is no value."""
    return rows.select(pl.col(one.id).fill_null(float("nan")) for one in FEATURES).to_numpy()
