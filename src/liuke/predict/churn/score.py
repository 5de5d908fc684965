"""Scores: everything a run says of one customer, one row a customer."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.churn.features import features
from liuke.predict.churn.fit import ChurnFit
from liuke.predict.churn.reasons import NAMES, listed, rhythm, top_reasons
from liuke.predict.churn.snapshots import matrix
from liuke.predict.value import ValueFit
from liuke.settings import RiskSettings, Settings

KEPT = ("customer_id", "segment", "stage", "recency_days", "orders", "amount", "first_on", "last_on")


def build_scores(
    engine: Engine, activity: Table, customer: Table, as_of: date, churn: ChurnFit, value: ValueFit, settings: Settings
) -> pl.DataFrame:
    """Return the score table, ordered by customer_id.

    probability is that of no purchase within the churn horizon after `as_of`: by the churn model for customers who are
    not lost; for the lost, the share of lost customers who stayed away that long; NULL where there is neither a churn
    nor a value model. value_at_risk = probability × clv.
    """
    known = engine.polars(features(activity, as_of + timedelta(days=1))).sort("customer_id")
    kept = engine.polars(customer.select(*KEPT)).sort("customer_id")
    scored = kept.join(value.customers, on="customer_id", how="left", maintain_order="left")
    rows = matrix(known)
    living = (kept["stage"] != "lost").to_numpy()
    probability, reasons = _judged(churn, rows, living)
    if churn.model is None:
        probability = _from_value(scored, value, churn.horizon_days)
    scored = scored.with_columns(
        probability=probability,
        usual_gap_days=pl.Series(rhythm(rows)).fill_nan(None),
        reasons=reasons,
    )
    return scored.with_columns(
        risk=_band(settings.risk), value_at_risk=pl.col("probability") * pl.col("clv")
    ).select(
        "customer_id", "segment", "stage", "risk", "probability", "p_alive", "expected_orders", "clv", "value_at_risk",
        "recency_days", "orders", "amount", "first_on", "last_on", "usual_gap_days", "reasons",
    )  # fmt: skip


def _judged(churn: ChurnFit, rows: np.ndarray, living: np.ndarray) -> tuple[pl.Series, pl.Series]:
    if churn.model is None:
        return pl.Series([None] * len(rows), dtype=pl.Float64), _silences(rows)
    probability = churn.model.probability(rows)
    if churn.lost_stay_away is not None:
        probability = np.where(living, probability, churn.lost_stay_away)
    return pl.Series(probability), top_reasons(rows, churn.model.contributions(rows), living)


def _silences(rows: np.ndarray) -> pl.Series:
    """Return the one reason there is without a model: silent for longer than usual."""
    recency, gap = rows[:, NAMES.index("recency_days")], rhythm(rows)
    unknown = np.full((len(rows), 1), np.nan)
    longer = (gap > 0) & (recency > gap)
    feature = np.full((len(rows), 1), NAMES.index("recency_days"))
    return listed(longer[:, None], feature, recency[:, None], gap[:, None], unknown)


def _from_value(scored: pl.DataFrame, value: ValueFit, horizon: int) -> pl.Series:
    """Return P(no purchase) by the value model: gone already, or alive and silent at the expected rate (Poisson)."""
    if value.champion is None:
        return pl.Series([None] * scored.height, dtype=pl.Float64)
    alive = pl.col("p_alive").clip(1e-9, 1)
    expected = pl.col("expected_orders") / value.horizon_days * horizon / alive
    return scored.select(1 - alive + alive * (-expected).exp()).to_series()


def _band(risk: RiskSettings) -> pl.Expr:
    by_stage = (
        pl.when(pl.col("stage") == "lost")
        .then(pl.lit("high"))
        .when(pl.col("stage") == "dormant")
        .then(pl.lit("medium"))
    )
    return (
        pl.when(pl.col("probability").is_null())
        .then(by_stage.otherwise(pl.lit("low")))
        .when(pl.col("probability") >= risk.high)
        .then(pl.lit("high"))
        .when(pl.col("probability") >= risk.medium)
        .then(pl.lit("medium"))
        .otherwise(pl.lit("low"))
    )
