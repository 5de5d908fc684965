"""Snapshots: which dates the churn model learns from, is calibrated on and is tested on, in the order of time.

    … train | calibrate | test | as_of
Each outcome window of `horizon` days starts `latency` days after its snapshot and has ended before the next slice's
snapshot: nothing that a slice is judged by was known to the slice before it. A window that has not elapsed is censored:
no row, never a negative. Activity is by day and the snapshot is the morning after the last known day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.churn_model.shape import Shape
from liuke.predict.features import Feature, build, checked
from liuke.predict.learning.sample import Matrix, Sample

SHORTEST, FIRST_FEW, YEAR, MONTH = 7, 4, 364, 28


@dataclass(frozen=True, slots=True)
class Plan:
    """The horizon and the latency in days, and the snapshots of each slice, oldest first.

    `year_ago` are the days, whole weeks ago, on which the season is asked what it does; see `season.py`.
    """

    horizon: int
    train: tuple[date, ...]
    calibrate: date
    test: date
    latency: int = 0
    year_ago: tuple[date, ...] = ()

    @property
    def reach(self) -> timedelta:
        """From a snapshot to the day on which its outcome is known."""
        return timedelta(days=self.horizon + self.latency)

    @property
    def today(self) -> date:
        """The morning on which customers are scored."""
        return self.test + self.reach

    @property
    def days(self) -> tuple[date, ...]:
        """All snapshots, oldest first."""
        return tuple(sorted({*self.train, self.calibrate, self.test, *self.year_ago}))


@dataclass(frozen=True, slots=True)
class Slices:
    """The rows of each slice; `moved` are those to learn from once the test is over; `tested` are the test's ids.

    `year_ago` are the rows of each day of the plan's `year_ago`.
    """

    train: Sample
    calibrate: Sample
    test: Sample
    moved: Sample
    tested: list[str]
    year_ago: Mapping[date, Sample]

    @property
    def three(self) -> tuple[Sample, Sample, Sample]:
        """The slices that a model is learnt, calibrated and judged by."""
        return self.train, self.calibrate, self.test


def plan(first: date, as_of: date, window: int, wanted: int = 0, latency: int = 0) -> Plan | None:
    """Return the snapshots for data from `first` to `as_of`; None where the history is too short for three slices.

    The horizon is `wanted` days, or the window that the data propose, but with the latency at most a fifth of the
    history.
    """
    history = (as_of - first).days + 1
    horizon = min(wanted or window, history // 5 - latency)
    if horizon < SHORTEST:
        return None
    reach = timedelta(days=horizon + latency)
    test = as_of + timedelta(days=1) - reach
    calibrate = test - reach
    latest = calibrate - reach
    kept = [day for day in _backwards(latest, as_of, horizon) if day - first >= timedelta(days=horizon)]
    ago = [day - timedelta(days=YEAR) for day in (calibrate, test, test + reach)]
    known = [day for day in ago if day - first >= timedelta(days=YEAR) and reach <= timedelta(days=YEAR)]
    return Plan(horizon, tuple(sorted(kept or [latest])), calibrate, test, latency, tuple(known))


def _backwards(latest: date, as_of: date, horizon: int) -> Iterator[date]:
    """Yield days to learn from, half a horizon apart; then by the month, until the season of today was there once."""
    step = max(SHORTEST, horizon // 2)
    a_year_ago = as_of - timedelta(days=YEAR)
    day, taken = latest, 1
    yield day
    while taken < FIRST_FEW or day > a_year_ago:
        day -= timedelta(days=step if taken < FIRST_FEW else max(step, MONTH))
        taken += 1
        yield day


def sampled(table: Table, customers: int, snapshots: int, rows: int) -> Table:
    """Return the rows of a fixed share of the customers, so that `snapshots` give about `rows` rows.

    Which customers is decided by their id alone: the same ones in every table, snapshot and run.
    """
    every = max(1, -(-customers * snapshots // rows))
    return table if every == 1 else table.filter(table.customer_id.hash().abs() % every == 0)


def rows_of(
    engine: Engine, shape: Shape, tables: Mapping[str, Table], order: Plan, features: Sequence[Feature]
) -> pl.DataFrame:
    """Return customer_id, snapshot, left and every feature, of all snapshots from one query, in a fixed order."""
    days = engine.table(pl.DataFrame({"snapshot": list(order.days)}), "snapshots")
    asked = shape.population(tables, days)
    people = engine.hold(shape.labelled(tables, asked, order.latency, order.horizon), "population")
    built = checked(engine, build(tables, people, features), people)
    frame = engine.polars(built).sort("snapshot", "customer_id")
    for held in (built, people, days):
        engine.drop(held)
    return frame.drop_nulls("left")


def slices_of(rows: pl.DataFrame, order: Plan, ids: Sequence[str]) -> Slices:
    """Return the slices as matrices of the features `ids`."""

    def of(*snapshots: date) -> Sample:
        return sample(rows.filter(pl.col("snapshot").is_in(snapshots)), ids)

    tested = rows.filter(pl.col("snapshot") == order.test)["customer_id"].to_list()
    moved = of(*order.train[1:], order.calibrate)
    year_ago = {day: of(day) for day in order.year_ago}
    return Slices(of(*order.train), of(order.calibrate), of(order.test), moved, tested, year_ago)


def sample(rows: pl.DataFrame, ids: Sequence[str]) -> Sample:
    """Return rows as a sample; all rows of a customer together count as one."""
    weight = 1 / rows.select(pl.len().over("customer_id")).to_series().to_numpy().astype(np.float64)
    return Sample(matrix(rows, ids), rows["left"].to_numpy().astype(np.int8), weight)


def matrix(rows: pl.DataFrame, ids: Sequence[str]) -> Matrix:
    """Return the features `ids` of some rows as a matrix; NaN where there is no value, or not a finite one."""
    known = (pl.col(one).cast(pl.Float64) for one in ids)
    return rows.select(pl.when(one.is_finite()).then(one).otherwise(float("nan")) for one in known).to_numpy()
