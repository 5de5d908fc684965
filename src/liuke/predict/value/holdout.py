"""How well a buy-till-you-die model held on past data: fitted on the first part of time, read on the last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.predict.value.history import DAYS_A_WEEK, summarize

type Vector = NDArray[np.float64]

MOST = 7


class BuyTillYouDie(Protocol):
    """What the models share."""

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]."""

    def expected_new(self, t: Vector) -> Vector:
        """Return E[purchases in (0, t]] of a customer who has just come."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Customers known at the end of `until`, and what they did from then to `as_of`.

    `frame` has x, t_x, T, first_on and `actual` (purchase days in the hold-out); `weeks` is the hold-out's length;
    `repeats` counts repeat purchase days of these customers by week since `origin`.
    """

    frame: pl.DataFrame
    until: date
    as_of: date
    origin: date
    repeats: pl.DataFrame

    @property
    def weeks(self) -> float:
        """The length of the hold-out in weeks."""
        return (self.as_of - self.until).days / DAYS_A_WEEK


def split_time(engine: Engine, activity: Table, until: date, as_of: date) -> HoldOut:
    """Divide the activity at the end of `until`."""
    known = engine.hold(summarize(activity, until))
    bought = activity.filter((activity.orders > 0) & (activity.day <= ibis.literal(as_of)))
    later = bought.filter(bought.day > ibis.literal(until)).group_by("customer_id").agg(actual=lambda t: t.count())
    frame = engine.polars(
        known.left_join(later, "customer_id").select("customer_id", "first_on", "x", "t_x", "T", "monetary", "actual")
    ).with_columns(pl.col("actual").fill_null(0).cast(pl.Float64))
    origin = frame["first_on"].min() or until
    assert isinstance(origin, date)  # noqa: S101 - for the type checker
    firsts = known.select("customer_id", "first_on")
    again = bought.inner_join(firsts, "customer_id").filter(lambda t: t.day > t.first_on)
    days = again.day.delta(ibis.literal(origin), unit="day")
    weekly = again.mutate(week=(days // 7).cast("int32")).group_by("week").agg(actual=lambda t: t.count())
    repeats = engine.polars(weekly).sort("week")
    engine.drop(known)
    return HoldOut(frame, until, as_of, origin, repeats)


def columns(frame: pl.DataFrame) -> tuple[Vector, Vector, Vector]:
    """Return x, t_x and T of a frame as arrays."""
    x, t_x, seen = (frame[name].cast(pl.Float64).to_numpy() for name in ("x", "t_x", "T"))
    return x, t_x, seen


def evaluate(model: BuyTillYouDie, held: HoldOut) -> dict[str, Any]:
    """Return how expected and actual purchases of the hold-out agree, in total and by customer.

    bias is expected / actual − 1 in total; rmse is by customer; deviance is the mean Poisson deviance (a proper score
    of an expected count, lower is better).
    """
    return _compare(model.expected(held.weeks, *columns(held.frame)), held.frame["actual"].to_numpy())


def baselines(held: HoldOut) -> dict[str, dict[str, Any]]:
    """Return the same figures for what a person would guess: each keeps their own rate; everybody the average one."""
    x, _, seen = columns(held.frame)
    actual = held.frame["actual"].to_numpy()
    own = x / np.maximum(seen, 1) * held.weeks
    average = np.full_like(own, x.sum() / max(seen.sum(), 1) * held.weeks)
    return {"own_rate": _compare(own, actual), "average_rate": _compare(average, actual)}


def _compare(expected: Vector, actual: Vector) -> dict[str, Any]:
    safe = np.maximum(expected, 1e-3)
    gain = np.where(actual > 0, actual * np.log(np.maximum(actual, 1) / safe), 0.0)
    total = float(actual.sum())
    return {
        "customers": len(actual),
        "expected": float(expected.sum()),
        "actual": total,
        "bias": float(expected.sum() / total - 1) if total else None,
        "rmse": float(np.sqrt(np.mean((expected - actual) ** 2))),
        "deviance": float(np.mean(2 * (gain - actual + safe))),
    }


def calibration(model: BuyTillYouDie, held: HoldOut) -> list[dict[str, Any]]:
    """Return, by repeat purchases before the hold-out (7 and more together), mean expected and actual purchases."""
    expected = model.expected(held.weeks, *columns(held.frame))
    grouped = held.frame.with_columns(expected=expected, x=pl.col("x").clip(upper_bound=MOST)).group_by("x")
    means = grouped.agg(customers=pl.len(), expected=pl.col("expected").mean(), actual=pl.col("actual").mean())
    return [row | {"x": int(row["x"])} for row in means.sort("x").to_dicts()]


def tracking(model: BuyTillYouDie, held: HoldOut) -> list[dict[str, Any]]:
    """Return week by week the cumulative repeat purchases that happened and that the model expected.

    Over the customers known at the hold-out's start; `held_out` marks weeks the model had not seen.
    """
    last = (held.as_of - held.origin).days // 7
    weeks = np.arange(1, last + 1, dtype=float)
    births = held.frame.group_by("first_on").len()
    came = (births["first_on"] - held.origin).dt.total_days().to_numpy() / DAYS_A_WEEK
    lived = np.maximum(weeks[None, :] - came[:, None], 0)
    expected = births["len"].to_numpy() @ model.expected_new(lived)
    happened = np.zeros(last + 1)
    for week, count in held.repeats.filter(pl.col("week") < last).iter_rows():
        happened[week + 1] = count
    actual = happened.cumsum()[1:]
    return [
        {
            "week": (held.origin + timedelta(days=7 * int(week))).isoformat(),
            "actual": float(done),
            "expected": float(thought),
            "held_out": held.origin + timedelta(days=7 * int(week)) > held.until,
        }
        for week, done, thought in zip(weeks, actual, expected, strict=True)
    ]
