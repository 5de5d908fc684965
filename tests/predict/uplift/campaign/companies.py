"""Campaigns on an engine: small ones made by hand, and companies whose truth is known."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from liuke.engine import Engine
from liuke.predict import History
from liuke.predict.features import FEATURES, Feature
from liuke.predict.uplift.campaign import Material
from liuke.simulate.campaign import simulate_campaign
from liuke.simulate.experiment import Effect, Experiment

FIRST, DAYS, MARGIN = date(2022, 1, 1), 60, 0.3
ASSIGNED = date(2026, 3, 1)
LAST = ASSIGNED + timedelta(days=DAYS - 1)
MONEY = pl.Decimal(18, 4)
type Frames = dict[str, pl.DataFrame]


def treatments(*rows: tuple[str, str | None, str | None, date]) -> pl.DataFrame:
    """Return the table `treatment` of a run, of rows (customer, campaign, arm, day); each treatment cost 2."""
    columns = ("customer_id", "playbook_id", "arm", "assigned_on")
    frame = pl.DataFrame(
        list(rows), schema=dict(zip(columns, (pl.String,) * 3 + (pl.Date,), strict=True)), orient="row"
    )
    return frame.with_columns(
        cost=pl.when(pl.col("arm") == "treatment").then(2).otherwise(0).cast(MONEY),
        delivered_on=pl.col("assigned_on"),
        delivered=pl.col("arm") == "treatment",
    )


def purchases(*rows: tuple[str, date, float]) -> pl.DataFrame:
    """Return the table `activity` of purchases (customer, day, amount)."""
    frame = pl.DataFrame(
        list(rows), schema={"customer_id": pl.String, "day": pl.Date, "amount": pl.Float64}, orient="row"
    )
    return _activity(frame.with_columns(coupons=pl.lit(0)))


def _activity(bought: pl.DataFrame) -> pl.DataFrame:
    by_day = bought.group_by("customer_id", "day").agg(
        pl.col("amount").sum().round(2).cast(MONEY),
        orders=pl.len().cast(pl.Int32),
        coupons=pl.col("coupons").sum().cast(pl.Int32),
    )
    ordered = by_day.sort("customer_id", "day")
    return ordered.with_columns(
        returns=pl.lit(0, pl.Int32),
        cost=pl.lit(None, MONEY),
        previous_on=pl.col("day").shift(1).over("customer_id"),
    )


@cache
def company(customers: int, effect: Effect = "different", seed: int = 1, treated: float = 0.5) -> Frames:
    """Return tables `activity`, `ticket_known` and `treatment` of a simulated company, and its `truth`."""
    with TemporaryDirectory() as folder:
        made = simulate_campaign(Experiment(customers, effect, treated, seed), Path(folder), DAYS)
        orders, tickets, treated_, truth = (
            pl.read_parquet(path) for path in (made.orders, made.tickets, made.treatments, made.truth)
        )
    day = pl.col("ordered_at").dt.date()
    bought = orders.select(
        "customer_id", pl.col("amount").cast(pl.Float64), coupons=pl.col("coupon").is_not_null(), day=day
    )
    received = pl.col("received_at").dt.date()
    return {
        "activity": _activity(bought),
        "ticket_known": tickets.select(
            "customer_id",
            *(pl.lit(None, pl.String).alias(name) for name in ("channel", "category", "product_id")),
            *(pl.lit(None, pl.Int64).alias(name) for name in ("response_minutes", "resolution_minutes")),
            *(pl.lit(None, pl.Date).alias(name) for name in ("answered_on", "resolved_on", "rated_on")),
            day=received,
            rating=pl.lit(None, pl.Float64),
        ),
        "treatment": treated_.select(
            "customer_id",
            "playbook_id",
            "arm",
            "cost",
            assigned_on=pl.col("assigned_at").dt.date(),
            delivered_on=pl.col("delivered_at").dt.date(),
            delivered=pl.col("delivered_at").is_not_null(),
        ),
        "truth": truth,
    }


def material(
    engine: Engine,
    frames: Frames,
    as_of: date = ASSIGNED + timedelta(days=DAYS - 1),
    features: tuple[Feature, ...] = FEATURES,
) -> Material:
    """Return the tables on an engine, as a run would have them."""
    tables = {name: engine.table(frame, name) for name, frame in frames.items() if name not in {"treatment", "truth"}}
    history = History(tables, FIRST, as_of, 100, 90, features=features)
    return Material(engine, history, engine.table(frames["treatment"], "treatment"), DAYS, MARGIN)
