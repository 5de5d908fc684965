"""How well a buy-till-you-die model held on past data: fitted on the first part of time, read on the last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.predict.value.counts import DAYS_A_WEEK
from liuke.predict.value.models import BuyTillYouDie, p_silent

type Vector = NDArray[np.float64]

MOST = 7
JUDGED = 100_000
"""As many customers are judged at most, evenly chosen by their ids: enough for any figure to three digits."""
FLOOR = 1e-3
"""The least purchases that a guess may expect in its deviance, which is infinite for an impossible purchase."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Customers known at the end of `until`, and what they did from then to the end of `as_of`.

    `known` is a row a customer, ordered by customer_id: first_on; x, t_x, T, monetary as of `until`; later (purchase
    days after it), later_t_x (weeks from the first to the last purchase by `as_of`), later_amount (net). `daily` is
    day and purchases of all of them, from the start.
    """

    known: pl.DataFrame
    until: date
    as_of: date
    daily: pl.DataFrame

    @property
    def weeks(self) -> float:
        """The length of the hold-out in weeks."""
        return (self.as_of - self.until).days / DAYS_A_WEEK

    @property
    def judged(self) -> pl.DataFrame:
        """The customers whose forecasts are judged one by one."""
        return self.known.gather_every(max(1, -(-self.known.height // JUDGED)))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a model said of each judged customer: purchases, whether any, and ln of the density of what happened."""

    expected: Vector
    buys: Vector
    log_score: Vector


def split_time(frame: pl.DataFrame, daily: pl.DataFrame, until: date, as_of: date) -> HoldOut:
    """Divide the rows of `histories` at the end of `until`; `daily` is as `daily_purchases` gives it."""
    known = frame.filter(pl.col("first_on") <= until).select(
        "customer_id",
        "first_on",
        pl.col("early_x", "early_t_x", "early_T", "early_monetary").name.map(lambda name: name.removeprefix("early_")),
        "later",
        "later_amount",
        later_t_x=pl.col("t_x"),
    )
    return HoldOut(known, until, as_of, daily)


def triple(frame: pl.DataFrame) -> tuple[Vector, Vector, Vector]:
    """Return x, t_x and T of a frame as arrays."""
    return column(frame, "x"), column(frame, "t_x"), column(frame, "T")


def column(frame: pl.DataFrame, name: str) -> Vector:
    """Return a column of a frame as an array."""
    return frame[name].cast(pl.Float64).to_numpy()


def forecast(model: BuyTillYouDie, held: HoldOut) -> Forecast:
    """Return what a model fitted on the time up to `until` says of the time after it.

    The log score of a customer is ln of the density of their later purchase times given the earlier ones: the ratio of
    the likelihood of the whole history to that of its first part. It is a proper score, and has one unit for all models
    of purchase times.
    """
    frame = held.judged
    x, t_x, seen = triple(frame)
    later, later_t_x = column(frame, "later"), column(frame, "later_t_x")
    whole = model.log_likelihood(x + later, later_t_x, seen + held.weeks)
    return Forecast(
        model.expected(held.weeks, x, t_x, seen),
        1 - p_silent(model, held.weeks, x, t_x, seen),
        whole - model.log_likelihood(x, t_x, seen),
    )


def evaluate(said: Forecast, held: HoldOut) -> dict[str, Any]:
    """Return how expected and actual purchases of the hold-out agree, in total and by customer.

    bias is expected / actual − 1 in total; rmse and mae are by customer (mae flatters whoever expects nothing, as most
    customers buy nothing, and is shown nowhere); deviance is the mean Poisson deviance (a proper score of an expected
    count, lower is better); brier is that of buying at all; log_score is the mean of `forecast`, higher is better.
    """
    later = column(held.judged, "later")
    bought = later > 0
    return compare(said.expected, later) | {
        "deviance": _deviance(said.expected, later),
        "buyers_expected": float(said.buys.sum()),
        "buyers": int(bought.sum()),
        "brier": float(np.mean((said.buys - bought) ** 2)),
        "log_score": float(np.mean(said.log_score)),
        "weeks": held.weeks,
    }


def baselines(held: HoldOut) -> dict[str, dict[str, Any]]:
    """Return the same figures for what a person would guess.

    Each keeps their own rate; everybody the average one; nobody buys again.
    """
    x, _, seen = triple(held.judged)
    later = column(held.judged, "later")
    own = x / np.maximum(seen, 1) * held.weeks
    average = np.full_like(own, x.sum() / max(seen.sum(), 1) * held.weeks)
    guesses = {"own_rate": own, "average_rate": average, "nobody": np.zeros_like(own)}
    return {name: compare(guess, later) | {"deviance": _deviance(guess, later)} for name, guess in guesses.items()}


def compare(expected: Vector, actual: Vector) -> dict[str, Any]:
    """Return totals, bias, RMSE and MAE of expectations by customer."""
    total = float(actual.sum())
    return {
        "customers": len(actual),
        "expected": float(expected.sum()),
        "actual": total,
        "bias": float(expected.sum() / total - 1) if total > 0 else None,
        "rmse": float(np.sqrt(np.mean((expected - actual) ** 2))),
        "mae": float(np.mean(np.abs(expected - actual))),
    }


def _deviance(expected: Vector, actual: Vector) -> float:
    safe = np.maximum(expected, FLOOR)
    gain = np.where(actual > 0, actual * np.log(np.maximum(actual, 1) / safe), 0.0)
    return float(np.mean(2 * (gain - actual + safe)))


def calibration(said: Forecast, held: HoldOut) -> list[dict[str, Any]]:
    """Return, by repeat purchases before the hold-out (7 and more together), mean expected and actual purchases."""
    frame = held.judged.with_columns(expected=said.expected, x=pl.col("x").clip(upper_bound=MOST).cast(pl.Int64))
    means = frame.group_by("x").agg(
        customers=pl.len(), expected=pl.col("expected").mean(), actual=pl.col("later").mean()
    )
    return means.sort("x").to_dicts()


def tracking(model: BuyTillYouDie, held: HoldOut) -> list[dict[str, Any]]:
    """Return week by week the cumulative repeat purchases that happened and that the model expected.

    Over all customers known at the hold-out's start; `week` is the week's last day; `held_out` marks weeks that the
    model had not seen.
    """
    births = held.known.group_by("first_on").len().sort("first_on")
    origin = births["first_on"][0]
    ends = np.arange(7, (held.as_of - origin).days + 2, 7)
    came = (births["first_on"] - origin).dt.total_days().to_numpy()
    by_age = model.expected_new(np.arange(ends[-1] + 1 if len(ends) else 1) / DAYS_A_WEEK)
    ages = np.maximum(ends[None, :] - 1 - came[:, None], 0)
    expected = (births["len"].to_numpy()[:, None] * by_age[ages]).sum(axis=0)
    repeats = held.daily.join(births, left_on="day", right_on="first_on", how="left").select(
        "day", repeats=pl.col("purchases") - pl.col("len").fill_null(0)
    )
    days = (repeats["day"] - origin).dt.total_days().to_numpy()
    happened = np.concatenate([[0], repeats["repeats"].to_numpy().cumsum()])[np.searchsorted(days, ends)]
    last = [origin + timedelta(days=int(end) - 1) for end in ends]
    return [
        {"week": day.isoformat(), "actual": float(done), "expected": float(thought), "held_out": day > held.until}
        for day, done, thought in zip(last, happened, expected, strict=True)
    ]
